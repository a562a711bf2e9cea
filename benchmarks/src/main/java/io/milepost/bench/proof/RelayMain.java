package io.milepost.bench.proof;

import io.milepost.protocol.alert.AlertBody;
import io.milepost.protocol.alert.AlertState;
import io.milepost.protocol.alert.Authenticator;
import io.milepost.protocol.alert.Envelope;
import io.milepost.protocol.alert.EnvelopeView;
import io.milepost.protocol.alert.EnvelopeWire;
import io.milepost.protocol.alert.KeyRing;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The bad road between RSUs and vehicles: forwards multicast from each segment to each vehicle and
 * loses, holds, repeats or re-stamps datagrams as told on standard input, one command per line,
 * each answered by {@code ok}:
 *
 * <pre>
 * loss none|random|burst SHARE      for every link from now on, each with its own dice
 * drop VEHICLE nothing|all|active|cancelled|alerts
 * hold VEHICLE on|off               keep active alerts back; off sends them after all
 * record on|off                     keep what passes
 * replay VEHICLE                    send what was kept once more; answers how many
 * skew MILLIS                       make RSUs' clocks wrong, with their own key
 * stats                             answers datagrams forwarded and lost
 * </pre>
 */
public final class RelayMain {
  private static final int MAX_RECORDED = 10_000;

  private final InetSocketAddress target;
  private final KeyRing keys;
  private final List<Link> links = new ArrayList<>();
  private final List<byte[]> recorded = new ArrayList<>();
  private final EnvelopeView view = new EnvelopeView();
  private boolean recording;
  private long skewMillis;
  private long seed;

  private static final class Link {
    private final int segment;
    private final int vehicle;
    private final DatagramChannel out;
    private final List<byte[]> held = new ArrayList<>();
    private LossModel loss = new LossModel(LossModel.Kind.NONE, 0, 0);
    private String drop = "nothing";
    private boolean hold;
    private long forwarded;
    private long lost;

    Link(int segment, int vehicle) throws IOException {
      this.segment = segment;
      this.vehicle = vehicle;
      String name = Namespaces.down(segment, vehicle);
      out =
          DatagramChannel.open(StandardProtocolFamily.INET)
              .setOption(StandardSocketOptions.IP_MULTICAST_IF, NetworkInterface.getByName(name))
              .setOption(StandardSocketOptions.IP_MULTICAST_LOOP, false)
              .setOption(StandardSocketOptions.IP_MULTICAST_TTL, 1);
    }
  }

  private RelayMain(InetSocketAddress target, KeyRing keys, long seed) {
    this.target = target;
    this.keys = keys;
    this.seed = seed;
  }

