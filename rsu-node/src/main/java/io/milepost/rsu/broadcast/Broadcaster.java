package io.milepost.rsu.broadcast;

import io.milepost.protocol.alert.EnvelopeWire;
import io.milepost.protocol.alert.HeartbeatBody;
import io.milepost.protocol.message.AlertOnAir;
import io.milepost.protocol.message.IncidentChanged;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Decides which datagram leaves next. One datagram costs one token; without tokens the most severe
 * alert goes first and the mildest waits. Event-loop confined; knows no timer: {@link #pump} tells
 * when it wants to be called again.
 */
final class Broadcaster {
  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long MAX_DECISION_AGE_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final long KEEP_HEARD_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final BroadcastConfig config;
  private final AlertBook book;
  private final Stamper stamper;
  private final Radio radio;
  private final BroadcastMetrics metrics;
  private final Clocks clocks;
  private final Supplier<HeartbeatBody> health;
  private final Consumer<AlertOnAir> told;
  private final RepeatSchedule schedule;
  private final TokenBucket tokens;
  private final int maxBody;
  private final Extras extras;
  private long lastHeartbeat;
  private long heartbeatDue;

  /**
   * Sources of time and chance.
   *
   * @param nanos monotonic nanoseconds
   * @param utcMillis UTC milliseconds
   * @param random jitter
   */
  record Clocks(LongSupplier nanos, LongSupplier utcMillis, RandomGenerator random) {}

  /**
   * What a broadcaster can do without.
   *
   * @param groups groups of single roads
   * @param unicast copies for registered vehicles; null for none
   * @param log where it is written down what is on air
   */
  record Extras(RoadGroups groups, UnicastCopies unicast, AlertLog log) {
    static final Extras NONE = new Extras(RoadGroups.NONE, null, AlertLog.NONE);
  }

  /** A broadcaster without extras. */
  Broadcaster(
      BroadcastConfig config,
      String node,
      AlertBook book,
      Stamper stamper,
      Radio radio,
      BroadcastMetrics metrics,
      Clocks clocks,
      Supplier<HeartbeatBody> health,
      Consumer<AlertOnAir> told) {
    this(config, node, book, stamper, radio, metrics, clocks, health, told, Extras.NONE);
  }

  /**
   * A broadcaster whose first heartbeat is due at once.
   *
   * @param health heartbeat without alerts: clock and cameras
   * @param told is told of every first copy of a version, and of expiry
   */
  Broadcaster(
      BroadcastConfig config,
      String node,
      AlertBook book,
      Stamper stamper,
      Radio radio,
      BroadcastMetrics metrics,
      Clocks clocks,
      Supplier<HeartbeatBody> health,
      Consumer<AlertOnAir> told,
      Extras extras) {
    this.config = config;
    this.extras = extras;
    this.book = book;
    this.stamper = stamper;
    this.radio = radio;
    this.metrics = metrics;
    this.clocks = clocks;
    this.health = health;
    this.told = told;
    this.schedule = RepeatSchedule.of(config);
    this.maxBody = EnvelopeWire.maxBody(node);
    long now = clocks.nanos().getAsLong();
    this.tokens = new TokenBucket(config.tokensPerSecond(), now);
    this.heartbeatDue = now;
    this.lastHeartbeat = now;
  }

  /** Takes a change of an incident of this node. */
  long onIncident(IncidentChanged change) {
    return onIncident(change, false);
  }

  /**
   * Takes a change and sends what it makes due before it returns.
   *
   * @param upstream whether the incident is a neighbour's
   */
  long onIncident(IncidentChanged change, boolean upstream) {
    long now = clocks.nanos().getAsLong();
    if (book.apply(change, upstream, now)) {
      // A heartbeat soon after tells late joiners and those who missed the copies.
      heartbeatDue = Math.min(heartbeatDue, lastHeartbeat + heartbeatNanos());
    }
    boolean hasToken = sendDue(now);
    return done(now, hasToken && beat(now));
  }

  /**
   * Sends what is due, the heartbeat first: it repairs whatever else was lost.
   *
   * @return nanoseconds until it wants to be called again
   */
  long pump() {
    long now = clocks.nanos().getAsLong();
    for (AlertEntry expired : book.sweep(now)) {
      told.accept(expired.onAir("expired", Map.of()));
    }
    if (stamper.renewEpoch()) {
      // Copies first: a heartbeat alone would make receivers forget what they heard in the old one.
      book.entries().forEach(entry -> entry.retryAt(now));
      heartbeatDue = now + heartbeatNanos();
    }
    keepWhatWasHeard(now);
    boolean hasToken;
    try {
      hasToken = beat(now);
    } catch (RuntimeException e) {
      // Alerts must not wait for the heartbeat, which only repairs what they have lost.
      sendDue(now);
      throw e;
    }
    return done(now, hasToken && sendDue(now));
  }

  /** Tells the node once more what is on air, for the parts of it that were not there yet. */
  void tellAgain() {
    for (AlertEntry entry : book.entries()) {
      if (entry.versionSent()) {
        told.accept(entry.onAir(entry.body().state().code(), Map.of()));
      }
    }
  }

  /** Makes the next heartbeat due at once. */
  void wantHeartbeat() {
    heartbeatDue = clocks.nanos().getAsLong();
  }

  private long done(long now, boolean hasToken) {
    metrics.onAir(alertsOnAir());
    long wake = nextWake(now, hasToken);
    return extras.unicast() == null ? wake : Math.min(wake, extras.unicast().pump(now));
  }

  private void keepWhatWasHeard(long now) {
    for (AlertEntry entry : book.entries()) {
      if (entry.active() && entry.versionSent() && entry.keptLag() >= KEEP_HEARD_NANOS) {
        keep(entry, now);
      }
    }
  }

  private void keep(AlertEntry entry, long now) {
    long utc = clocks.utcMillis().getAsLong();
    long heardAt = utc - TimeUnit.NANOSECONDS.toMillis(now - entry.heardAtNanos());
    long until =
        entry.active() ? 0 : utc + TimeUnit.NANOSECONDS.toMillis(entry.forgottenAt() - now);
    extras
        .log()
        .keep(
            new AlertLog.Row(
                entry.event(), entry.incident(), entry.body(), entry.upstream(), heardAt, until));
    entry.kept();
  }

  private boolean beat(long now) {
    return now - heartbeatDue < 0 || sendHeartbeat(now);
  }

  /** Alerts that hold. */
  int alertsOnAir() {
    int active = 0;
    for (AlertEntry entry : book.entries()) {
      active += entry.active() ? 1 : 0;
    }
    return active;
  }

  private boolean sendDue(long now) {
    RuntimeException failure = null;
    AlertEntry entry = mostUrgent(now);
    while (entry != null) {
      if (!tokens.tryTake(now)) {
        metrics.waited();
        return false;
      }
      try {
        send(entry, now);
      } catch (RuntimeException e) {
        // The others must not wait behind one that cannot be sent.
        entry.retryAt(now + RETRY_NANOS);
        failure = e;
      }
      entry = mostUrgent(now);
    }
    if (failure != null) {
      throw failure;
    }
    return true;
  }

  private AlertEntry mostUrgent(long now) {
    AlertEntry best = null;
    for (AlertEntry entry : book.entries()) {
      if (now - entry.due() >= 0 && (best == null || isMoreUrgent(entry, best))) {
        best = entry;
      }
    }
    return best;
  }

  private static boolean isMoreUrgent(AlertEntry a, AlertEntry b) {
    int severity = a.severity().compareTo(b.severity());
    if (severity != 0) {
      return severity > 0;
    }
    return a.versionSent() == b.versionSent() ? a.due() - b.due() < 0 : b.versionSent();
  }

  private void send(AlertEntry entry, long now) {
    boolean first = !entry.versionSent();
    long start = clocks.nanos().getAsLong();
    long utc = clocks.utcMillis().getAsLong();
    ByteBuffer datagram = stamper.stamp(entry, utc);
    if (datagram == null) {
      metrics.sendError("no_key");
      entry.retryAt(now + RETRY_NANOS);
      return;
    }
    long signed = clocks.nanos().getAsLong();
    int links = radio.send(datagram, extras.groups().ofAlert(entry.body().road()));
    long sent = clocks.nanos().getAsLong();
    if (links == 0) {
      entry.retryAt(now + RETRY_NANOS);
      return;
    }
    metrics.sentAlert(datagram.remaining());
    boolean news = entry.inBurst();
    entry.sent(now, utc, schedule, clocks.random().nextDouble());
    if (extras.unicast() != null) {
      extras.unicast().alert(datagram, entry.body().road(), news, now);
    }
    if (first) {
      keep(entry, now);
      told.accept(entry.onAir(entry.body().state().code(), stages(entry, start, signed, sent)));
    }
  }

  private Map<String, Long> stages(AlertEntry entry, long start, long signed, long sent) {
    Map<String, Long> stages = new LinkedHashMap<>();
    stages.put("sign", micros(signed - start));
    stages.put("send", micros(sent - signed));
    long sinceDecision = sent - entry.decidedAtNanos();
    // The decision's clock is this process's only when the incident was decided here.
    boolean known =
        entry.decidedAtNanos() != 0 && sinceDecision >= 0 && sinceDecision < MAX_DECISION_AGE_NANOS;
    if (known) {
      stages.put("decision_to_wire", micros(sinceDecision));
      metrics.decisionToWire(sinceDecision);
    }
    return stages;
  }

  private static long micros(long nanos) {
    return TimeUnit.NANOSECONDS.toMicros(nanos);
  }

  private boolean sendHeartbeat(long now) {
    if (!tokens.tryTake(now)) {
      metrics.waited();
      return false;
    }
    byte[] body = heartbeat().encode(maxBody);
    ByteBuffer datagram =
        stamper.stamp(EnvelopeWire.KIND_HEARTBEAT, body, clocks.utcMillis().getAsLong());
    if (datagram == null) {
      metrics.sendError("no_key");
    } else {
      Set<String> roads = new HashSet<>();
      book.entries().forEach(entry -> roads.add(entry.body().road()));
      if (radio.send(datagram, extras.groups().ofHeartbeat(roads, now)) > 0) {
        metrics.sentHeartbeat(datagram.remaining());
      }
      if (extras.unicast() != null) {
        extras.unicast().heartbeat(datagram, now);
      }
    }
    lastHeartbeat = now;
    heartbeatDue = now + heartbeatNanos();
    return true;
  }

  private HeartbeatBody heartbeat() {
    HeartbeatBody state = health.get();
    List<HeartbeatBody.Active> active =
        book.active().stream()
            .filter(AlertEntry::everSent)
            // While the incident is active every copy renews the alert for its full life.
            .map(e -> new HeartbeatBody.Active(e.event(), e.body().version(), e.body().ttlS()))
            .toList();
    return new HeartbeatBody(active, 0, state.clock(), state.cameras());
  }

  private long heartbeatNanos() {
    double seconds =
        book.entries().isEmpty() ? config.heartbeatSeconds() : config.heartbeatActiveSeconds();
    return (long) (seconds * TimeUnit.SECONDS.toNanos(1));
  }

  private long nextWake(long now, boolean hasToken) {
    if (!hasToken) {
      return tokens.nanosToNext();
    }
    long next = heartbeatDue - now;
    for (AlertEntry entry : book.entries()) {
      next = Math.min(next, entry.due() - now);
    }
    return Math.max(0, next);
  }
}
