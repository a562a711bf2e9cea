package io.milepost.rsu.rules.standing;

import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.rsu.rules.core.Condition;
import io.milepost.rsu.rules.core.Figures;
import io.milepost.rsu.rules.core.FindingBook;
import io.milepost.rsu.rules.core.Place;
import io.milepost.rsu.rules.core.Scene;
import io.milepost.rsu.rules.core.Suspicion;
import io.milepost.rsu.rules.core.Trace;
import io.milepost.rsu.rules.road.Carriageway;
import io.milepost.rsu.rules.road.FlowMap;
import io.milepost.rsu.rules.road.RoadMap;
import io.milepost.rsu.rules.track.TrackedObject;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Whether something that stands or lies in a lane stops the traffic behind it: vehicles that drove
 * here stand or crawl upstream of it. Not thread-safe.
 */
final class Blockage {
  private static final double ON_SECONDS = 6;
  private static final double OFF_SECONDS = 8;
  private static final double REACH_UNITS = 14;
  private static final double SELF_UNITS = 0.8;
  private static final double CRAWL_UNITS = 0.4;
  private static final double CRAWL_SHARE = 0.2;
  private static final double DROVE_UNITS = 0.5;
  private static final int QUEUED = 2;
  private static final int PASSED = Hindrance.PASSED;
  private static final double CAME_SECONDS = 5;
  private static final double ROUND_SECONDS = 2;
  private static final double MAYBE_SECONDS = 3;

  /** The first of a queue counts as stopped so late that it has hindered others for long. */
  private static final double LATE_SECONDS = 1;

  /** Who stands in a lane this long hinders, whether or not others are seen to wait for it. */
  private static final double LONG_SECONDS = 14;

  private final Suspicion suspicion = new Suspicion(ON_SECONDS, 1, OFF_SECONDS);
  private final Suspicion certainty = new Suspicion(ON_SECONDS, 1, OFF_SECONDS);
  private final Trace trace =
      new Trace(
          Condition.atLeast("queued_vehicles", QUEUED),
          Condition.atLeast("queued_seconds", ON_SECONDS));
  private FindingBook.Entry entry;
  private Severity told;
  private double x;
  private double y;
  private double unit;

  /**
   * Looks at a frame; what lies there is no vehicle.
   *
   * @param x place of what lies there, pixels
   * @param y place of what lies there, pixels
   * @param unit pixels per unit there
   * @param present whether it still lies there, in a lane
   */
  void observe(
      double x,
      double y,
      double unit,
      boolean present,
      FlowMap flow,
      Scene scene,
      FindingBook book) {
    RoadMap road = flow.road();
    road.direction(x, y, scene);
    double ax = road.meanX();
    double ay = road.meanY();
    boolean known = present && road.seen() >= 1;
    double ever = Double.POSITIVE_INFINITY;
    at(x, y, unit);
    int queued = known ? queued(ax, ay, ever, flow, scene) : 0;
    double weight = queued >= QUEUED ? 1 : 0;
    judge(weight, weight, present, queued, 0, scene, book);
  }

  /**
   * Looks at a frame.
   *
   * @param s the vehicle that stands
   * @param present whether it still stands there, in a lane, and nobody ahead of it
   * @param sure whether it surely does not wait for a signal or for passengers
   */
  void observe(
      Stand s, boolean present, boolean sure, FlowMap flow, Scene scene, FindingBook book) {
    at(s.x, s.y, s.unit);
    int queued = present ? queued(s.towardsX, s.towardsY, s.since - CAME_SECONDS, flow, scene) : 0;
    int passed = present ? s.passed() : 0;
    boolean signal =
        queued > 0
            && passed < PASSED
            && !s.across
            && s.stood(scene.now()) < Hindrance.QUEUE_SECONDS;
    double surely = present && sure && !signal ? ON_SECONDS / ROUND_SECONDS : 0;
    double maybe = present ? maybe(s, queued, s.stood(scene.now())) : 0;
    judge(Math.max(surely, maybe), surely, present, queued, passed, scene, book);
  }