  /** Arguments: group, port, segments, vehicles, key ring file, seed. */
  public static void main(String[] args) throws Exception {
    InetAddress group = InetAddress.getByName(args[0]);
    int port = Integer.parseInt(args[1]);
    KeyRing keys = KeyRing.parse(Files.readAllBytes(Path.of(args[4])), name -> null);
    RelayMain relay =
        new RelayMain(new InetSocketAddress(group, port), keys, Long.parseLong(args[5]));
    for (int segment = 1; segment <= Integer.parseInt(args[2]); segment++) {
      for (int vehicle = 1; vehicle <= Integer.parseInt(args[3]); vehicle++) {
        relay.links.add(new Link(segment, vehicle));
      }
      relay.listen(group, port, segment);
    }
    say("[READY]");
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      say(("ok " + relay.command(line.split(" "))).strip());
    }
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }

  private void listen(InetAddress group, int port, int segment) throws IOException {
    DatagramChannel ear = DatagramChannel.open(StandardProtocolFamily.INET);
    ear.setOption(StandardSocketOptions.SO_REUSEADDR, true);
    ear.setOption(StandardSocketOptions.SO_RCVBUF, 1 << 21);
    ear.bind(new InetSocketAddress(group, port));
    ear.join(group, NetworkInterface.getByName("u" + segment));
    Thread thread = new Thread(() -> forwardAll(ear, segment), "segment-" + segment);
    thread.setDaemon(true);
    thread.start();
  }

  private void forwardAll(DatagramChannel ear, int segment) {
    ByteBuffer buffer = ByteBuffer.allocate(2048);
    try {
      while (true) {
        buffer.clear();
        ear.receive(buffer);
        forward(Arrays.copyOf(buffer.array(), buffer.position()), segment);
      }
    } catch (IOException e) {
      System.err.println("relay: segment " + segment + " ends: " + e);
    }
  }

  private synchronized void forward(byte[] original, int segment) throws IOException {
    byte[] datagram = skewMillis == 0 ? original : skewed(original);
    boolean alert = view.wrap(datagram, datagram.length) == null && view.kind() == 1;
    AlertBody body =
        alert ? AlertBody.read(datagram, view.bodyOffset(), view.bodyLength()).value() : null;
    if (recording && recorded.size() < MAX_RECORDED) {
      recorded.add(datagram);
    }
    long now = System.nanoTime();
    for (Link link : links) {
      if (link.segment != segment) {
        continue;
      }
      if (link.loss.loses(now) || drops(link.drop, body)) {
        link.lost++;
      } else if (link.hold && body != null && body.state() == AlertState.ACTIVE) {
        link.held.add(datagram);
      } else {
        send(link, datagram);
      }
    }
  }

  private void send(Link link, byte[] datagram) throws IOException {
    link.out.send(ByteBuffer.wrap(datagram), target);
    link.forwarded++;
  }

  private static boolean drops(String what, AlertBody body) {
    return switch (what) {
      case "all" -> true;
      case "alerts" -> body != null;
      case "nothing" -> false;
      default -> body != null && body.state().code().equals(what);
    };
  }

  /** The same datagram from an RSU whose clock is wrong. */
  private byte[] skewed(byte[] datagram) {
    EnvelopeView in = new EnvelopeView();
    if (in.wrap(datagram, datagram.length) != null || !in.authenticated()) {
      return datagram;
    }
    int end = in.bodyOffset() + in.bodyLength();
    ByteBuffer out = ByteBuffer.allocate(EnvelopeWire.MAX_DATAGRAM);
    EnvelopeWire.encode(
        new Envelope(
            in.kind(),
            in.source(),
            in.epoch(),
            in.sequence(),
            in.sentAt() + skewMillis,
            Arrays.copyOfRange(datagram, in.bodyOffset(), end),
            Arrays.copyOfRange(datagram, end + 1, end + 1 + in.signatureLength())),
        new Authenticator(keys.verifying(in.keyId(), Instant.now())),
        out);
    return Arrays.copyOf(out.array(), out.limit());
  }

  private synchronized String command(String[] words) throws IOException {
    switch (words[0]) {
      case "loss" -> {
        LossModel.Kind kind = LossModel.Kind.valueOf(words[1].toUpperCase(Locale.ROOT));
        double share = words.length > 2 ? Double.parseDouble(words[2]) : 0;
        for (Link link : links) {
          link.loss = new LossModel(kind, share, ++seed);
        }
      }
      case "drop" -> of(words[1]).forEach(link -> link.drop = words[2]);
      case "hold" -> {
        for (Link link : of(words[1])) {
          link.hold = words[2].equals("on");
          for (byte[] datagram : link.hold ? List.<byte[]>of() : link.held) {
            send(link, datagram);
          }
          link.held.clear();
        }
      }
      case "record" -> {
        recording = words[1].equals("on");
        if (recording) {
          recorded.clear();
        }
      }
      case "replay" -> {
        Link link = of(words[1]).get(0);
        for (byte[] datagram : recorded) {
          send(link, datagram);
        }
        return Integer.toString(recorded.size());
      }
      case "skew" -> skewMillis = Long.parseLong(words[1]);
      case "stats" -> {
        long forwarded = links.stream().mapToLong(link -> link.forwarded).sum();
        return forwarded + " " + links.stream().mapToLong(link -> link.lost).sum();
      }
      default -> throw new IllegalArgumentException("unknown command " + words[0]);
    }
    return "";
  }

  private List<Link> of(String vehicle) {
    int number = Integer.parseInt(vehicle);
    return links.stream().filter(link -> number == 0 || link.vehicle == number).toList();
  }
}
