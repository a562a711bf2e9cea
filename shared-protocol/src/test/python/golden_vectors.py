#!/usr/bin/env python3
"""Makes golden-vectors.json from the protocol page, without any of the project's own code. Prints it; see GoldenVectorsTest.

usage: golden_vectors.py > ../resources/io/milepost/protocol/alert/golden-vectors.json
Needs openssl for the one Ed25519 signature, made with the key of RFC 8032 section 7.1, test 1."""
import base64, hashlib, hmac, json, os, struct, subprocess, tempfile

SECRET, OTHER, OLD = bytes(range(16, 48)), bytes(range(100, 132)), bytes(range(50, 66))
MASTER, OWN, FOREIGN = bytes(range(64, 96)), bytes(range(1, 33)), bytes(range(200, 232))
ED_SEED = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
ED_PUBLIC = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
NOW = 1795163556123
END_OF_OLD = 1769817600000
KEYS = [{"id": 7, "secret": base64.b64encode(SECRET).decode()},
        {"id": 8, "secret": base64.b64encode(OTHER).decode(), "not_before": "2026-01-01T00:00:00Z"},
        {"id": 9, "secret": base64.b64encode(OLD).decode(), "not_after": "2026-01-31T00:00:00Z"},
        {"id": 10, "secret": base64.b64encode(MASTER).decode(), "per_rsu": True},
        {"id": 11, "secret": base64.b64encode(OWN).decode(), "rsu": "rsu-a"},
        {"id": 12, "secret": base64.b64encode(FOREIGN).decode(), "rsu": "rsu-b"}]
BODY = {"event": "rsu-a/1", "version": 1, "state": "active", "type": "collision", "cause": 2, "subcause": 0, "severity": "high",
        "confidence": 0.93, "suggest": "slow_down", "road": "A1", "lane": 2, "lat": 37.5665, "lon": 126.978, "distance_m": 500.0,
        "direction": "upstream", "detected_at": NOW - 23, "ttl_s": 30, "text": "Collision in 500 m."}
BEAT = {"active": [{"event": "rsu-a/1", "version": 1, "remaining_s": 29.5}], "clock": {"synchronised": True, "offset_ms": -0.25},
        "cameras": {"up": 2, "down": 1}}
vectors = []


def dumps(body):
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def body(**changes):
    return {k: v for k, v in {**BODY, **changes}.items() if v is not None}


def datagram(payload, kind=1, auth=1, key_id=7, secret=SECRET, source=b"rsu-a", epoch=3, sequence=1, sent_at=NOW, signature=b"",
             magic=b"MP", version=1, source_length=None, body_length=None, signature_length=None):
    payload = payload if isinstance(payload, bytes) else dumps(payload)
    head = magic + bytes([version, kind, auth, key_id, len(source) if source_length is None else source_length]) + source
    head += struct.pack(">IIqH", epoch, sequence, sent_at, len(payload) if body_length is None else body_length)
    head += payload + bytes([len(signature) if signature_length is None else signature_length]) + signature
    return head + (hmac.new(secret, head, hashlib.sha256).digest()[:16] if auth else b"")


def add(name, data, verdict="accepted", at=NOW + 4, before=(), **more):
    assert name not in [v["name"] for v in vectors], name
    vectors.append({"name": name, "hex": data.hex(), "at": at, "verdict": verdict, **({"before": list(before)} if before else {}), **more})


def derived(rsu):
    """HKDF-SHA-256 (RFC 5869): empty salt, one block."""
    extracted = hmac.digest(bytes(32), MASTER, "sha256")
    return hmac.digest(extracted, b"milepost-v1 hmac\0" + rsu + b"\1", "sha256")


def sign(kind, source, payload):
    with tempfile.TemporaryDirectory() as folder:
        key, text, out = (os.path.join(folder, f) for f in ("key", "text", "out"))
        open(key, "wb").write(bytes.fromhex("302e020100300506032b657004220420") + ED_SEED)
        open(text, "wb").write(b"milepost-v1" + bytes([kind]) + source + payload)
        subprocess.run(["openssl", "pkeyutl", "-sign", "-rawin", "-inkey", key, "-keyform", "DER", "-in", text, "-out", out], check=True)
        return open(out, "rb").read()


