package io.milepost.rsu.broadcast;

import io.milepost.protocol.alert.AlertBody;
import io.milepost.protocol.alert.AlertState;
import io.milepost.protocol.alert.EnvelopeWire;
import io.milepost.protocol.alert.EventId;
import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.incident.Suggestion;
import io.milepost.protocol.message.IncidentChanged;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Which incidents are told to vehicles, under which identity and version. No I/O, no clock of its
 * own; event-loop confined.
 */
final class AlertBook {
  private static final int MAX_LANE = 14;
  private static final double CONFIDENCE_STEP = 0.1;
  private static final long NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  /** How long the desk has after a restart to say that an incident is still open. */
  static final long RESTART_GRACE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final String node;
  private final BroadcastConfig config;
  private final Advice advice;
  private final RepeatSchedule schedule;
  private final int maxBody;
  private final Map<String, AlertEntry> byIncident = new LinkedHashMap<>();
  private final EventNumbers numbers;
  private final long upstreamKeepNanos;
  private final AlertLog log;

  /**
   * An empty book.
   *
   * @param node id of this RSU
   * @param firstEvent number of the first event, at least 1
   */
  AlertBook(String node, long firstEvent, BroadcastConfig config) {
    this(node, firstEvent, config, Advice.standard(config));
  }

  /** As the other, with advice of its own. */
  AlertBook(String node, long firstEvent, BroadcastConfig config, Advice advice) {
    this(node, new EventNumbers(firstEvent, upTo -> {}), config, advice, 600, AlertLog.NONE);
  }

  /**
   * An empty book.
   *
   * @param upstreamKeepSeconds for how long a neighbour's incident is told without hearing of it
   * @param log is told when an alert is off the air
   */
  AlertBook(
      String node,
      EventNumbers numbers,
      BroadcastConfig config,
      Advice advice,
      int upstreamKeepSeconds,
      AlertLog log) {
    this.node = node;
    this.config = config;
    this.numbers = numbers;
    this.upstreamKeepNanos = TimeUnit.SECONDS.toNanos(upstreamKeepSeconds);
    this.log = log;
    this.advice = advice;
    this.schedule = RepeatSchedule.of(config);
    this.maxBody = EnvelopeWire.maxBody(node);
  }

  /**
   * Takes up an alert that an earlier boot told: goes on under the same identity and version. An
   * active one is told for {@link #RESTART_GRACE_NANOS}, a neighbour's for as long as without a
   * word from there; then it is cancelled unless its incident has been heard of.
   *
   * @param now nanoseconds
   * @param utc milliseconds
   */
  void restore(AlertLog.Row row, long now, long utc) {
    long life = row.body().ttlS() * 1_000_000_000L;
    boolean active = row.body().state() == AlertState.ACTIVE;
    long cancelLeft = Math.min(life, (row.until() - utc) * NANOS_PER_MILLI);
    if (!EventId.belongsTo(row.event(), node) || (!active && cancelLeft <= 0)) {
      log.forget(row.event());
      return;
    }
    AlertEntry entry = new AlertEntry(row.event(), row.upstream());
    entry.update(row.incident(), row.body(), row.body().encode(maxBody));
    long heardAt = now - Math.max(0, utc - row.heardAt()) * NANOS_PER_MILLI;
    boolean tooOld = now - heardAt > maxAge(entry);
    long grace = row.upstream() ? upstreamKeepNanos : RESTART_GRACE_NANOS;
    entry.restored(heardAt, active ? now : now + cancelLeft - life, tooOld ? now : now + grace);
    byIncident.put(row.incident().id(), entry);
    entry.schedule(true, now, 0);
  }

  /** Ids of neighbours' incidents that are being told. */
  List<String> upstream() {
    List<String> ids = new ArrayList<>();
    byIncident.forEach(
        (id, entry) -> {
          if (entry.upstream() && entry.active()) {
            ids.add(id);
          }
        });
    return ids;
  }

  private long maxAge(AlertEntry entry) {
    return entry.upstream() ? upstreamKeepNanos : config.maxAgeSeconds() * 1_000_000_000L;
  }

  /**
   * Takes note of a change.
   *
   * @param upstream whether the incident is a neighbour's
   * @param now nanoseconds
   * @return whether something new must be sent; never of a type that is not for vehicles
   */
  boolean apply(IncidentChanged change, boolean upstream, long now) {
    Incident incident = change.incident();
    if (!incident.type().forVehicles()) {
      return false;
    }
    AlertEntry entry = byIncident.get(incident.id());
    boolean over =
        !incident.isActive()
            || change.change() == IncidentChanged.Change.RESOLVED
            || change.change() == IncidentChanged.Change.MERGED;
    if (entry == null) {
      if (over) {
        return false;
      }
      entry = new AlertEntry(EventId.of(node, numbers.next()), upstream);
      put(entry, change, body(entry.event(), incident, 1, AlertState.ACTIVE));
      byIncident.put(incident.id(), entry);
      entry.heardOf(incident, now);
      entry.schedule(true, now, schedule.versionGapNanos());
      return true;
    }
    // What the desk wrote down may be older than what was told just before the node was killed.
    if (!entry.awaited() && incident.version() < entry.incident().version()) {
      return false;
    }
    return over ? cancel(entry, change, now) : update(entry, change, now);
  }

