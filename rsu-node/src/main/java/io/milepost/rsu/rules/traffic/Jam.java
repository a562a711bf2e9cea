package io.milepost.rsu.rules.traffic;

import io.milepost.protocol.incident.Severity;
import io.milepost.rsu.rules.core.Condition;
import io.milepost.rsu.rules.core.Figures;
import io.milepost.rsu.rules.core.FindingBook;
import io.milepost.rsu.rules.core.Place;
import io.milepost.rsu.rules.core.Scene;
import io.milepost.rsu.rules.core.Suspicion;
import io.milepost.rsu.rules.core.Trace;
import io.milepost.rsu.rules.track.TrackedObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The slow traffic of one direction of a road. Reuses its lists; not thread-safe. */
final class Jam {
  /** Seconds of evidence lost per second: a queue that drives off is over. */
  private static final double LEAK = 3;

  private static final double SMOOTHING_SECONDS = 3;
  private static final double MOST = 0.6;
  private static final double STANDSTILL_RATIO = 0.1;
  private static final double QUEUE_RATIO = 0.2;
  private static final double LEVEL_MARGIN = 0.03;
  private static final double NEIGHBOUR_UNITS = 12;
  private static final double UPDATE_SECONDS = 10;
  private static final double MOVED_SHARE = 0.1;

  /** Who has not left a quarter of a unit for so long stands; others crawl. */
  private static final double STANDS_SECONDS = 3;

  /** Fewer slow vehicles than wanted, but at least this share of them, need more time. */
  private static final double FEW = 0.6;

  private static final double FEW_WEIGHT = 0.8;

  /** With this share of the evidence, one vehicle hidden for a moment does not matter. */
  private static final double BEGUN = 0.15;

  /** Who drives this fast compared with what is usual is not held up. */
  private static final double FREE_RATIO = 0.6;

  /** With so many of them per slow one, those that are slow stand beside the traffic. */
  private static final double PASSING = 0.08;

  private static final double PASSING_SECONDS = 12;

  /** Standing traffic is of high severity after this long: a signal is seldom red for longer. */
  private static final double HIGH_SECONDS = 75;

  /** From so many of them crawling on it is no signal's queue. */
  private static final double CRAWLING = 0.5;

  private static final double SURELY_CRAWLING = 0.6;

  /** A queue that a signal lets go is through sooner, within a cycle and a half. */
  private static final double CRAWL_SECONDS = 75;

  /** With more of them moving, the queue moved. */
  private static final double MOVES = 0.4;

  /** A queue that dissolved sooner is what happens here now and then, as before a signal. */
  private static final double CYCLE_SECONDS = 150;

  private static final double CYCLE_SHARE = 0.3;
  private static final double CYCLE_FACTOR = 1.3;
  private static final double CYCLE_MORE_SECONDS = 10;
  private static final double CYCLE_MEMORY_SECONDS = 1800;

  private final CongestionConfig config;
  private final Suspicion suspicion;
  private final Trace trace;
  private final double side;
  private final List<TrackedObject> all = new ArrayList<>();
  private final List<TrackedObject> slow = new ArrayList<>();
  private final List<TrackedObject> free = new ArrayList<>();
  private double alongX;
  private double alongY;
  private double sum;
  private int known;
  private int moving;
  private double crawling;
  private double deepest;
  private double lastSlow;
  private double lastMoved;
  private double lastStood;
  private double usualCycle;
  private double cycleAt;
  private double now;
  private double count;
  private double passing;
  private double ratio = 1;
  private double learned;
  private double endX;
  private double endY;
  private Level level = Level.SLOW;
  private FindingBook.Entry entry;
  private Level toldLevel = Level.SLOW;
  private Severity toldSeverity = Severity.MEDIUM;
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

  /** Begins a frame; the axis of the road as a unit vector, PTS seconds. */
  void begin(double axisX, double axisY, double seconds) {
    now = seconds;
    alongX = side * axisX;
    alongY = side * axisY;
    all.clear();
    slow.clear();
    free.clear();
    sum = 0;
    known = 0;
    moving = 0;
  }

  /** Takes a vehicle in, with its speed over the usual one and whether that is known. */
  void add(TrackedObject t, double r, boolean sure) {
    all.add(t);
    if (sure && r >= FREE_RATIO) {
      free.add(t);
    }
    if (r < limit()) {
      slow.add(t);
      sum += r;
      known += sure ? 1 : 0;
      moving += t.stationaryFor(now) < STANDS_SECONDS ? 1 : 0;
    }
  }

  private double limit() {
    return suspicion.confirmed() ? config.leaveRatio() : config.enterRatio();
  }

