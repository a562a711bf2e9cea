package io.milepost.rsu.rules.traffic;

import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.rsu.rules.core.Condition;
import io.milepost.rsu.rules.core.Figures;
import io.milepost.rsu.rules.core.FindingBook;
import io.milepost.rsu.rules.core.Place;
import io.milepost.rsu.rules.core.Rule;
import io.milepost.rsu.rules.core.Scene;
import io.milepost.rsu.rules.core.Suspicion;
import io.milepost.rsu.rules.core.Trace;
import io.milepost.rsu.rules.core.TraceRecord;
import io.milepost.rsu.rules.road.FlowMap;
import io.milepost.rsu.rules.track.Box;
import io.milepost.rsu.rules.track.TrackedObject;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A vehicle that drives against the direction of its lane: the one drawn for the lane, else the one
 * learned at its place. It must do so for some time and some way. A vehicle that reverses is slow
 * or was seen driving the right way before, one that overtakes was too or has somebody beside it.
 */
public final class WrongWayRule implements Rule {
  private static final double RIGHT_COSINE = 0.5;
  private static final double RIGHT_UNITS = 1.5;
  private static final double LENGTHS = 2.3;
  private static final double SAME_DRIVER_UNITS = 10;
  private static final double FORGET_SECONDS = 3;
  private static final double UNSEEN_SECONDS = 0.5;
  private static final double HEIR_SECONDS = 1.5;
  private static final double HEIR_UNITS = 3;

  /** A way this many times as long as needed is worth twice the time. */
  private static final double FAR = 2;

  /** Who is out of sight neither proves nor disproves anything: share of a second that counts. */
  private static final double UNSEEN_LEAK = 0.35;

  /**
   * Who stands does not drive the wrong way, but a picture that shakes makes a far vehicle stand
   * for a moment: share of a second that counts.
   */
  private static final double STANDING_LEAK = 0.4;

  /** Seconds that a way out of sight counts for at most: it may be somebody else's. */
  private static final double GAP_SECONDS = 0.7;

  /** And so many times what its speed explains, at most. */
  private static final double GAP_SPEED = 1.5;

  /** Seconds it must have been watched driving the wrong way, not only found farther on. */
  private static final double WATCHED_SECONDS = 0.6;

  /** Two boxes that touch are joined or exchanged: what they do is worth half. */
  private static final double TOUCHED = 0.5;

  private static final int LEAST_HITS = 4;
  private static final double LEAST_TRAVEL = 0.4;
  private static final double USUAL_SECONDS = 0.5;
  private static final double BESIDE_SECONDS = 0.5;
  private static final double ALMOST = 0.95;

  /**
   * What is told as high must have come so many times the way, for so long: boxes that change
   * places in a queue move against it for a second or two.
   */
  private static final double SURE_SHARE = 4;

  private static final double SURE_SECONDS = 2.5;

  /** It must have gone on for this share of the time. */
  private static final double SURE_TIME_SHARE = 0.4;

  /** Slower than this share of what is usual a box may only drift. */
  private static final double SURE_SPEED_SHARE = 0.4;

  /** And this far in the picture, for boxes tremble. */
  private static final double SURE_UNITS = 2;

  private static final int COSINE = 0;
  private static final int TRAVEL = 1;
  private static final int SECONDS = 2;
  private static final int SPEED = 3;
  private static final int AGE = 4;
  private static final int CERTAINTY = 5;

  private final WrongWayConfig config;
  private final FlowMap flow;
  private final LaneSense lane;
  private final Map<Integer, Drive> drives = new HashMap<>();

  /**
   * A rule for one camera.
   *
   * @param config its thresholds
   * @param flow what is learned of the camera's traffic; shared by its rules
   */
  public WrongWayRule(WrongWayConfig config, FlowMap flow) {
    this.config = config;
    this.flow = flow;
    this.lane = new LaneSense(config, flow);
  }

