"""The bad road between RSUs and vehicles: a bridge of whole frames, one per segment, so that both ends see each other's
real addresses. Multicast of an RSU goes to every vehicle of its segment, unicast to the one it is for, and back.

Arguments: segments, vehicles, key ring file, seed. Commands come on standard input, one per line, each answered by "ok":

  loss none|random|burst SHARE   on every link and in both directions from now on, each with its own dice
  drop VEHICLE WHAT              of what comes down: nothing, all, active, cancelled, alerts, group (alerts to the group)
  hold VEHICLE on|off            keep active alerts back; off sends them after all
  record on                      keep what the RSUs send to the group, until an alert of these is cancelled
  replay VEHICLE                 send what was kept once more; answers how many
  skew MILLIS                    make RSUs' clocks wrong, with their own keys
  count                          begin to count anew
  stats                          JSON: datagrams forwarded, lost, to the group by key id, by unicast down and up
"""
import base64, collections, hashlib, hmac, json, math, random, select, socket, struct, sys, time

IPV4, ARP, UDP = 0x0800, 0x0806, 17
BURST_S = 0.040
MAX_RECORDED = 10_000
SO_RCVBUFFORCE, SOL_PACKET, PACKET_IGNORE_OUTGOING = 33, 263, 23


class Loss:
    """Which datagrams one direction of a link loses. Bursts follow Gilbert's model in time: for exponentially distributed
    times the link is either good and loses nothing, or bad and loses everything."""

    def __init__(self, kind, share, seed):
        self.kind, self.share, self.random, self.until = kind, share, random.Random(seed), None

    def loses(self, now):
        if self.kind == "none":
            return False
        if self.kind == "random":
            return self.random.random() < self.share
        if self.until is None:
            self.bad = self.random.random() < self.share
            self.until = now + self.stay()
        while now >= self.until:
            self.bad = not self.bad
            self.until += self.stay()
        return self.bad

    def stay(self):
        mean = BURST_S if self.bad else BURST_S * (1 - self.share) / self.share
        return -mean * math.log(1 - self.random.random())


class Link:
    def __init__(self, segment, vehicle):
        self.segment, self.vehicle, self.socket = segment, vehicle, packet_socket(f"d{segment}v{vehicle}")
        self.down = self.up = Loss("none", 0, 0)
        self.drop, self.hold, self.held, self.mac = "nothing", False, [], None


class Datagram:
    """A UDP datagram within its frame; "alert" is read only where somebody asks."""

    def __init__(self, frame):
        header = 14 + (frame[14] & 15) * 4
        self.frame, self.data, self.group = frame, header + 8, frame[0] & 1
        # The sender's kernel leaves the checksum to a network card that does not exist. 0 means: none.
        frame[header + 6:header + 8] = b"\0\0"

    def payload(self):
        return self.frame[self.data:self.data + struct.unpack_from(">H", self.frame, self.data - 4)[0] - 8]

    def alert(self):
        """State and name of the alert in it, or two times None."""
        d = self.payload()
        if len(d) < 8 or d[:2] != b"MP" or d[3] != 1:
            return None, None
        at = 7 + d[6] + 18
        body = json.loads(d[at:at + struct.unpack_from(">H", d, at - 2)[0]])
        return body["state"], body["event"]

    def dropped(self, what):
        if what in ("nothing", "all"):
            return what == "all"
        state, _ = self.alert()
        return state is not None and (what == "alerts" or what == state or what == "group" and self.group == 1)


def packet_socket(interface):
    s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    s.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 1 << 22)
    # A forger floods from this end; what it sends is not for the relay.
    s.setsockopt(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)
    s.bind((interface, 3))
    s.setblocking(False)
    return s


def keys_of(path, source):
    """Secret by key id of one RSU, derived from masters as docs/keys.md says."""
    info = b"milepost-v1 hmac\0" + source + b"\1"
    secrets = {}
    for each in json.load(open(path))["keys"]:
        secret = base64.b64decode(each["secret"])
        if each.get("per_rsu"):
            secret = hmac.digest(hmac.digest(bytes(32), secret, hashlib.sha256), info, hashlib.sha256)
        secrets[each["id"]] = secret
    return secrets