  /** Ends a frame. */
  Suspicion.Change weigh(Scene scene) {
    double mean = slow.isEmpty() ? 1 : sum / slow.size();
    learned = slow.isEmpty() ? 0 : (double) known / slow.size();
    double share = Math.min(1, scene.dt() / SMOOTHING_SECONDS);
    boolean most = slow.size() >= 2 && slow.size() >= MOST * among(all);
    double past = slow.size() < 2 ? 0 : (double) among(free) / slow.size();
    passing += Math.min(1, scene.dt() / PASSING_SECONDS) * (past - passing);
    count += share * ((most ? slow.size() : 0) - count);
    ratio += share * (mean - ratio);
    double crawl = slow.isEmpty() ? 0 : (double) moving / slow.size();
    crawling += share * (crawl - crawling);
    lastMoved = crawling > MOVES ? now : lastMoved;
    lastStood = crawling < SURELY_CRAWLING ? now : lastStood;
    double weight = slow.isEmpty() ? 0 : weight();
    Suspicion.Change change = suspicion.update(now, scene.dt(), weight);
    learnCycle(weight > 0, change);
    if (suspicion.state() != Suspicion.State.IDLE) {
      trace.frame(now).set(0, count).set(1, ratio).set(2, suspicion.share() * config.onSeconds());
      rank();
      findEnd();
    }
    return change;
  }

  /** What a frame counts: more for traffic that crawls, less for few and where queues dissolve. */
  private double weight() {
    double limit = limit();
    double full = config.minVehicles() - 0.5;
    double fewest = Math.max(2, FEW * config.minVehicles() - (suspicion.share() > BEGUN ? 1 : 0.5));
    double least = suspicion.confirmed() ? 0.5 * full : fewest;
    if (count < least || ratio >= limit || passing >= PASSING) {
      return 0;
    }
    double few = count >= full ? 1 : FEW_WEIGHT;
    boolean cycles = usualCycle > 0 && now - cycleAt <= CYCLE_MEMORY_SECONDS;
    double usual = cycles ? CYCLE_FACTOR * usualCycle + CYCLE_MORE_SECONDS : 0;
    double patience = config.onSeconds() / Math.max(config.onSeconds(), usual);
    double crawl = Math.max(0, crawling - CRAWLING) / (1 - CRAWLING);
    return (1 + (1 - ratio / limit) * crawl) * few * patience;
  }

  /** Remembers how long queues last here that dissolve by themselves. */
  private void learnCycle(boolean slowNow, Suspicion.Change change) {
    lastSlow = slowNow ? now : lastSlow;
    deepest = Math.max(deepest, suspicion.share());
    if (change == Suspicion.Change.CLEARED || suspicion.state() == Suspicion.State.IDLE) {
      double lasted = lastSlow - suspicion.since();
      if (deepest >= CYCLE_SHARE && lasted <= CYCLE_SECONDS) {
        boolean old = now - cycleAt > CYCLE_MEMORY_SECONDS;
        usualCycle = old ? lasted : Math.max(usualCycle, lasted);
        cycleAt = now;
      }
      deepest = 0;
    }
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

  /** How many of some are in the part of the picture that the slow ones take up. */
  private int among(List<TrackedObject> some) {
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
    for (int i = 0; i < some.size(); i++) {
      TrackedObject t = some.get(i);
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
    boolean worse = severity() != toldSeverity;
    return worse || level != toldLevel || moved > MOVED_SHARE * scene.diagonal();
  }

  /** Remembers what was told; null when it was cleared. */
  void told(FindingBook.Entry told, Scene scene) {
    entry = told;
    toldLevel = level;
    toldSeverity = severity();
    toldAt = scene.now();
    toldX = endX;
    toldY = endY;
  }

  /** High for a standstill that no signal explains: none moves, or all crawl, for too long. */
  Severity severity() {
    boolean sure =
        now - lastMoved >= HIGH_SECONDS && now - suspicion.since() >= HIGH_SECONDS
            || now - lastStood >= CRAWL_SECONDS && usualCycle <= 0;
    boolean many = count >= config.minVehicles() - 0.5;
    return level == Level.STANDSTILL && sure && many ? Severity.HIGH : Severity.MEDIUM;
  }

  /** The queue's end and what speaks for it. */
  Place place(Scene scene) {
    Map<String, Object> evidence = new LinkedHashMap<>();
    evidence.put("level", level.word());
    evidence.put("slow_vehicles", Figures.round(count));
    evidence.put("vehicles_threshold", config.minVehicles());
    evidence.put("speed_ratio", Figures.round(ratio));
    evidence.put("ratio_threshold", config.enterRatio());
    evidence.put("crawling_share", Figures.round(crawling));
    evidence.put("usual_speed_known_for", Figures.round(learned));
    evidence.put("seconds_threshold", config.onSeconds());
    evidence.put("queue_end_x", Figures.round(endX / scene.width()));
    evidence.put("queue_end_y", Figures.round(endY / scene.height()));
    evidence.put("towards_x", Figures.round(alongX));
    evidence.put("towards_y", Figures.round(alongY));
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
    deepest = 0;
    suspicion.interrupt();
  }
}