  @Override
  public void observe(Scene scene, FindingBook book) {
    for (TrackedObject t : scene.tracks()) {
      if (t.type().isVehicle() && !t.lost() && t.unit() >= config.minUnitPixels()) {
        look(t, scene, book);
      }
    }
    Iterator<Drive> each = drives.values().iterator();
    while (each.hasNext()) {
      Drive d = each.next();
      if (scene.now() - d.seen > UNSEEN_SECONDS) {
        double dt = (d.suspicion.confirmed() ? 1 : UNSEEN_LEAK) * scene.dt();
        boolean cleared = d.suspicion.update(scene.now(), dt, 0) == Suspicion.Change.CLEARED;
        if (cleared && d.entry != null) {
          release(d, scene, book);
        }
        if (!d.suspicion.confirmed() && scene.now() - d.seen > FORGET_SECONDS) {
          each.remove();
        }
      }
    }
  }

  private void look(TrackedObject t, Scene scene, FindingBook book) {
    Drive d = drives.get(t.id());
    if (d == null) {
      d = heir(t, scene);
      drives.put(t.id(), d);
    }
    if (d.seen > 0) {
      judge(d, t, scene, book);
    }
    d.seen = scene.now();
    if (d.at == 0 || t.hits() >= LEAST_HITS && t.speed() > 0) {
      d.x = t.groundX();
      d.y = t.groundY();
      d.at = scene.now();
    }
  }

  /**
   * What is held against somebody who was lost here a moment ago, else nothing yet. The other keeps
   * it too, for he may come back; this one must be watched driving the wrong way himself.
   */
  private Drive heir(TrackedObject t, Scene scene) {
    Drive heir = new Drive(config);
    for (Drive o : drives.values()) {
      if (o.seen < scene.now()
          && o.suspicion.share() > heir.suspicion.share()
          && scene.now() - o.seen <= HEIR_SECONDS
          && Math.hypot(o.x - t.groundX(), o.y - t.groundY()) <= HEIR_UNITS * t.unit()) {
        heir.inherit(o);
      }
    }
    return heir;
  }

  private void judge(Drive d, TrackedObject t, Scene scene, FindingBook book) {
    double step = Math.min(GAP_SECONDS, scene.now() - d.at);
    double dx = t.groundX() - d.x;
    double dy = t.groundY() - d.y;
    double speed = t.speed();
    double cosine = cosine(d, t, scene);
    double least = leastSpeed(t, scene);
    boolean known = t.hits() >= LEAST_HITS && speed > 0;
    if (known && speed < least) {
      weigh(d, t, 1, least, STANDING_LEAK * step, scene);
    } else if (known && cosine > RIGHT_COSINE) {
      d.right += (dx * lane.x() + dy * lane.y()) / t.unit();
      d.rights(t, scene.now());
      weigh(d, t, 1, least, step, scene);
    } else if (known && cosine < config.opposingCosine()) {
      double clear = LaneSense.touched(t, scene) ? TOUCHED : 1;
      if (progress(d, t, dx, dy, step, clear, scene)) {
        d.watched += clear * scene.dt();
        weigh(d, t, cosine, least, step, scene);
        d.against += step;
        tell(d, t, cosine, scene, book);
      }
    } else {
      weigh(d, t, Double.NaN, least, step, scene);
    }
  }

  /** Cosine between its motion and the direction of its lane; NaN where that is not known. */
  private double cosine(Drive d, TrackedObject t, Scene scene) {
    if (d.jumped(t, scene.now())) {
      d.suspicion.interrupt();
      d.begin();
      return Double.NaN;
    }
    double v = Math.max(1e-6, Math.hypot(t.vx(), t.vy()));
    return lane.locate(t, scene) ? (t.vx() * lane.x() + t.vy() * lane.y()) / v : Double.NaN;
  }

  private void tell(Drive d, TrackedObject t, double cosine, Scene scene, FindingBook book) {
    if (d.suspicion.confirmed() && d.entry == null) {
      confirm(d, t, cosine, scene, book);
    } else if (d.entry != null && !d.grave && sure(d, t, scene)) {
      raise(d, t, scene, book);
    }
  }

