package io.milepost.rsu.rules;

import io.milepost.protocol.incident.Severity;
import io.milepost.rsu.rules.track.TrackedObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The slow traffic of one direction of a road. Reuses its lists; not thread-safe. */
final class Jam {
  private static final double LEAK = 1;
  private static final double SMOOTHING_SECONDS = 3;
  private static final double MOST = 0.6;
  private static final double STANDSTILL_RATIO = 0.1;
  private static final double QUEUE_RATIO = 0.2;
  private static final double LEVEL_MARGIN = 0.03;
  private static final double NEIGHBOUR_UNITS = 12;
  private static final double UPDATE_SECONDS = 10;
  private static final double MOVED_SHARE = 0.1;

  private final CongestionConfig config;
  private final Suspicion suspicion;
  private final Trace trace;
  private final double side;
  private final List<TrackedObject> all = new ArrayList<>();
  private final List<TrackedObject> slow = new ArrayList<>();
  private double alongX;
  private double alongY;
  private double sum;
  private int known;
  private double count;
  private double ratio = 1;
  private double learned;
  private double endX;
  private double endY;
  private Level level = Level.SLOW;
  private FindingBook.Entry entry;
  private Level toldLevel = Level.SLOW;
  private double toldAt;
  private double toldX;
  private double toldY;

  /** How bad it is. */
  private enum Level {
    SLOW,
    QUEUE,
    STANDSTILL;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Traffic of one direction.
   *
   * @param side 1 for along the road's axis, -1 for against it
   */
  Jam(CongestionConfig config, double side) {
    this.config = config;
    this.side = side;
    this.suspicion = new Suspicion(config.onSeconds(), LEAK, config.offSeconds());
    this.trace =
        new Trace(
            Condition.atLeast("slow_vehicles", config.minVehicles() - 0.5),
            Condition.atMost("speed_ratio", config.enterRatio()),
            Condition.atLeast("seconds", config.onSeconds()));
  }

  /** Begins a frame; the axis of the road as a unit vector. */
  void begin(double axisX, double axisY) {
    alongX = side * axisX;
    alongY = side * axisY;
    all.clear();
    slow.clear();
    sum = 0;
    known = 0;
  }

  /** Takes a vehicle in, with its speed over the usual one and whether that is known. */
  void add(TrackedObject t, double r, boolean sure) {
    all.add(t);
    if (r < limit()) {
      slow.add(t);
      sum += r;
      known += sure ? 1 : 0;
    }
  }

  private double limit() {
    return suspicion.confirmed() ? config.leaveRatio() : config.enterRatio();
  }

  /** Ends a frame. */
  Suspicion.Change weigh(Scene scene) {
    double now = slow.isEmpty() ? 1 : sum / slow.size();
    learned = slow.isEmpty() ? 0 : (double) known / slow.size();
    double share = Math.min(1, scene.dt() / SMOOTHING_SECONDS);
    boolean most = slow.size() >= 2 && slow.size() >= MOST * among();
    count += share * ((most ? slow.size() : 0) - count);
    ratio += share * (now - ratio);
    double limit = limit();
    double least = (suspicion.confirmed() ? 0.5 : 1) * (config.minVehicles() - 0.5);
    double weight = count >= least && ratio < limit ? 1 + 2 * (1 - ratio / limit) : 0;
    Suspicion.Change change =
        suspicion.update(scene.now(), scene.dt(), slow.isEmpty() ? 0 : weight);
    if (suspicion.state() != Suspicion.State.IDLE) {
      trace
          .frame(scene.now())
          .set(0, count)
          .set(1, ratio)
          .set(2, suspicion.share() * config.onSeconds());
      rank();
      findEnd();
    }
    return change;
  }

  /** Levels have a margin, so that one at the border does not flicker. */
  private void rank() {
    double still = STANDSTILL_RATIO + (level == Level.STANDSTILL ? LEVEL_MARGIN : 0);
    double queue = QUEUE_RATIO + (level == Level.SLOW ? 0 : LEVEL_MARGIN);
    level = ratio < still ? Level.STANDSTILL : ratio < queue ? Level.QUEUE : Level.SLOW;
  }

