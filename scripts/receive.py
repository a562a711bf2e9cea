#!/usr/bin/env python3
"""Prints the alerts that Milepost roadside units send, one JSON line per news: a second receiver that needs docs/protocol.md
and Python's own library, nothing else. It checks layout, key, epoch, replay, tag, freshness and body; not Ed25519 signatures."""
import argparse, base64, collections, datetime, hashlib, hmac, json, os, re, socket, struct, sys, time, types
def number(low, high): return lambda v: type(v) in (int, float) and low <= v <= high
def whole(low, high): return lambda v: number(low, high)(v) and v == int(v)
def text(low, high): return lambda v: isinstance(v, str) and low <= len(v) <= high
def one_of(words): return lambda v: isinstance(v, str) and v in words.split()
def event(v): return isinstance(v, str) and re.fullmatch(r"[^/\x00-\x1f\x7f]{1,32}/[1-9][0-9]{0,9}", v)
def fits(v, fields): return isinstance(v, dict) and all(name in v and check(v[name]) for name, check in fields.items())
LISTED = {"event": event, "version": whole(1, 2**31 - 1), "remaining_s": number(0, 3600)}
HEARTBEAT = {"active": lambda v: isinstance(v, list) and len(v) <= 64 and all(fits(each, LISTED) for each in v),
    "clock": lambda v: fits(v, {"synchronised": lambda b: isinstance(b, bool), "offset_ms": number(-1e12, 1e12)}),
    "cameras": lambda v: fits(v, {"up": whole(0, 100_000), "down": whole(0, 100_000)})}
ALERT = {
    "event": event, "version": whole(1, 2**31 - 1), "state": one_of("active cancelled"), "cause": whole(0, 255),
    "type": one_of("collision fire smoke congestion blockage stopped_vehicle wrong_way pedestrian_on_road construction debris"),
    "subcause": whole(0, 255), "severity": one_of("low medium high critical"), "confidence": number(0, 1), "road": text(1, 64),
    "suggest": one_of("inform slow_down change_lane stop"), "lat": number(-90, 90), "lon": number(-180, 180), "text": text(0, 512),
    "distance_m": number(0, 100_000), "direction": one_of("all upstream downstream opposite"), "ttl_s": whole(1, 3600),
    "detected_at": whole(0, 2**53 - 1)}
class Refused(Exception): pass
def rsu_of(epoch): return types.SimpleNamespace(epoch=epoch, top=0, seen=0, delays=collections.deque(maxlen=10))
def refuse(bad, reason):
    if bad: raise Refused(reason)
def unique(pairs): return refuse(len(dict(pairs)) < len(pairs), "schema") or dict(pairs)
def of_rsu(key, rsu): return hmac.digest(hmac.digest(bytes(32), key, "sha256"), b"milepost-v1 hmac\0" + rsu + b"\1", "sha256")
def load_keys(path):
    def utc(word, absent): return datetime.datetime.fromisoformat(word.replace("Z", "+00:00")).timestamp() if word else absent
    return {k["id"]: (base64.b64decode(k["secret"] if "secret" in k else os.environ[k["secret_env"]]), utc(k.get("not_before"), 0) - 60,
                      utc(k.get("not_after"), 1e18) + 60, k.get("per_rsu"), k.get("rsu")) for k in json.load(open(path))["keys"]}

