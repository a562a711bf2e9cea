"""A plain sender and receiver of signed JSON alerts over UDP multicast, for comparison only."""
import hashlib
import hmac
import json
import socket
import struct
import sys
import time

KEY = b"bench-key-bench-key-bench-key"


def send(group, port, count, per_second, size):
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 0)
    sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton("127.0.0.1"))
    due = time.monotonic()
    for seq in range(count):
        due = max(due + 1 / per_second, time.monotonic())
        time.sleep(max(0, due - time.monotonic()))
        alert = {"sent": time.monotonic_ns(), "seq": seq, "src": "rsu_server_01", "type": "collision",
                 "severity": "high", "distance_m": 500.0, "suggest": "slow_down"}
        alert["text"] = "x" * max(0, size - 230)
        body = json.dumps(alert).encode()
        tag = hmac.new(KEY, body, hashlib.sha256).hexdigest()
        sock.sendto(json.dumps({"body": alert, "hmac": tag}).encode(), (group, port))


def receive(group, port, count, path):
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind(("", port))
    member = struct.pack("4s4s", socket.inet_aton(group), socket.inet_aton("127.0.0.1"))
    sock.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, member)
    print("ready", flush=True)
    took = []
    sock.settimeout(5)
    try:
        while len(took) < count:
            message = json.loads(sock.recv(2048))
            body = json.dumps(message["body"]).encode()
            tag = hmac.new(KEY, body, hashlib.sha256).hexdigest()
            if hmac.compare_digest(tag, message["hmac"]):
                took.append(time.monotonic_ns() - message["body"]["sent"])
    except socket.timeout:
        pass
    with open(path, "wb") as out:
        out.write(struct.pack(">%dq" % len(took), *took))


if __name__ == "__main__":
    mode, group, rest = sys.argv[1], sys.argv[2], sys.argv[3:]
    if mode == "send":
        send(group, *map(int, rest))
    else:
        receive(group, int(rest[0]), int(rest[1]), rest[2])