def accepted():
    def good(name, payload, at=NOW + 4, before=(), synchronised=True, **fields):
        data = datagram(payload, **fields)
        envelope = {"kind": fields.get("kind", 1), "authenticated": fields.get("auth", 1) == 1, "key_id": fields.get("key_id", 7),
                    "source": fields.get("source", b"rsu-a").decode(), "epoch": fields.get("epoch", 3),
                    "sequence": fields.get("sequence", 1), "sent_at": fields.get("sent_at", NOW),
                    "signature_bytes": len(fields.get("signature", b""))}
        decoded = json.loads(payload) if isinstance(payload, bytes) else payload
        add(name, data, at=at, before=before, envelope=envelope, body=decoded, synchronised=synchronised)

    good("alert-active", BODY)
    good("alert-cancelled", body(version=2, state="cancelled", lane=None, text=""), sequence=4294967295, sent_at=NOW + 2)
    good("alert-unsigned", BODY, auth=0, key_id=0)
    signature = sign(1, b"rsu-a", dumps(BODY))
    good("alert-with-signature", BODY, sequence=2, signature=signature)
    good("alert-not-ascii", body(event="길-7/42", road="경부선", text="500 m 앞 추돌 🚗 \u2028"), source="길-7".encode())
    longest = body(road="r" * 64, text="")
    room = 1200 - len(datagram(longest))
    longest["text"] = "추" * ((room - (512 - room // 3)) // 3) if room > 512 else "x" * room
    longest["text"] += "x" * (1200 - len(datagram(longest)))
    assert len(datagram(longest)) == 1200 and len(longest["text"]) <= 512
    good("alert-of-1200-bytes", longest)
    good("alert-with-unknown-fields", {"future": {"a": [1, None]}, **BODY, "zz": "x"})
    good("alert-with-integers-written-as-floats", body(ttl_s=30.0, version=1.0, lane=2.0))
    good("alert-with-white-space", b" \r\n\t" + json.dumps(BODY, indent=1).encode())
    good("alert-at-the-lower-bounds", body(confidence=0, lat=-90, lon=-180, distance_m=0, ttl_s=1, cause=0, lane=-1, detected_at=0))
    good("alert-at-the-upper-bounds", body(confidence=1, lat=90, lon=180, distance_m=100000, ttl_s=3600, cause=255, subcause=255,
                                           lane=14, detected_at=2**53 - 1, version=2**31 - 1, text="x" * 512))
    good("alert-with-the-second-key", BODY, key_id=8, secret=OTHER)
    good("alert-with-a-key-derived-for-its-rsu", BODY, key_id=10, secret=derived(b"rsu-a"))
    good("alert-with-a-key-derived-for-another-name", body(event="길-7/42"), source="길-7".encode(), key_id=10, secret=derived("길-7".encode()))
    good("alert-with-its-rsu-s-own-key", BODY, key_id=11, secret=OWN)
    good("key-60-s-after-its-end", BODY, key_id=9, secret=OLD, sent_at=END_OF_OLD + 60000, at=END_OF_OLD + 60000)
    good("alert-at-the-end-of-epoch-and-sequence", BODY, epoch=4294967295, sequence=4294967295)
    good("heartbeat", BEAT, kind=2)
    good("heartbeat-without-alerts", {**BEAT, "active": []}, kind=2)
    good("heartbeat-with-more", {**BEAT, "more": 17}, kind=2)
    good("fresh-after-2000-ms", BODY, at=NOW + 2000)
    good("fresh-250-ms-ahead", BODY, at=NOW - 250)
    good("fresh-after-the-clock-offset", BODY, sequence=2, sent_at=NOW, at=NOW + 5100, before=["heartbeat-5-s-behind"])
    good("heartbeat-5-s-behind", BEAT, kind=2, at=NOW + 5000)
    good("heartbeat-15-s-behind", BEAT, kind=2, at=NOW + 15000, synchronised=False)
    good("in-the-window", BODY, sequence=977, before=["sequence-2000"])
    good("sequence-2000", BODY, sequence=2000)
    good("new-boot-after-another", BODY, epoch=4, sequence=1, before=["sequence-2000"])
    good("true-after-forged", BODY, sequence=3, before=["wrong-tag-far-ahead"])
    good("after-an-unsigned-one", BODY, sequence=1, before=["alert-unsigned"])


def refused_layout():
    good = datagram(BODY)
    edges = {"nothing": 0, "magic": 1, "version": 2, "kind": 3, "auth": 4, "key-id": 5, "source-length": 6, "source": 11, "epoch": 15,
             "sequence": 19, "sent-at": 27, "body-length": 29, "body": 29 + len(dumps(BODY)) // 2,
             "signature-length": len(good) - 17, "tag": len(good) - 1}
    for field, length in edges.items():
        add(f"cut-in-{field}", good[:length], "length")
    add("one-byte-too-many", good + b"\0", "length")
    add("of-1201-bytes", datagram(body(text="x" * (1201 - len(datagram(body(text="")))))), "length")
    add("unsigned-with-a-tag", datagram(BODY, auth=0) + bytes(16), "length")
    add("signature-of-63-bytes", datagram(BODY, signature=bytes(63)), "length")
    add("body-length-too-large", datagram(BODY, body_length=len(dumps(BODY)) + 1), "length")
    add("body-length-65535", datagram(BODY, body_length=65535), "length")
    add("wrong-magic", datagram(BODY, magic=b"PM"), "magic")
    add("version-0", datagram(BODY, version=0), "version")
    add("version-2", datagram(BODY, version=2), "version")
    add("kind-0", datagram(BODY, kind=0), "kind")
    add("kind-255", datagram(BODY, kind=255), "kind")
    add("auth-2", datagram(BODY, auth=2), "auth")
    add("source-empty", datagram(BODY, source=b""), "source")
    add("source-of-33-bytes", datagram(BODY, source=b"x" * 33), "source")
    add("source-with-slash", datagram(BODY, source=b"rsu/a"), "source")
    add("source-with-line-feed", datagram(BODY, source=b"rsu\na"), "source")
    add("source-not-utf-8", datagram(BODY, source=b"rsu\xff\xfe"), "source")
    add("epoch-0", datagram(BODY, epoch=0), "header")
    add("sequence-0", datagram(BODY, sequence=0), "header")
    add("sent-before-1970", datagram(BODY, sent_at=-1), "header")


def refused_state():
    add("unknown-key", datagram(BODY, key_id=1), "key")
    add("expired-key", datagram(BODY, key_id=9, secret=OLD), "key")
    late = END_OF_OLD + 60001
    add("key-60-001-ms-after-its-end", datagram(BODY, key_id=9, secret=OLD, sent_at=late), "key", at=late)
    add("key-of-another-rsu", datagram(BODY, key_id=12, secret=FOREIGN), "key")
    add("tag-by-the-master-itself", datagram(BODY, key_id=10, secret=MASTER), "tag")
    add("tag-by-the-key-derived-for-another-rsu", datagram(BODY, key_id=10, secret=derived(b"rsu-b")), "tag")
    good = datagram(BODY)
    add("wrong-tag", good[:-1] + bytes([good[-1] ^ 1]), "tag")
    add("tag-of-another-key", datagram(BODY, secret=OTHER), "tag")
    add("changed-body", good.replace(b"high", b"fire"), "tag")
    add("wrong-tag-far-ahead", datagram(BODY, sequence=1000000, secret=OTHER), "tag")
    add("same-again", good, "replay", before=["alert-active"])
    add("out-of-the-window", datagram(BODY, sequence=976), "replay", before=["sequence-2000"])
    add("earlier-boot", datagram(BODY, epoch=2, sequence=5000), "epoch", before=["alert-active"])
    add("unsigned-after-signed", datagram(BODY, auth=0, key_id=0, sequence=9), "downgrade", before=["alert-active"])
    add("stale-after-2001-ms", good, "stale", at=NOW + 2001)
    add("stale-after-the-clock-offset", datagram(BODY, sequence=2), "stale", at=NOW + 7001, before=["heartbeat-5-s-behind"])
    add("future-by-251-ms", good, "future", at=NOW - 251)
    add("foreign-event", datagram(body(event="rsu-b/1")), "foreign")
    add("foreign-event-with-the-same-start", datagram(body(event="rsu-ab/1")), "foreign")


def refused_bodies():
    text = dumps(BODY).decode()
    bad = {
        "empty": b"", "not-json": b"{", "an-array": b"[" + text.encode() + b"]", "a-string": b'"x"',
        "duplicate-key": text.replace('{"event"', '{"version":9,"event"').encode(),
        "duplicate-key-inside": text.replace('{"event"', '{"x":{"a":1,"a":1},"event"').encode(),
        "trailing-word": text.encode() + b" x", "trailing-comma": text[:-1].encode() + b",}",
        "byte-order-mark": b"\xef\xbb\xbf" + text.encode(), "utf-16": text.encode("utf-16-le"),
        "not-utf-8": text.replace("Collision", "\u00e9").encode("latin-1"),
        "nan": text.replace("0.93", "NaN").encode(), "infinity": text.replace("0.93", "Infinity").encode(),
        "lone-surrogate": text.replace("Collision", "\\ud800").encode(),
        "single-quotes": text.replace('"', "'").encode(), "comment": b"/**/" + text.encode(),
        "lane-null": text.replace('"lane":2', '"lane":null').encode(),
        "leading-zero": text.replace('"ttl_s":30', '"ttl_s":030').encode(),
        "nested-500-deep": text.replace('{"event"', '{"x":' + "[" * 300 + "]" * 299 + ',"event"').encode(),
    }
    for name, payload in bad.items():
        add(f"body-{name}", datagram(payload), "schema")
    for field in BODY:
        if field != "lane":
            add(f"without-{field}", datagram(body(**{field: None})), "schema")
    wrong = {"event": ["rsu-a", "rsu-a/0", "rsu-a/01", "rsu-a/12345678901", "/1", 7], "version": [0, 1.5, 2**31, "1"],
             "state": ["ACTIVE", 1], "type": ["ufo"], "cause": [-1, 256], "subcause": [-1, 256], "severity": ["extreme"],
             "confidence": [-0.01, 1.01, "1", True], "suggest": ["accelerate"], "road": ["", "r" * 65], "lane": [-2, 15, 1.5, "2"],
             "lat": [-90.0001, 91], "lon": [-181, 180.0001], "distance_m": [-1, 100001], "direction": ["up"],
             "detected_at": [-1, 2**53], "ttl_s": [0, 3601, 1.5], "text": [7, "x" * 513]}
    for field, values in wrong.items():
        for i, value in enumerate(values):
            add(f"wrong-{field}-{i + 1}", datagram(body(**{field: value})), "schema")
    for name, changed in {"without-clock": {k: v for k, v in BEAT.items() if k != "clock"}, "active-65": {**BEAT, "active": [{}] * 65},
                          "active-wrong": {**BEAT, "active": [{"event": "rsu-a/1", "version": 0, "remaining_s": 1}]},
                          "cameras-negative": {**BEAT, "cameras": {"up": -1, "down": 0}}, "more-negative": {**BEAT, "more": -1},
                          "clock-number": {**BEAT, "clock": {"synchronised": 1, "offset_ms": 0}}}.items():
        add(f"heartbeat-{name}", datagram(changed, kind=2), "schema")


accepted(), refused_layout(), refused_state(), refused_bodies()
print('{\n"description": "Datagrams and what a receiver of protocol version 1 says of them. Each is judged by a receiver that has heard'
      ' nothing but those named in before, each at its own time at (UTC ms).",')
print('"keys":', json.dumps(KEYS), ",")
print('"ed25519_public":', json.dumps(ED_PUBLIC), ",")
print('"vectors": [\n' + ",\n".join(json.dumps(v, ensure_ascii=False) for v in vectors) + "\n]}")
