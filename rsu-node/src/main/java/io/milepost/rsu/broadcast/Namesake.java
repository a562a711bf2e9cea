package io.milepost.rsu.broadcast;

import io.milepost.protocol.alert.Authenticator;
import io.milepost.protocol.alert.EnvelopeView;
import io.milepost.protocol.alert.KeyRing;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices another unit that speaks under this one's id, in another epoch and with a key of this
 * ring. Vehicles believe the higher epoch alone and withdraw what the other one told. Listens to
 * the common group on a thread of its own; of a flood it reads 64 datagrams every 10 ms.
 */
final class Namesake implements AutoCloseable {
  /** For how long a namesake is spoken of after its last datagram. */
  static final long PRESENT_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** Lower epochs are this unit's own past for so long after its start. */
  static final long PAST_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** Most tags checked per second. */
  static final int TAGS_PER_SECOND = 50;

  private static final Logger LOG = LoggerFactory.getLogger(Namesake.class);
  private static final int AT_A_TIME = 64;
  private static final long LOOK_MILLIS = 1000;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final BroadcastConfig config;
  private final BroadcastVerticle.Identity self;
  private final Stamper stamper;
  private final Supplier<KeyRing> keys;
  private final BroadcastMetrics metrics;
  private final byte[] source;
  private final long startedAt = System.nanoTime();
  private final TokenBucket tags = new TokenBucket(TAGS_PER_SECOND, startedAt);
  private final EnvelopeView view = new EnvelopeView();
  private final ByteBuffer buffer = ByteBuffer.allocate(2048);
  private final Thread thread = new Thread(this::run, "namesake");
  private Authenticator authenticator;
  private volatile List<String> interfaces = List.of();
  private volatile Seen seen;
  private volatile boolean closed;

  private record Seen(long epoch, InetSocketAddress from, long at) {}

  /** Does not listen yet; the stamper tells which epochs are this unit's. */
  Namesake(
      BroadcastConfig config,
      BroadcastVerticle.Identity self,
      Stamper stamper,
      Supplier<KeyRing> keys,
      BroadcastMetrics metrics) {
    this.config = config;
    this.self = self;
    this.stamper = stamper;
    this.keys = keys;
    this.metrics = metrics;
    this.source = self.node().getBytes(StandardCharsets.UTF_8);
    thread.setDaemon(true);
  }

  /** Listens on these interfaces, those that come later included. One thread; returns at once. */
  void watch(List<String> names) {
    interfaces = names;
    if (!closed && thread.getState() == Thread.State.NEW) {
      thread.start();
    }
  }

  /** One sentence while there is a namesake. Any thread. */
  Optional<String> warning() {
    return warning(System.nanoTime());
  }

  Optional<String> warning(long nanos) {
    return Optional.ofNullable(seen).filter(last -> isPresent(last, nanos)).map(this::sentence);
  }

  private static boolean isPresent(Seen last, long nanos) {
    return last != null && nanos - last.at < PRESENT_NANOS;
  }

  private String sentence(Seen last) {
    return "another unit speaks as '%s' (epoch %d, from %s:%d): vehicles believe only one of them; "
            .formatted(
                self.node(),
                last.epoch,
                last.from.getAddress().getHostAddress(),
                last.from.getPort())
        + "give each unit its own node.id";
  }

  private void run() {
    boolean told = false;
    while (!closed) {
      try {
        listen(present());
      } catch (IOException | RuntimeException e) {
        if (!told && !closed) {
          LOG.warn(
              "namesakes go unnoticed port={} reason={} action=retry",
              config.port(),
              e.getMessage());
        }
        told = true;
        LockSupport.parkNanos(RETRY_NANOS);
      }
    }
  }

  /** Interfaces to listen on, by index: one that went and came back is another to the kernel. */
  private Map<Integer, NetworkInterface> present() throws IOException {
    Map<Integer, NetworkInterface> present = new HashMap<>();
    for (String name : interfaces) {
      NetworkInterface nic = NetworkInterface.getByName(name);
      if (nic != null && nic.inetAddresses().anyMatch(Inet4Address.class::isInstance)) {
        present.put(nic.getIndex(), nic);
      }
    }
    return present;
  }

  /** Returns when there are other interfaces. */
  private void listen(Map<Integer, NetworkInterface> nics) throws IOException {
    try (Selector selector = Selector.open();
        DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET)) {
      InetAddress group = InetAddress.getByName(config.group());
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      channel.bind(new InetSocketAddress(group, config.port()));
      for (NetworkInterface nic : nics.values()) {
        channel.join(group, nic);
      }
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ);
      while (!closed && present().equals(nics)) {
        selector.select(key -> {}, LOOK_MILLIS);
        read(channel);
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private void read(DatagramChannel channel) throws IOException {
    for (int i = 0; i < AT_A_TIME; i++) {
      buffer.clear();
      InetSocketAddress from = (InetSocketAddress) channel.receive(buffer);
      if (from == null) {
        return;
      }
      take(buffer.array(), buffer.position(), from, System.nanoTime(), System.currentTimeMillis());
    }
  }

  /** Looks at a datagram; true when it is a namesake's. Never throws, whatever the bytes are. */
  boolean take(byte[] bytes, int size, InetSocketAddress from, long nanos, long utc) {
    boolean another =
        view.wrap(bytes, size) == null
            && view.sourceIs(source)
            && isForeign(view.epoch(), nanos)
            && Math.abs(utc - view.sentAt()) <= HelloGate.MAX_CLOCK_MILLIS
            && isBelieved(bytes, nanos, utc);
    if (another) {
      boolean known = isPresent(seen, nanos);
      seen = new Seen(view.epoch(), from, nanos);
      metrics.namesake();
      if (!known) {
        LOG.warn(
            "another unit speaks under this id node={} epoch={} from={} action=rename_one",
            self.node(),
            view.epoch(),
            from);
      }
    }
    return another;
  }

  private boolean isForeign(long epoch, long nanos) {
    return epoch > stamper.epoch() || (epoch < self.epoch() && nanos - startedAt >= PAST_NANOS);
  }

  private boolean isBelieved(byte[] bytes, long nanos, long utc) {
    KeyRing ring = keys.get();
    if (!view.authenticated()) {
      return ring.isEmpty();
    }
    if (!tags.tryTake(nanos)) {
      return false;
    }
    KeyRing.Key key = ring.verifying(self.node(), view.keyId(), Instant.ofEpochMilli(utc));
    if (key == null) {
      return false;
    }
    if (authenticator == null || authenticator.key() != key) {
      authenticator = new Authenticator(key);
    }
    return authenticator.verify(bytes, view.authenticatedLength());
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