  /** Counts the way it came against the lane; false while it only passes somebody. */
  private boolean progress(
      Drive d, TrackedObject t, double dx, double dy, double step, double clear, Scene scene) {
    d.forgiveSwap(t, usual(t, scene), scene.now());
    if (d.beside < BESIDE_SECONDS && LaneSense.passes(t, config.minSpeedUnits(), scene)) {
      d.beside += scene.dt();
      return false;
    }
    double way = -(dx * lane.x() + dy * lane.y()) / t.unit();
    way = Math.min(way, GAP_SPEED * t.speed() * step) * clear;
    d.travelled += way;
    d.share += way / travel(t, scene);
    return true;
  }

  /** Takes a frame in; cosine NaN for one that says nothing. */
  private void weigh(
      Drive d, TrackedObject t, double cosine, double least, double step, Scene scene) {
    boolean opposes = cosine < config.opposingCosine();
    double factor = d.right >= RIGHT_UNITS ? config.correctedFactor() : 1;
    boolean ready =
        d.share >= factor
            && d.watched + 1e-9 >= WATCHED_SECONDS * factor
            && t.age(scene.now()) >= config.minAgeSeconds();
    boolean unknown = Double.isNaN(cosine) && d.suspicion.share() > 0;
    boolean counts = opposes || d.suspicion.confirmed() && unknown;
    double dt = seconds(d, cosine, ready, factor, step);
    double weight = ready ? Math.min(FAR, d.share / factor) : 1;
    if (counts && d.trace == null) {
      d.trace = trace(factor, least);
    }
    d.suspicion.update(scene.now(), dt, counts ? weight : 0);
    if (d.trace != null && counts) {
      record(d, t, cosine, scene);
    }
    if (d.suspicion.state() == Suspicion.State.IDLE) {
      d.begin();
      d.trace = null;
    }
  }

  /** Seconds that a frame counts for or against it. */
  private double seconds(Drive d, double cosine, boolean ready, double factor, double step) {
    double share = d.suspicion.share();
    if (Double.isNaN(cosine)) {
      return share > 0 ? UNSEEN_LEAK * step : 0;
    }
    if (cosine >= config.opposingCosine()) {
      return step;
    }
    double dt = step / factor;
    return ready ? dt : Math.min(dt, Math.max(0, ALMOST - share) * config.opposingSeconds());
  }

  private void record(Drive d, TrackedObject t, double cosine, Scene scene) {
    d.trace
        .frame(scene.now())
        .set(COSINE, cosine)
        .set(TRAVEL, d.share)
        .set(SECONDS, d.suspicion.share() * config.opposingSeconds())
        .set(SPEED, t.speed())
        .set(AGE, t.age(scene.now()))
        .set(CERTAINTY, lane.certainty());
  }

  private Trace trace(double factor, double least) {
    return new Trace(
        Condition.atMost("cosine_to_lane", config.opposingCosine()),
        Condition.atLeast("travelled_share", factor),
        Condition.atLeast("opposing_seconds", config.opposingSeconds()),
        Condition.atLeast("speed_units_s", least),
        Condition.atLeast("age_seconds", config.minAgeSeconds()),
        Condition.atLeast("direction_certainty", config.learnedCertainty()));
  }

  /** Usual speed where it is: of its own lane, else of that part of the picture; NaN if unknown. */
  private double usual(TrackedObject t, Scene scene) {
    double own = lane.usual();
    return Double.isNaN(own) ? flow.speed(t.groundX(), t.groundY(), scene) : own;
  }

  private double leastSpeed(TrackedObject t, Scene scene) {
    double usual = usual(t, scene);
    double share = Double.isNaN(usual) ? 0 : config.minSpeedShare() * usual;
    return Math.max(config.minSpeedUnits(), share);
  }

  /**
   * Units it must have come. A vehicle's box is at least as long, along its motion, as the vehicle
   * looks from there: 2.3 lengths are 10 m of a car however foreshortened. What others usually
   * drive there in a second takes foreshortening out as well.
   */
  private double travel(TrackedObject t, Scene scene) {
    Box b = t.box();
    double v = Math.max(1e-6, Math.hypot(t.vx(), t.vy()));
    double length = (Math.abs(t.vx()) * b.width() + Math.abs(t.vy()) * b.height()) / v;
    double usual = usual(t, scene);
    double second =
        Double.isNaN(usual) ? Double.MAX_VALUE : Math.max(LEAST_TRAVEL, USUAL_SECONDS * usual);
    return Math.min(Math.min(config.travelUnits(), second), LENGTHS * length / t.unit());
  }

