package io.milepost.rsu.broadcast;

import io.milepost.protocol.alert.Authenticator;
import io.milepost.protocol.alert.EnvelopeView;
import io.milepost.protocol.alert.HelloBody;
import io.milepost.protocol.alert.KeyRing;
import io.milepost.protocol.alert.Parsed;
import io.milepost.protocol.alert.RejectReason;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * Which hellos to believe. Copies go only to the address that the vehicle both names under its tag
 * and sends from, so that nobody can have them sent to a third party. Not thread-safe.
 */
final class HelloGate {
  /** Result of a hello that was believed. */
  static final String ACCEPTED = "accepted";

  /** Result when the address in the body is not the one it came from. */
  static final String ADDRESS = "address";

  /** Result when no further vehicle fits. */
  static final String FULL = "table_full";

  /**
   * Furthest that a vehicle's clock may be from this one, milliseconds, travel included: as far as
   * a vehicle trusts an RSU's clock. Shorter than a registration lives, so that the replay window
   * outlives the freshness of what it has seen.
   */
  static final long MAX_CLOCK_MILLIS = 10_000;

  private final String node;
  private final Supplier<KeyRing> keys;
  private final VehicleTable vehicles;
  private final Authenticator[] authenticators = new Authenticator[256];
  private final EnvelopeView view = EnvelopeView.ofHellos();

  HelloGate(String node, Supplier<KeyRing> keys, VehicleTable vehicles) {
    this.node = node;
    this.keys = keys;
    this.vehicles = vehicles;
  }

  /**
   * Takes a datagram. Never throws, whatever the bytes are.
   *
   * @param from where it came from
   * @param channel socket it came to
   * @return what became of it, for the counter
   */
  String take(byte[] bytes, int size, InetSocketAddress from, DatagramChannel channel) {
    RejectReason reason = view.wrap(bytes, size);
    if (reason != null) {
      return reason.code();
    }
    if (!view.authenticated()) {
      return RejectReason.UNSIGNED.code();
    }
    long utc = System.currentTimeMillis();
    Authenticator authenticator = authenticator(utc);
    if (authenticator == null) {
      return RejectReason.KEY.code();
    }
    String vehicle = view.source();
    if (vehicle == null) {
      return RejectReason.SOURCE.code();
    }
    if (!vehicles.isFresh(vehicle, view.epoch(), view.sequence())) {
      return RejectReason.REPLAY.code();
    }
    if (!authenticator.verify(bytes, view.authenticatedLength())) {
      return RejectReason.TAG.code();
    }
    if (Math.abs(utc - view.sentAt()) > MAX_CLOCK_MILLIS) {
      return (utc > view.sentAt() ? RejectReason.STALE : RejectReason.FUTURE).code();
    }
    return register(vehicle, from, channel);
  }

  private String register(String vehicle, InetSocketAddress from, DatagramChannel channel) {
    Parsed<HelloBody> parsed = HelloBody.read(view.array(), view.bodyOffset(), view.bodyLength());
    if (!parsed.ok()) {
      return RejectReason.SCHEMA.code();
    }
    HelloBody body = parsed.value();
    if (!body.rsu().equals(node)) {
      return RejectReason.FOREIGN.code();
    }
    if (body.port() != from.getPort()
        || !body.address().equals(from.getAddress().getHostAddress())) {
      return ADDRESS;
    }
    long now = System.nanoTime();
    boolean fits =
        vehicles.put(
            vehicle,
            view.epoch(),
            view.sequence(),
            new VehicleTable.Registered(from, body.road(), channel, now + VehicleTable.LIFE_NANOS));
    return fits ? ACCEPTED : FULL;
  }

  private Authenticator authenticator(long utc) {
    int id = view.keyId();
    KeyRing.Key key = keys.get().verifying(node, id, Instant.ofEpochMilli(utc));
    if (key == null) {
      return null;
    }
    if (authenticators[id] == null || authenticators[id].key() != key) {
      authenticators[id] = new Authenticator(key);
    }
    return authenticators[id];
  }
}
