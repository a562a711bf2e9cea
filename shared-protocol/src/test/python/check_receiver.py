#!/usr/bin/env python3
"""Judges every golden vector with scripts/receive.py. usage: check_receiver.py receive.py golden-vectors.json"""
import importlib.util, json, sys

spec = importlib.util.spec_from_file_location("receive", sys.argv[1])
receive = importlib.util.module_from_spec(spec)
spec.loader.exec_module(receive)
content = json.load(open(sys.argv[2]))
vectors = {v["name"]: v for v in content["vectors"]}
wrong = 0


def judge(receiver, vector):
    try:
        return "accepted", receiver.accept(bytes.fromhex(vector["hex"]), vector["at"])
    except receive.Refused as reason:
        return str(reason), None


for name, vector in vectors.items():
    receiver = receive.Receiver(receive.load_keys(sys.argv[2]))
    for earlier in vector.get("before", []):
        judge(receiver, vectors[earlier])
    verdict, heard = judge(receiver, vector)
    good = verdict == vector["verdict"]
    if good and heard:
        kind, source, epoch, signed, synchronised, body = heard
        e = vector["envelope"]
        good = (kind, source, epoch, signed) == (e["kind"], e["source"], e["epoch"], e["authenticated"])
        good = good and body == vector["body"] and synchronised == vector["synchronised"]
    if not good:
        wrong += 1
        print(f"{name}: {verdict}, expected {vector['verdict']}")
print(f"{len(vectors) - wrong} of {len(vectors)} vectors as expected")
sys.exit(1 if wrong else 0)