  /** The slow vehicle furthest back that has another one near it. */
  private void findEnd() {
    double furthest = Double.MAX_VALUE;
    for (int i = 0; i < slow.size(); i++) {
      TrackedObject t = slow.get(i);
      double at = t.groundX() * alongX + t.groundY() * alongY;
      if (at < furthest && (slow.size() < 2 || accompanied(t))) {
        furthest = at;
        endX = t.groundX();
        endY = t.groundY();
      }
    }
  }

  private boolean accompanied(TrackedObject t) {
    for (int i = 0; i < slow.size(); i++) {
      TrackedObject o = slow.get(i);
      double d = Math.hypot(o.groundX() - t.groundX(), o.groundY() - t.groundY());
      if (o != t && d <= NEIGHBOUR_UNITS * Math.max(t.unit(), o.unit())) {
        return true;
      }
    }
    return false;
  }

  /** Vehicles of this direction in the part of the picture that the slow ones take up. */
  private int among() {
    double left = Double.MAX_VALUE;
    double right = -left;
    double top = left;
    double bottom = -left;
    for (int i = 0; i < slow.size(); i++) {
      TrackedObject t = slow.get(i);
      left = Math.min(left, t.groundX());
      right = Math.max(right, t.groundX());
      top = Math.min(top, t.groundY());
      bottom = Math.max(bottom, t.groundY());
    }
    int n = 0;
    for (int i = 0; i < all.size(); i++) {
      TrackedObject t = all.get(i);
      if (t.groundX() >= left
          && t.groundX() <= right
          && t.groundY() >= top
          && t.groundY() <= bottom) {
        n++;
      }
    }
    return n;
  }

  /** Whether what was told is out of date: another level, or the queue's end elsewhere. */
  boolean changed(Scene scene) {
    if (scene.now() - toldAt < UPDATE_SECONDS || slow.isEmpty()) {
      return false;
    }
    double moved = Math.hypot(endX - toldX, endY - toldY);
    return level != toldLevel || moved > MOVED_SHARE * scene.diagonal();
  }

  /** Remembers what was told; null when it was cleared. */
  void told(FindingBook.Entry told, Scene scene) {
    entry = told;
    toldLevel = level;
    toldAt = scene.now();
    toldX = endX;
    toldY = endY;
  }

  Severity severity() {
    return level == Level.STANDSTILL ? Severity.HIGH : Severity.MEDIUM;
  }

  /** The queue's end and what speaks for it. */
  Place place(Scene scene) {
    Map<String, Object> evidence = new LinkedHashMap<>();
    evidence.put("level", level.word());
    evidence.put("slow_vehicles", CollisionRule.round(count));
    evidence.put("vehicles_threshold", config.minVehicles());
    evidence.put("speed_ratio", CollisionRule.round(ratio));
    evidence.put("ratio_threshold", config.enterRatio());
    evidence.put("usual_speed_known_for", CollisionRule.round(learned));
    evidence.put("seconds_threshold", config.onSeconds());
    evidence.put("queue_end_x", CollisionRule.round(endX / scene.width()));
    evidence.put("queue_end_y", CollisionRule.round(endY / scene.height()));
    evidence.put("towards_x", CollisionRule.round(alongX));
    evidence.put("towards_y", CollisionRule.round(alongY));
    double depth = 1 - Math.max(0, ratio) / config.enterRatio();
    double confidence = 0.6 + 0.1 * learned + 0.25 * depth;
    return new Place(endX, endY, confidence, evidence, trace.record());
  }

  FindingBook.Entry entry() {
    return entry;
  }

  double since() {
    return suspicion.since();
  }

  double share() {
    return suspicion.share();
  }

  void interrupt() {
    suspicion.interrupt();
  }
}
