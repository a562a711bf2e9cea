package io.milepost.vehicle.receive;

import io.milepost.protocol.alert.Authenticator;
import io.milepost.protocol.alert.Envelope;
import io.milepost.protocol.alert.EnvelopeWire;
import io.milepost.protocol.alert.HelloBody;
import io.milepost.protocol.alert.KeyRing;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks each RSU whose authentic heartbeat has been heard for unicast copies, every five seconds, at
 * the address that the heartbeat came from and under the key that it was tagged with: the RSU can
 * verify that one for sure. {@link #heard} belongs to the receiving thread, {@link #tick} to the
 * ticking one.
 */
final class HelloSender {
  private static final Logger LOG = LoggerFactory.getLogger(HelloSender.class);
  private static final int MAX_RSUS = RsuTable.MAX_RSUS;
  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long LEAST_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long SILENT_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final VehicleIdentity identity;
  private final String road;
  private final Supplier<KeyRing> keys;
  private final DatagramChannel channel;
  private final ReceiverMetrics metrics;
  private final Map<String, Peer> peers = new ConcurrentHashMap<>();
  private final ByteBuffer out = ByteBuffer.allocate(EnvelopeWire.MAX_DATAGRAM);
  private long sequence;
  private boolean complained;

  private static final class Peer {
    private volatile InetSocketAddress address;
    private volatile int keyId;
    private volatile long heardAt;
    private InetSocketAddress askedAt;
    private long sentAt;
  }

  /**
   * Has heard nobody yet.
   *
   * @param road the only road whose alerts are wanted; null for all
   * @param keys current keys
   * @param channel socket for unicast copies, bound
   */
  HelloSender(
      VehicleIdentity identity,
      String road,
      Supplier<KeyRing> keys,
      DatagramChannel channel,
      ReceiverMetrics metrics) {
    this.identity = identity;
    this.road = road;
    this.keys = keys;
    this.channel = channel;
    this.metrics = metrics;
  }

  /** An authentic, fresh heartbeat has come, with a tag made with this key. */
  void heard(String rsu, int keyId, InetSocketAddress from, long nanos) {
    Peer peer = peers.get(rsu);
    if (peer == null) {
      if (peers.size() >= MAX_RSUS) {
        return;
      }
      peer = new Peer();
    }
    peer.address = from;
    peer.keyId = keyId;
    peer.heardAt = nanos;
    peers.putIfAbsent(rsu, peer);
  }

  /** Says hello where it is time to. */
  void tick(long nanos) {
    peers.values().removeIf(peer -> nanos - peer.heardAt > SILENT_NANOS);
    peers.forEach(
        (rsu, peer) -> {
          long since = nanos - peer.sentAt;
          boolean moved = !peer.address.equals(peer.askedAt);
          if (peer.askedAt == null || since >= INTERVAL_NANOS || (moved && since >= LEAST_NANOS)) {
            peer.askedAt = peer.address;
            peer.sentAt = nanos;
            send(rsu, peer.askedAt, peer.keyId);
          }
        });
  }

  private void send(String rsu, InetSocketAddress to, int keyId) {
    long utc = System.currentTimeMillis();
    KeyRing.Key key = keys.get().verifying(rsu, keyId, Instant.ofEpochMilli(utc));
    if (key == null) {
      return;
    }
    try {
      int port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
      HelloBody body = new HelloBody(rsu, ownAddress(to), port, road, null, null);
      EnvelopeWire.encode(
          new Envelope(
              EnvelopeWire.KIND_HELLO,
              identity.id(),
              identity.epoch(),
              ++sequence,
              utc,
              body.encode(),
              Envelope.NO_SIGNATURE),
          new Authenticator(key),
          out);
      channel.send(out, to);
      metrics.helloSent();
      complained = false;
    } catch (IOException e) {
      if (!complained) {
        LOG.warn("hello not sent rsu={} to={} reason={} action=retry", rsu, to, e.getMessage());
      }
      complained = true;
    }
  }

  /** The address that the kernel sends from when it sends there. */
  private static String ownAddress(InetSocketAddress to) throws IOException {
    try (DatagramChannel probe = DatagramChannel.open(StandardProtocolFamily.INET)) {
      probe.connect(to);
      return ((InetSocketAddress) probe.getLocalAddress()).getAddress().getHostAddress();
    }
  }
}
