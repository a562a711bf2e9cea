package io.milepost.vehicle.receive;

import io.milepost.protocol.alert.Authenticator;
import io.milepost.protocol.alert.EnvelopeView;
import io.milepost.protocol.alert.EnvelopeWire;
import io.milepost.protocol.alert.KeyRing;
import io.milepost.protocol.alert.RejectReason;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * Whom to believe: everything up to and including freshness, in the order of the protocol page, the
 * cheap questions first. Nothing about a sender changes before its tag was right. Not thread-safe.
 */
final class DatagramGate {
  /** Oldest copy that is believed, milliseconds. */
  static final long MAX_AGE_MILLIS = 2000;

  /** Furthest into the future, milliseconds. */
  static final long MAX_FUTURE_MILLIS = 250;

  /**
   * Datagrams without a tag that a vehicle with keys looks at, from everybody together: anybody can
   * make them up, and each may cost a judgement of all alerts.
   */
  static final int UNSIGNED_PER_SECOND = 50;

  private final Supplier<KeyRing> keys;
  private final boolean dropUnsigned;
  private final RsuTable rsus;
  private final EpochFloors floors;
  private final Authenticators authenticators = new Authenticators();
  private final EnvelopeView view = new EnvelopeView();
  private final Pace unsigned = new Pace(UNSIGNED_PER_SECOND);
  private RsuState rsu;
  private long ageMillis;
  private boolean newEpoch;

  DatagramGate(Supplier<KeyRing> keys, boolean dropUnsigned, RsuTable rsus, EpochFloors floors) {
    this.keys = keys;
    this.dropUnsigned = dropUnsigned;
    this.rsus = rsus;
    this.floors = floors;
  }

  /**
   * Judges a datagram.
   *
   * @param nanos monotonic time of arrival
   * @param utc time of arrival on the vehicle's clock, milliseconds
   * @return null when it is believed; then the getters tell of it
   */
  RejectReason check(byte[] bytes, int size, long nanos, long utc) {
    newEpoch = false;
    rsu = null;
    rsus.watchClock(nanos, utc);
    RejectReason reason = view.wrap(bytes, size);
    if (reason != null) {
      return reason;
    }
    reason = view.authenticated() ? null : checkUnsigned(nanos);
    if (reason != null) {
      return reason;
    }
    KeyRing.Key key =
        view.authenticated() ? keys.get().entry(view.keyId(), Instant.ofEpochMilli(utc)) : null;
    if (view.authenticated() && key == null) {
      return RejectReason.KEY;
    }
    RsuState known = rsus.find(view, view.authenticated());
    reason = known == null ? null : checkReplay(known, utc);
    if (reason != null) {
      return reason;
    }
    reason = key == null ? null : checkTag(key, known);
    if (reason != null) {
      return reason;
    }
    reason = known == null ? introduce() : null;
    if (reason != null) {
      return reason;
    }
    rsu = known == null ? rsu : known;
    return believe(nanos, utc);
  }

  /** The tag was right; only now anything about the sender changes. */
  private RejectReason believe(long nanos, long utc) {
    boolean inOrder = view.epoch() > rsu.epoch || view.sequence() > rsu.window.highest();
    newEpoch = rsu.accept(view.epoch(), view.sequence());
    RejectReason reason = checkFreshness(utc, inOrder);
    if (reason == null) {
      rsu.heardAt(nanos);
    }
    return reason;
  }

  private RejectReason checkUnsigned(long nanos) {
    if (dropUnsigned) {
      return RejectReason.UNSIGNED;
    }
    if (rsus.find(view, true) != null) {
      return RejectReason.DOWNGRADE;
    }
    return keys.get().isEmpty() || unsigned.take(nanos) ? null : RejectReason.CAPACITY;
  }

  private RejectReason checkTag(KeyRing.Key key, RsuState known) {
    Authenticator authenticator = authenticators.find(key, view, known);
    if (authenticator == null) {
      return RejectReason.KEY;
    }
    boolean right = authenticator.verify(view.array(), view.authenticatedLength());
    return right ? null : RejectReason.TAG;
  }

  private RejectReason checkReplay(RsuState known, long utc) {
    if (view.epoch() < known.epoch) {
      return RejectReason.EPOCH;
    }
    if (view.epoch() > known.epoch || known.window.isFresh(view.sequence())) {
      return null;
    }
    // Told apart for the counters only, by what the bytes claim; both are dropped.
    long age = utc - view.sentAt() - known.clock.millis();
    boolean fresh = age <= MAX_AGE_MILLIS && age >= -MAX_FUTURE_MILLIS;
    return fresh && known.window.hasSeen(view.sequence())
        ? RejectReason.DUPLICATE
        : RejectReason.REPLAY;
  }

  /** A sender speaks for the first time, or for the first time since this vehicle started. */
  private RejectReason introduce() {
    String source = view.source();
    if (source == null) {
      return RejectReason.SOURCE;
    }
    EpochFloors.Mark mark = floors.mark(source);
    long floor = mark.epoch();
    if (!view.authenticated() && floor > 0) {
      return RejectReason.DOWNGRADE;
    }
    if (view.epoch() < floor) {
      return RejectReason.EPOCH;
    }
    if (view.epoch() == floor && view.sequence() <= mark.sequence()) {
      return RejectReason.REPLAY;
    }
    RsuState state = new RsuState(source, view.authenticated(), floor);
    state.window.startAfter(mark.sequence());
    if (!rsus.add(state)) {
      return RejectReason.CAPACITY;
    }
    rsu = state;
    return null;
  }

  /**
   * Only a heartbeat newer than all before tells of the clock: recorded ones that this vehicle has
   * never heard are authentic too, and a handful of them would make every true alert look as if it
   * came from the future.
   */
  private RejectReason checkFreshness(long utc, boolean inOrder) {
    long delay = utc - view.sentAt();
    if (view.kind() == EnvelopeWire.KIND_HEARTBEAT && inOrder) {
      rsu.clock.add(delay);
    }
    ageMillis = delay - rsu.clock.millis();
    if (ageMillis > MAX_AGE_MILLIS) {
      return RejectReason.STALE;
    }
    return ageMillis < -MAX_FUTURE_MILLIS ? RejectReason.FUTURE : null;
  }

  /** The datagram. */
  EnvelopeView view() {
    return view;
  }

  /** Its sender; null unless the tag was right. */
  RsuState rsu() {
    return rsu;
  }

  /** Time since it was sent, milliseconds, after the sender's clock offset. */
  long ageMillis() {
    return ageMillis;
  }

  /** Whether it began a new boot of its sender. */
  boolean newEpoch() {
    return newEpoch;
  }
}