  private boolean sure(Drive d, TrackedObject t, Scene scene) {
    double usual = usual(t, scene);
    return !(t.speed() < SURE_SPEED_SHARE * usual)
        && d.against >= SURE_TIME_SHARE * (scene.now() - d.suspicion.since())
        && d.share >= SURE_SHARE
        && d.against >= SURE_SECONDS
        && d.travelled >= SURE_UNITS;
  }

  /** Tells again, as high, what went on for long enough. */
  private void raise(Drive d, TrackedObject t, Scene scene, FindingBook book) {
    for (Drive o : drives.values()) {
      o.grave |= o.entry == d.entry;
    }
    Map<String, Object> evidence = d.entry.evidence();
    evidence.put("travelled_share", Figures.round(d.share));
    evidence.put("travelled_units", Figures.round(d.travelled));
    evidence.put("opposing_seconds", Figures.round(d.against));
    TraceRecord trace = d.trace == null ? TraceRecord.NONE : d.trace.record();
    double sure = d.entry.confidence();
    book.update(d.entry, Severity.HIGH, new Place(t.groundX(), t.groundY(), sure, evidence, trace));
  }

  private void confirm(Drive d, TrackedObject t, double cosine, Scene scene, FindingBook book) {
    for (Drive o : drives.values()) {
      if (o != d
          && o.entry != null
          && Math.hypot(o.x - t.groundX(), o.y - t.groundY()) <= SAME_DRIVER_UNITS * t.unit()) {
        d.entry = o.entry;
        d.grave = o.grave;
        return;
      }
    }
    Map<String, Object> evidence = new LinkedHashMap<>();
    evidence.put("cosine", Figures.round(cosine));
    evidence.put("cosine_threshold", config.opposingCosine());
    evidence.put("travelled_units", Figures.round(d.travelled));
    evidence.put("travelled_share", Figures.round(d.share));
    evidence.put("speed_units_s", Figures.round(t.speed()));
    evidence.put("opposing_seconds", Figures.round(scene.now() - d.suspicion.since()));
    evidence.put("lane", lane.name());
    evidence.put("direction_certainty", Figures.round(lane.certainty()));
    evidence.put("track", t.id());
    evidence.put("class", t.label());
    double sure = 0.5 + 0.25 * t.confidence() + 0.24 * lane.certainty() * -cosine;
    TraceRecord trace = d.trace == null ? TraceRecord.NONE : d.trace.record();
    Place place = new Place(t.groundX(), t.groundY(), Math.min(0.99, sure), evidence, trace);
    double since = scene.now() - config.cooldownSeconds();
    if (!book.coolingDown(IncidentType.WRONG_WAY, place, 4 * t.unit(), since)) {
      d.grave = sure(d, t, scene);
      Severity severity = d.grave ? Severity.HIGH : Severity.MEDIUM;
      d.entry =
          book.confirm(IncidentType.WRONG_WAY, severity, d.suspicion.since(), scene.now(), place);
    }
  }

  /** Closes the finding unless the same driver is still followed under another identity. */
  private void release(Drive d, Scene scene, FindingBook book) {
    FindingBook.Entry entry = d.entry;
    d.entry = null;
    d.grave = false;
    for (Drive o : drives.values()) {
      if (o.entry == entry) {
        return;
      }
    }
    book.clear(entry, scene.now());
  }

  @Override
  public void interrupt() {
    for (Drive d : drives.values()) {
      d.suspicion.interrupt();
      d.begin();
    }
  }

  @Override
  public double suspicion() {
    double most = 0;
    for (Drive d : drives.values()) {
      most = Math.max(most, d.suspicion.share());
    }
    return most;
  }
}