class Receiver:
    def __init__(self, keys, drop_unsigned=False): self.keys, self.drop_unsigned, self.rsus = keys, drop_unsigned, {}
    def accept(self, d, now_ms):
        """Returns (kind, source, epoch, signed, synchronised, body) or raises Refused with the reason."""
        refuse(not 7 <= len(d) <= 1200, "length"), refuse(d[:2] != b"MP", "magic"), refuse(d[2] != 1, "version")
        kind, auth, key_id, n = d[3:7]
        refuse(kind not in (1, 2), "kind"), refuse(auth not in (0, 1), "auth"), refuse(not 1 <= n <= 32, "source")
        refuse(len(d) < 7 + n + 19, "length")
        epoch, sequence, sent_at, size = struct.unpack_from(">IIqH", d, 7 + n)
        end = 7 + n + 18 + size
        refuse(len(d) <= end or d[end] not in (0, 64) or len(d) != end + 1 + d[end] + 16 * auth, "length")
        refuse(re.search(rb"[\x00-\x1f\x7f/]", d[7:7 + n]), "source"), refuse(epoch == 0 or sequence == 0 or sent_at < 0, "header")
        refuse(not auth and self.drop_unsigned, "unsigned"), refuse(not auth and (d[7:7 + n], 1) in self.rsus, "downgrade")
        secret, begin, until, master, owner = self.keys.get(key_id, (b"", 1, 0, False, None))
        refuse(auth and not begin <= now_ms / 1000 <= until, "key")
        rsu = self.rsus.get((d[7:7 + n], auth)) or rsu_of(epoch)
        behind = rsu.top - sequence if epoch == rsu.epoch else -1
        refuse(epoch < rsu.epoch, "epoch"), refuse(behind >= 1024 or behind >= 0 and rsu.seen >> behind & 1, "replay")
        refuse(auth and owner and owner.encode() != d[7:7 + n], "key")
        secret = of_rsu(secret, d[7:7 + n]) if auth and master else secret
        refuse(auth and not hmac.compare_digest(hmac.digest(secret, d[:-16], hashlib.sha256)[:16], d[-16:]), "tag")
        try: source = d[7:7 + n].decode()
        except UnicodeDecodeError: raise Refused("source")
        rsu = rsu if epoch == rsu.epoch else rsu_of(epoch)
        if behind < 0: rsu.top, rsu.seen = sequence, (rsu.seen << min(1024, sequence - rsu.top) | 1) % (1 << 1024)
        else: rsu.seen |= 1 << behind
        refuse(len(self.rsus) >= 64 and (d[7:7 + n], auth) not in self.rsus, "capacity")
        self.rsus[d[7:7 + n], auth] = rsu
        if kind == 2 and behind < 0: rsu.delays.append(now_ms - sent_at)
        offset = min(rsu.delays, default=0)
        refuse(now_ms - sent_at - offset > 2000, "stale"), refuse(now_ms - sent_at - offset < -250, "future")
        try:
            body = json.loads(d[7 + n + 18:end].decode(), object_pairs_hook=unique, parse_constant=lambda word: refuse(True, "schema"))
            refuse(not fits(body, ALERT if kind == 1 else HEARTBEAT), "schema")
            refuse(not (whole(-1, 14)(body.get("lane", 0)) if kind == 1 else whole(0, 1_000_000)(body.get("more", 0))), "schema")
            json.dumps(body, ensure_ascii=False).encode()
        except (ValueError, RecursionError): raise Refused("schema")
        refuse(kind == 1 and body["event"].rsplit("/", 1)[0] != source, "foreign")
        return kind, source, epoch, bool(auth), abs(offset) <= 10_000, body

def main():
    cli = argparse.ArgumentParser(description=__doc__)
    cli.add_argument("--group", default="239.20.20.20"), cli.add_argument("--port", type=int, default=5520)
    cli.add_argument("--iface", required=True, help="interface on which to join the group, for example eth0")
    cli.add_argument("--key-ring", help="key ring file"), cli.add_argument("--hmac-key", help="key 0 as plain text, for trials")
    cli.add_argument("--drop-unsigned", action="store_true", help="drop what has no tag")
    cli.add_argument("--verbose", action="store_true", help="say why datagrams are refused")
    args, known, ear = cli.parse_args(), collections.OrderedDict(), socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        keys = load_keys(args.key_ring) if args.key_ring else {0: (args.hmac_key.encode(), 0, 1e18, False, None)} if args.hmac_key else {}
        ear.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1), ear.bind((args.group, args.port))
        membership = socket.inet_aton(args.group) + struct.pack("@4xi", socket.if_nametoindex(args.iface))
        ear.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, membership)
    except (OSError, ValueError, KeyError, TypeError) as problem: cli.error(f"cannot listen: {problem!r}")
    receiver = Receiver(keys, args.drop_unsigned)
    print(json.dumps({"ready": f"{args.group}:{args.port}", "iface": args.iface}), flush=True)
    while True:
        try:
            kind, source, epoch, signed, synchronised, body = receiver.accept(ear.recv(2048), time.time_ns() // 1_000_000)
            news = (epoch, body.get("version"), body.get("state") == "cancelled")
            if kind == 1 and news > known.get((body["event"], signed), (0, 0, False)):
                known[body["event"], signed] = news
                if len(known) > 4096: known.popitem(last=False)
                print(json.dumps(dict(body, source=source, signed=signed, synchronised=synchronised), ensure_ascii=False), flush=True)
        except Refused as reason: args.verbose and print(json.dumps({"refused": str(reason)}), file=sys.stderr, flush=True)

if __name__ == "__main__": main()
