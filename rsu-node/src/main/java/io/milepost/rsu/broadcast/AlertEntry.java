package io.milepost.rsu.broadcast;

import io.milepost.protocol.alert.AlertBody;
import io.milepost.protocol.alert.AlertState;
import io.milepost.protocol.alert.Envelope;
import io.milepost.protocol.alert.EnvelopeWire;
import io.milepost.protocol.alert.SigningKey;
import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.message.AlertOnAir;
import java.util.LinkedHashMap;
import java.util.Map;

/** One alert on air: its present version and where its repetition stands. Event-loop confined. */
final class AlertEntry {
  private final String event;
  private final boolean upstream;
  private Incident incident;
  private AlertBody body;
  private byte[] bytes;
  private SigningKey signedWith;
  private byte[] signature = Envelope.NO_SIGNATURE;
  private Map<String, Long> stages;
  private long decidedAtNanos;
  private long heardAtNanos;

  private boolean burst;
  private int copiesOfBurst;
  private long burstStart;
  private long due;
  private long lastSent;
  private boolean everSent;
  private long lastActiveSent;
  private boolean versionSent;
  private long firstSentAtUtc;
  private long copies;
  private boolean awaited;
  private long awaitedUntil;
  private long keptHeardAt;

  /**
   * Nothing told yet.
   *
   * @param upstream whether it repeats a neighbour's incident
   */
  AlertEntry(String event, boolean upstream) {
    this.event = event;
    this.upstream = upstream;
  }

  /**
   * Takes up what an earlier boot told. Vehicles may hold it, so it counts as sent.
   *
   * @param heardAt when its incident was last heard of, nanoseconds
   * @param lastActive when the last active copy may have been sent, nanoseconds
   * @param until up to when somebody must say that the incident still holds, nanoseconds
   */
  void restored(long heardAt, long lastActive, long until) {
    everSent = true;
    heardAtNanos = heardAt;
    keptHeardAt = heardAt;
    lastActiveSent = lastActive;
    lastSent = lastActive;
    awaited = body.state() == AlertState.ACTIVE;
    awaitedUntil = until;
  }

  /** Whether an earlier boot told it and nobody has said since that it holds. */
  boolean awaited() {
    return awaited;
  }

  boolean awaitedInVain(long now) {
    return awaited && now - awaitedUntil >= 0;
  }

  /** Nobody said that it holds. */
  void awaitNoLonger() {
    awaited = false;
  }

  boolean upstream() {
    return upstream;
  }

  /** Notes that it was written down. */
  void kept() {
    keptHeardAt = heardAtNanos;
  }

  /** Time by which what was written down lags behind what was heard, nanoseconds. */
  long keptLag() {
    return heardAtNanos - keptHeardAt;
  }

  /** Takes a new version on. */
  void update(Incident now, AlertBody newBody, byte[] newBytes) {
    incident = now;
    body = newBody;
    bytes = newBytes;
    signedWith = null;
    signature = Envelope.NO_SIGNATURE;
    versionSent = false;
    stages = Map.of();
    decidedAtNanos = 0;
  }

  /** Remembers the way of the decision behind this version. */
  void decidedBy(Map<String, Long> stagesOfDecision, long nanos) {
    stages = stagesOfDecision;
    decidedAtNanos = nanos;
  }

  /** Keeps the latest state of an incident whose alert does not change. */
  void heardOf(Incident latest, long now) {
    incident = latest;
    heardAtNanos = now;
    awaited = false;
  }

  /** Makes the next copy due at once, as the first of a burst or as a single one. */
  void schedule(boolean asBurst, long now, long minGapNanos) {
    due = everSent && lastSent + minGapNanos > now ? lastSent + minGapNanos : now;
    burst = burst && copiesOfBurst < RepeatSchedule.burstCopies() || asBurst;
    if (asBurst) {
      copiesOfBurst = 0;
      burstStart = due;
    }
  }

  /** Whether the next copy belongs to a burst. */
  boolean inBurst() {
    return burst && copiesOfBurst < RepeatSchedule.burstCopies();
  }

  /** Notes that a copy has left. */
  void sent(long now, long utc, RepeatSchedule schedule, double random) {
    copies++;
    everSent = true;
    lastSent = now;
    if (body.state() == AlertState.ACTIVE) {
      lastActiveSent = now;
    }
    if (!versionSent) {
      versionSent = true;
      firstSentAtUtc = utc;
    }
    copiesOfBurst = burst ? copiesOfBurst + 1 : RepeatSchedule.burstCopies();
    due = schedule.next(copiesOfBurst, burstStart, now, random);
  }

  /** Tries again later, after nothing could be sent. */
  void retryAt(long nanos) {
    due = nanos;
  }

  /** When nobody can know the alert any more, nanoseconds: the last active copy has expired. */
  long forgottenAt() {
    return lastActiveSent + body.ttlS() * 1_000_000_000L;
  }

  /** The alert as the rest of the system sees it. */
  AlertOnAir onAir(String state, Map<String, Long> sendStages) {
    Map<String, Long> all = new LinkedHashMap<>(stages);
    all.putAll(sendStages);
    return new AlertOnAir(
        event,
        body.version(),
        state,
        incident.id(),
        incident.node(),
        body.type(),
        body.severity(),
        body.suggest(),
        body.road(),
        body.distanceM(),
        body.text(),
        body.ttlS(),
        body.detectedAt(),
        firstSentAtUtc,
        copies,
        all,
        new AlertOnAir.Place(
            body.lat(), body.lon(), body.lane(), body.direction(), body.confidence()));
  }

  String event() {
    return event;
  }

  Incident incident() {
    return incident;
  }

  AlertBody body() {
    return body;
  }

  byte[] bytes() {
    return bytes;
  }

  /** The signature of this version: made once, and again only when the key changes. */
  byte[] signature(SigningKey key, String node) {
    if (key != signedWith) {
      signature =
          key == null ? Envelope.NO_SIGNATURE : key.sign(EnvelopeWire.KIND_ALERT, node, bytes);
      signedWith = key;
    }
    return signature;
  }

  boolean active() {
    return body.state() == AlertState.ACTIVE;
  }

  Severity severity() {
    return body.severity();
  }

  long due() {
    return due;
  }

  boolean versionSent() {
    return versionSent;
  }

  boolean everSent() {
    return everSent;
  }

  long heardAtNanos() {
    return heardAtNanos;
  }

  long decidedAtNanos() {
    return decidedAtNanos;
  }
}