class Relay:
    def __init__(self, segments, vehicles, key_ring, seed):
        self.key_ring, self.seed, self.skew, self.recorded, self.recording = key_ring, seed, 0, [], False
        self.ups = {s: packet_socket(f"u{s}") for s in range(1, segments + 1)}
        self.links = [Link(s, v) for s in range(1, segments + 1) for v in range(1, vehicles + 1)]
        self.clear()

    def clear(self):
        self.forwarded = self.lost = self.unicast_down = self.unicast_up = 0
        self.by_key = collections.Counter()

    def run(self):
        poll, takers = select.epoll(), {}
        for segment, up in self.ups.items():
            takers[up.fileno()] = (up, lambda frame, segment=segment: self.down(frame, segment))
        for link in self.links:
            takers[link.socket.fileno()] = (link.socket, lambda frame, link=link: self.up(frame, link))
        for fd in [*takers, 0]:
            poll.register(fd, select.EPOLLIN)
        print("[READY]", flush=True)
        pending = b""
        while True:
            for fd, _ in poll.poll():
                if fd:
                    self.drain(*takers[fd])
                    continue
                said = sys.stdin.buffer.raw.read(4096)
                if not said:
                    return
                *lines, pending = (pending + said).split(b"\n")
                for line in lines:
                    print(f"ok {self.command(*line.decode().split())}".strip(), flush=True)

    @staticmethod
    def drain(source, take):
        for _ in range(64):
            try:
                frame = bytearray(source.recv(2048))
            except BlockingIOError:
                return
            kind = struct.unpack_from(">H", frame, 12)[0]
            if kind == ARP or kind == IPV4 and frame[23] == UDP and len(frame) >= 42:
                take(frame)

    def down(self, frame, segment):
        links = [link for link in self.links if link.segment == segment]
        if frame[13] == ARP & 255:
            for link in links:
                self.send(link.socket, frame)
            return
        datagram = Datagram(frame)
        if self.skew:
            self.restamp(datagram)
        if datagram.group:
            self.by_key[datagram.payload()[5]] += 1
            if self.recording and len(self.recorded) < MAX_RECORDED:
                self.record(datagram)
        else:
            links = [link for link in links if link.mac == frame[:6]]
            self.unicast_down += len(links)
        now = time.monotonic()
        for link in links:
            if link.down.loses(now) or datagram.dropped(link.drop):
                self.lost += 1
            elif link.hold and datagram.alert()[0] == "active":
                link.held.append(bytes(frame))
            else:
                self.send(link.socket, frame)

    def record(self, datagram):
        self.recorded.append(bytes(datagram.frame))
        state, event = datagram.alert()
        if state == "active":
            self.recorded_events.add(event)
        elif event in self.recorded_events:
            self.recording = False

    def up(self, frame, link):
        link.mac = frame[6:12]
        if frame[13] == ARP & 255:
            self.send(self.ups[link.segment], frame)
        elif not frame[0] & 1:
            Datagram(frame)
            self.unicast_up += 1
            if link.up.loses(time.monotonic()):
                self.lost += 1
            else:
                self.send(self.ups[link.segment], frame)

    def send(self, to, frame):
        try:
            to.send(frame)
            self.forwarded += 1
        except OSError:
            self.lost += 1

    def restamp(self, datagram):
        d = datagram.payload()
        n = d[6]
        at = 7 + n + 8
        secret = self.keys(bytes(d[7:7 + n])).get(d[5])
        if d[4] == 1 and secret:
            struct.pack_into(">q", d, at, struct.unpack_from(">q", d, at)[0] + self.skew)
            d[-16:] = hmac.digest(secret, bytes(d[:-16]), hashlib.sha256)[:16]
            datagram.frame[datagram.data:datagram.data + len(d)] = d

    def keys(self, source):
        if source not in self.secrets:
            self.secrets[source] = keys_of(self.key_ring, source)
        return self.secrets[source]

    def of(self, vehicle):
        return [link for link in self.links if link.vehicle == int(vehicle)]

    def command(self, name, *words):
        return getattr(self, "do_" + name)(*words) or ""

    def do_loss(self, kind, share="0"):
        for link in self.links:
            link.down, link.up = (Loss(kind, float(share), self.next_seed()) for _ in range(2))

    def next_seed(self):
        self.seed += 1
        return self.seed

    def do_drop(self, vehicle, what):
        for link in self.of(vehicle):
            link.drop = what

    def do_hold(self, vehicle, switch):
        for link in self.of(vehicle):
            link.hold = switch == "on"
            for frame in [] if link.hold else link.held:
                self.send(link.socket, frame)
            link.held.clear()

    def do_record(self, _on):
        self.recording, self.recorded_events = True, set()
        self.recorded.clear()

    def do_replay(self, vehicle):
        for frame in self.recorded:
            self.send(self.of(vehicle)[0].socket, frame)
        return len(self.recorded)

    def do_skew(self, millis):
        self.skew, self.secrets = int(millis), {}

    def do_count(self):
        self.clear()

    def do_stats(self):
        return json.dumps({"forwarded": self.forwarded, "lost": self.lost, "by_key": self.by_key,
                           "unicast_down": self.unicast_down, "unicast_up": self.unicast_up})


if __name__ == "__main__":
    Relay(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], int(sys.argv[4])).run()
