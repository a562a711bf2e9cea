package io.milepost.vehicle.receive;

import io.milepost.protocol.alert.AlertBody;
import io.milepost.protocol.alert.EnvelopeView;
import io.milepost.protocol.alert.EnvelopeWire;
import io.milepost.protocol.alert.EventId;
import io.milepost.protocol.alert.HeartbeatBody;
import io.milepost.protocol.alert.KeyRing;
import io.milepost.protocol.alert.Parsed;
import io.milepost.protocol.alert.RejectReason;
import io.milepost.protocol.alert.Signer;
import io.milepost.vehicle.event.Decision;
import io.milepost.vehicle.event.VehicleEvent;
import io.milepost.vehicle.event.VehicleEvent.Kind;
import io.milepost.vehicle.policy.Decider;
import io.milepost.vehicle.policy.Policy;
import io.milepost.vehicle.policy.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From datagram to decision, in one synchronous step on the receiving thread. One lock guards all
 * state; the receiving thread holds it for microseconds, the ticking thread and the state page now
 * and then. Knows no socket and no file.
 */
final class Reception {
  private static final Logger LOG = LoggerFactory.getLogger(Reception.class);

  private static final long COMPLAIN_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Settings settings;
  private final Decider decider;
  private final ReceiverMetrics metrics;
  private final Consumer<VehicleEvent> out;
  private final LongSupplier nanoClock;
  private final RsuTable rsus = new RsuTable();
  private final EpochFloors floors;
  private final DatagramGate gate;
  private final ActiveAlerts alerts;
  private Verdict verdict = Verdict.NONE;
  private byte[] inHand;
  private int inHandSize;
  private Long firstTickAt;
  private boolean warnedOfSilence;
  private boolean floorsChanged;
  private String beating;
  private boolean complained;
  private long complainedAt;

  /**
   * What an operator chooses.
   *
   * @param keys current keys
   * @param dropUnsigned refuse datagrams without a tag
   * @param rsuTimeout silence after which an RSU counts as lost
   * @param road only alerts of this road are acted upon; null for all
   * @param exactClock whether the vehicle's own clock is known to be right; returns a field
   */
  record Settings(
      Supplier<KeyRing> keys,
      boolean dropUnsigned,
      Duration rsuTimeout,
      String road,
      BooleanSupplier exactClock) {
    /** Of a vehicle that knows nothing of its own clock. */
    Settings(Supplier<KeyRing> keys, boolean dropUnsigned, Duration rsuTimeout, String road) {
      this(keys, dropUnsigned, rsuTimeout, road, () -> false);
    }
  }

  /**
   * Nothing heard yet.
   *
   * @param out takes events on the calling thread; must not block
   */
  Reception(
      Settings settings,
      Policy policy,
      EpochFloors floors,
      ReceiverMetrics metrics,
      Consumer<VehicleEvent> out,
      LongSupplier nanoClock) {
    this(settings, Decider.withoutPosition(policy), floors, metrics, out, nanoClock);
  }

  /** As above, with a decider that may know where the vehicle is. */
  Reception(
      Settings settings,
      Decider decider,
      EpochFloors floors,
      ReceiverMetrics metrics,
      Consumer<VehicleEvent> out,
      LongSupplier nanoClock) {
    this.settings = settings;
    this.decider = decider;
    this.floors = floors;
    this.metrics = metrics;
    this.out = out;
    this.nanoClock = nanoClock;
    this.gate = new DatagramGate(settings.keys(), settings.dropUnsigned(), rsus, floors);
    this.alerts = new ActiveAlerts(settings, rsus);
  }

  /**
   * Takes a datagram. Never throws, whatever the bytes are.
   *
   * @param nanos monotonic time of arrival
   * @param utc time of arrival, milliseconds
   * @return null when it was believed, even if it said nothing new
   */
  synchronized RejectReason onDatagram(byte[] bytes, int size, long nanos, long utc) {
    metrics.received(size);
    inHand = bytes;
    inHandSize = size;
    RejectReason reason = judge(nanos, utc);
    inHand = null;
    if (reason != null) {
      metrics.rejected(reason);
    }
    return reason;
  }

  private RejectReason judge(long nanos, long utc) {
    RejectReason reason = gate.check(inHand, inHandSize, nanos, utc);
    beating = null;
    if (gate.rsu() != null) {
      noteEpoch(gate.rsu());
    }
    if (reason == null) {
      heard(gate.rsu(), utc);
      reason =
          gate.view().kind() == EnvelopeWire.KIND_ALERT
              ? onAlert(nanos, utc)
              : onHeartbeat(nanos, utc);
    }
    return reason;
  }