  private boolean cancel(AlertEntry entry, IncidentChanged change, long now) {
    entry.heardOf(change.incident(), now);
    if (!entry.active()) {
      return false;
    }
    if (!entry.everSent()) {
      byIncident.remove(change.incident().id());
      return false;
    }
    int version = entry.body().version() + 1;
    put(entry, change, body(entry.event(), change.incident(), version, AlertState.CANCELLED));
    entry.schedule(true, now, schedule.versionGapNanos());
    return true;
  }

  private boolean update(AlertEntry entry, IncidentChanged change, long now) {
    AlertBody known = entry.body();
    AlertBody latest = body(entry.event(), change.incident(), known.version(), AlertState.ACTIVE);
    entry.heardOf(change.incident(), now);
    if (steady(latest, known).equals(known)) {
      return false;
    }
    boolean urgent =
        !entry.active()
            || latest.severity().compareTo(known.severity()) > 0
            || !entry.versionSent();
    put(entry, change, latest.withVersion(known.version() + 1));
    entry.schedule(urgent, now, schedule.versionGapNanos());
    return true;
  }

  /** Confidence wavers from frame to frame; that alone is no news for a driver. */
  private static AlertBody steady(AlertBody latest, AlertBody known) {
    boolean wavers = Math.abs(latest.confidence() - known.confidence()) < CONFIDENCE_STEP;
    return wavers ? latest.withConfidence(known.confidence()) : latest;
  }

  private void put(AlertEntry entry, IncidentChanged change, AlertBody body) {
    entry.update(change.incident(), body, body.encode(maxBody));
    entry.decidedBy(change.stages(), change.decidedAtNanos());
  }

  private AlertBody body(String event, Incident incident, int version, AlertState state) {
    Suggestion suggestion = advice.suggest(incident);
    String text =
        state == AlertState.CANCELLED ? advice.cleared() : advice.text(incident, suggestion);
    Integer lane = incident.lane();
    return new AlertBody(
        event,
        version,
        state,
        incident.type(),
        incident.type().cause(),
        incident.type().subcause(),
        incident.severity(),
        Math.rint(clamp(incident.confidence(), 0, 1) * 100) / 100,
        suggestion,
        road(incident.road()),
        lane == null || lane < -1 || lane > MAX_LANE ? null : lane,
        clamp(incident.lat(), -90, 90),
        clamp(incident.lon(), -180, 180),
        clamp(incident.distanceM(), 0, AlertBody.MAX_DISTANCE_M),
        incident.direction(),
        Math.max(0, incident.confirmedAt()),
        config.ttlSeconds(),
        text,
        state == AlertState.CANCELLED ? null : advice.urgency(incident));
  }

  /** Receivers refuse what is out of range; a wrong detail must not cost the whole alert. */
  private static double clamp(double value, double min, double max) {
    return Double.isNaN(value) ? Math.max(0, min) : Math.min(max, Math.max(min, value));
  }

  private static String road(String road) {
    if (road == null || road.isEmpty()) {
      return "unknown";
    }
    int points = road.codePointCount(0, road.length());
    return points <= AlertBody.MAX_ROAD
        ? road
        : road.substring(0, road.offsetByCodePoints(0, AlertBody.MAX_ROAD));
  }

  /** All alerts, cancels included. */
  Collection<AlertEntry> entries() {
    return byIncident.values();
  }

  /** Alerts that hold, most severe first. */
  List<AlertEntry> active() {
    List<AlertEntry> active = new ArrayList<>();
    for (AlertEntry entry : byIncident.values()) {
      if (entry.active()) {
        active.add(entry);
      }
    }
    active.sort((a, b) -> b.severity().compareTo(a.severity()));
    return active;
  }

  /**
   * Drops cancels that have been repeated long enough, cancels what nobody has spoken of since a
   * restart or since its neighbour went silent, and returns alerts that expired.
   */
  List<AlertEntry> sweep(long now) {
    List<AlertEntry> expired = new ArrayList<>();
    byIncident.values().removeIf(entry -> isOver(entry, now, expired));
    return expired;
  }

  private boolean isOver(AlertEntry entry, long now, List<AlertEntry> expired) {
    boolean old = now - entry.heardAtNanos() > maxAge(entry);
    boolean over;
    if (entry.active() && (entry.awaitedInVain(now) || (old && entry.upstream()))) {
      entry.awaitNoLonger();
      put(
          entry,
          new IncidentChanged(IncidentChanged.Change.RESOLVED, entry.incident(), Map.of(), 0),
          body(entry.event(), entry.incident(), entry.body().version() + 1, AlertState.CANCELLED));
      entry.schedule(true, now, schedule.versionGapNanos());
      return false;
    }
    if (entry.active()) {
      over = old && !entry.awaited();
      if (over) {
        expired.add(entry);
      }
    } else {
      over = entry.versionSent() && now - entry.forgottenAt() >= 0;
    }
    if (over) {
      log.forget(entry.event());
    }
    return over;
  }
}