  /** What a frame counts of a vehicle that may hinder others. */
  private static double maybe(Stand s, int queued, double stood) {
    boolean late = stood >= LONG_SECONDS && queued > 0;
    boolean hinders = s.across || queued > 0 || s.passed() > 0 || stood >= LONG_SECONDS;
    return hinders ? ON_SECONDS / (late ? LATE_SECONDS : MAYBE_SECONDS) : 0;
  }

  private void at(double newX, double newY, double newUnit) {
    x = newX;
    y = newY;
    unit = newUnit;
  }

  private void judge(
      double weight,
      double surely,
      boolean present,
      int queued,
      int passed,
      Scene scene,
      FindingBook book) {
    trace.frame(scene.now()).set(0, queued).set(1, suspicion.share() * ON_SECONDS);
    // Vehicles are told to stop before one of high severity: only where somebody drew the road.
    double drawn = Carriageway.drawn(scene.geometry()) ? surely : 0;
    certainty.update(scene.now(), scene.dt(), drawn);
    double stays = suspicion.confirmed() && present ? 1 : weight;
    Suspicion.Change change = suspicion.update(scene.now(), scene.dt(), stays);
    Severity severity = certainty.confirmed() ? Severity.HIGH : Severity.MEDIUM;
    if (change == Suspicion.Change.CONFIRMED
        && book.openNear(IncidentType.BLOCKAGE, x, y, REACH_UNITS * unit) == null) {
      entry =
          book.confirm(
              IncidentType.BLOCKAGE,
              severity,
              suspicion.since(),
              scene.now(),
              place(queued, passed, scene));
      told = severity;
    } else if (change == Suspicion.Change.CLEARED && entry != null) {
      close(scene, book);
    } else if (entry != null && severity.compareTo(told) > 0) {
      book.update(entry, severity, place(queued, passed, scene));
      told = severity;
    }
  }

  private Place place(int queued, int passed, Scene scene) {
    Map<String, Object> evidence = new LinkedHashMap<>();
    evidence.put("queued_vehicles", queued);
    evidence.put("queued_threshold", QUEUED);
    evidence.put("drove_round", passed);
    evidence.put("drove_round_threshold", PASSED);
    evidence.put("seconds", Figures.round(scene.now() - suspicion.since()));
    evidence.put("seconds_threshold", ON_SECONDS);
    return new Place(x, y, told == Severity.MEDIUM ? 0.6 : 0.8, evidence, trace.record());
  }

  /** Whether it was told: it holds while the vehicle stands, also when others come to wait. */
  boolean open() {
    return entry != null;
  }

  /** Closes what is open, when what stood there is gone for good. */
  void close(Scene scene, FindingBook book) {
    if (entry != null) {
      book.clear(entry, scene.now());
      entry = null;
    }
  }

  private int queued(double ax, double ay, double came, FlowMap flow, Scene scene) {
    int n = 0;
    for (int i = 0; i < scene.tracks().size(); i++) {
      TrackedObject t = scene.tracks().get(i);
      if (!t.type().isVehicle()
          || t.lost()
          || t.hits() < 4
          || t.peakSpeed() < DROVE_UNITS && t.firstSeen() < came) {
        continue;
      }
      double dx = (t.groundX() - x) / unit;
      double dy = (t.groundY() - y) / unit;
      double d = Math.hypot(dx, dy);
      boolean behind = dx * ax + dy * ay < -0.5 * d;
      double usual = flow.speed(t.groundX(), t.groundY(), scene);
      double crawl = Double.isNaN(usual) ? CRAWL_UNITS : Math.max(0.2, CRAWL_SHARE * usual);
      if (behind && d > SELF_UNITS && d <= REACH_UNITS && t.speed() < crawl) {
        n++;
      }
    }
    return n;
  }
}