  private void noteEpoch(RsuState rsu) {
    if (gate.newEpoch() && rsu.authenticated) {
      floors.raise(rsu.source, rsu.epoch);
      floorsChanged = true;
    }
  }

  private void heard(RsuState rsu, long utc) {
    if (rsu.lost) {
      rsu.lost = false;
      emit(Kind.BACK, utc, rsu, null, "heard again");
      decide(utc, null);
    }
  }

  /** What an RSU has said up to now must not be believed again after a restart. */
  private void usedUp(RsuState rsu) {
    if (rsu.authenticated) {
      floors.raise(rsu.source, rsu.epoch, rsu.window.highest());
      floorsChanged = true;
    }
  }

  private RejectReason onAlert(long nanos, long utc) {
    EnvelopeView view = gate.view();
    RsuState rsu = gate.rsu();
    Parsed<AlertBody> parsed = AlertBody.read(view.array(), view.bodyOffset(), view.bodyLength());
    if (!parsed.ok()) {
      return schema(rsu, parsed.problem());
    }
    AlertBody body = parsed.value();
    if (!EventId.belongsTo(body.event(), rsu.source)) {
      return RejectReason.FOREIGN;
    }
    List<Signer> signers = settings.keys().get().signers(rsu.source);
    if (!signers.isEmpty()) {
      Instant now = Instant.ofEpochMilli(utc);
      RejectReason reason = rsu.signatures.check(signers, view, body, now, nanos);
      if (reason != null) {
        return reason;
      }
    }
    EventTable.Stamp stamp =
        new EventTable.Stamp(view.epoch(), view.sequence(), !signers.isEmpty());
    long ageNanos = TimeUnit.MILLISECONDS.toNanos(gate.ageMillis());
    EventTable.Outcome outcome = rsu.events.apply(body, stamp, nanos, ageNanos);
    metrics.acceptedAlert();
    if (outcome != EventTable.Outcome.REPEATED) {
      usedUp(rsu);
    }
    switch (outcome) {
      case NEW, UPDATED -> told(Kind.RECV, rsu, body, nanos, utc);
      case CANCELLED -> told(Kind.CANCEL, rsu, body, nanos, utc);
      case REPEATED, CANCEL_NOTED -> metrics.repeated();
      case OUTDATED -> {
        return RejectReason.OUTDATED;
      }
      case DEAD -> {
        return RejectReason.CANCELLED;
      }
      case FULL -> {
        return RejectReason.CAPACITY;
      }
      default -> throw new IllegalStateException("outcome " + outcome);
    }
    return null;
  }

  private void told(Kind kind, RsuState rsu, AlertBody body, long nanos, long utc) {
    if (kind == Kind.RECV) {
      rsu.events.keep(body.event(), Arrays.copyOf(inHand, inHandSize));
    }
    Verdict before = verdict;
    verdict = decider.decide(alerts.list(), nanos);
    long decided = nanoClock.getAsLong() - nanos;
    String noAction = alerts.noAction(rsu, body);
    out.accept(
        new VehicleEvent(
            kind,
            utc,
            rsu.source,
            body,
            verdict.decision(),
            gate.ageMillis(),
            decided / 1000.0,
            rsu.authenticated,
            noAction == null ? "" : noAction));
    metrics.decided(decided);
    announce(before, utc);
  }

  private RejectReason onHeartbeat(long nanos, long utc) {
    EnvelopeView view = gate.view();
    RsuState rsu = gate.rsu();
    Parsed<HeartbeatBody> parsed =
        HeartbeatBody.read(view.array(), view.bodyOffset(), view.bodyLength());
    if (!parsed.ok()) {
      return schema(rsu, parsed.problem());
    }
    metrics.acceptedHeartbeat();
    beating = rsu.authenticated ? rsu.source : null;
    EventTable.Stamp stamp = new EventTable.Stamp(view.epoch(), view.sequence());
    List<AlertBody> forgotten = rsu.events.reconcile(parsed.value(), stamp, nanos);
    rsu.clock.kept(parsed.value().clock().isExact() && settings.exactClock().getAsBoolean());
    boolean clockTrusted = rsu.clock.synchronised();
    boolean clockChanged = clockTrusted != rsu.clockTrusted;
    rsu.clockTrusted = clockTrusted;
    if (clockChanged) {
      LOG.warn(
          "rsu clock source={} synchronised={} offset_ms={}",
          rsu.source,
          clockTrusted,
          rsu.clock.millis());
    }
    for (AlertBody body : forgotten) {
      usedUp(rsu);
      emit(Kind.CANCEL, utc, rsu, body, "no longer in the RSU's heartbeat");
    }
    if (clockChanged || !forgotten.isEmpty()) {
      decide(utc, nanos);
    }
    return null;
  }

  /** An authentic sender that speaks wrongly is worth a line, but not one per datagram. */
  private RejectReason schema(RsuState rsu, String problem) {
    long now = nanoClock.getAsLong();
    if (!complained || now - complainedAt > COMPLAIN_NANOS) {
      complained = true;
      complainedAt = now;
      LOG.warn("body refused source={} reason=\"{}\"", rsu.source, problem);
    }
    return RejectReason.SCHEMA;
  }

  /** Lets time pass: alerts run out, silent RSUs are lost. */
  synchronized void onTick(long nanos, long utc) {
    boolean changed = false;
    warnOfSilence(nanos);
    for (RsuState rsu : rsus.all()) {
      for (AlertBody body : rsu.events.expire(nanos)) {
        usedUp(rsu);
        emit(Kind.EXPIRE, utc, rsu, body, "not renewed for " + body.ttlS() + " s");
        changed = true;
      }
      long silent = nanos - rsu.lastHeardNanos;
      if (rsu.heard && !rsu.lost && silent >= settings.rsuTimeout().toNanos()) {
        rsu.lost = true;
        String note = "silent for " + TimeUnit.NANOSECONDS.toMillis(silent) / 1000.0 + " s";
        emit(Kind.LOST, utc, rsu, null, note);
        changed = true;
      }
    }
    if (changed || decider.isDue(nanos)) {
      decide(utc, null);
    }
  }

  /** An RSU that goes silent is an event; that none was ever heard must be said too, once. */
  private void warnOfSilence(long nanos) {
    firstTickAt = firstTickAt == null ? Long.valueOf(nanos) : firstTickAt;
    if (!warnedOfSilence
        && rsus.all().isEmpty()
        && nanos - firstTickAt >= settings.rsuTimeout().toNanos()) {
      warnedOfSilence = true;
      LOG.warn(
          "no reception since_start_s={} refused={} hint=\"check --iface, --group, --port and keys\"",
          TimeUnit.NANOSECONDS.toSeconds(nanos - firstTickAt),
          metrics.rejections());
    }
  }

  private void emit(Kind kind, long utc, RsuState rsu, AlertBody body, String note) {
    Decision after = decider.decide(alerts.list(), nanoClock.getAsLong()).decision();
    out.accept(
        new VehicleEvent(
            kind, utc, rsu.source, body, after, Double.NaN, -1, rsu.authenticated, note));
  }

  private void decide(long utc, Long since) {
    Verdict before = verdict;
    long now = nanoClock.getAsLong();
    verdict = decider.decide(alerts.list(), now);
    if (since != null) {
      metrics.decided(now - since);
    }
    announce(before, utc);
  }

  private void announce(Verdict before, long utc) {
    if (before.decision().equals(verdict.decision())) {
      return;
    }
    byte[] datagram = inHand == null ? null : Arrays.copyOf(inHand, inHandSize);
    boolean verified = gate.rsu() != null && gate.rsu().authenticated;
    VehicleEvent news = Announcement.of(before, verdict, utc, datagram, verified);
    if (news != null) {
      out.accept(news);
    }
  }

  /** The RSU whose authentic heartbeat the last datagram was; null when it was something else. */
  synchronized String beating() {
    return beating;
  }

  /** Id of the key that the last datagram's tag was made with, while {@link #beating} is set. */
  synchronized int keyId() {
    return gate.view().keyId();
  }

  /** Whether a floor has risen since the last call; then it is time to save. */
  synchronized boolean takeFloorsChanged() {
    boolean changed = floorsChanged;
    floorsChanged = false;
    return changed;
  }

  /** Whether some RSU, or nobody at all, is heard: reason to join the group again when false. */
  synchronized boolean anyHeard() {
    return rsus.all().stream().anyMatch(rsu -> rsu.heard && !rsu.lost);
  }

  /** A copy of everything, for the state page. */
  synchronized VehicleState state(long nanos) {
    return VehicleState.of(
        verdict.decision(),
        rsus.all(),
        decider.judge(alerts.list(), nanos),
        metrics,
        decider.position().status(nanos),
        nanos);
  }
}
