package io.milepost.rsu.rules;

import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.rsu.rules.track.TrackedObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Congestion. Many vehicles that drove here are slow compared with the usual speed at their place,
 * and most of those around them are too. The slower they are, the faster the evidence gathers:
 * traffic at the threshold needs the whole time, standing traffic a third of it.
 */
final class CongestionRule implements Rule {
  private static final double MIN_AGE = 1;
  private static final double PARTICIPANT_UNITS = 0.3;
  private static final double PARTICIPANT_MEMORY = 300;
  private static final double LEAK = 1;
  private static final double SMOOTHING_SECONDS = 3;
  private static final double MOST = 0.6;

  private final CongestionConfig config;
  private final FlowMap flow;
  private final Suspicion suspicion;
  private final List<TrackedObject> slow = new ArrayList<>();
  private double count;
  private double ratio = 1;
  private double learned;
  private FindingBook.Entry entry;

  CongestionRule(CongestionConfig config, FlowMap flow) {
    this.config = config;
    this.flow = flow;
    this.suspicion = new Suspicion(config.onSeconds(), LEAK, config.offSeconds());
  }

  @Override
  public void observe(Scene scene, FindingBook book) {
    double limit = suspicion.confirmed() ? config.leaveRatio() : config.enterRatio();
    double now = gather(scene, limit);
    double share = Math.min(1, scene.dt() / SMOOTHING_SECONDS);
    boolean most = slow.size() >= 2 && slow.size() >= MOST * among(scene);
    count += share * ((most ? slow.size() : 0) - count);
    ratio += share * (now - ratio);
    double least = (suspicion.confirmed() ? 0.5 : 1) * (config.minVehicles() - 0.5);
    double weight = 0;
    if (count >= least && ratio < limit) {
      weight = 1 + 2 * (1 - ratio / limit);
    }
    Suspicion.Change change =
        suspicion.update(scene.now(), scene.dt(), slow.isEmpty() ? 0 : weight);
    if (change == Suspicion.Change.CONFIRMED) {
      Severity severity = ratio < 0.1 ? Severity.HIGH : Severity.MEDIUM;
      entry =
          book.confirm(IncidentType.CONGESTION, severity, suspicion.since(), scene.now(), place());
    } else if (change == Suspicion.Change.CLEARED && entry != null) {
      book.clear(entry, scene.now());
      entry = null;
    }
  }

  /** Collects the slow vehicles; parked ones never drove here. Returns their mean ratio. */
  private double gather(Scene scene, double limit) {
    slow.clear();
    double sum = 0;
    int known = 0;
    for (TrackedObject t : scene.tracks()) {
      if (!takesPart(t, scene)) {
        continue;
      }
      double free = flow.speed(t.groundX(), t.groundY(), scene);
      boolean sure = !Double.isNaN(free);
      double r = t.speed() / (sure ? Math.max(free, 0.4) : config.unknownFlowUnits());
      if (r < limit) {
        slow.add(t);
        sum += r;
        known += sure ? 1 : 0;
      }
    }
    learned = slow.isEmpty() ? 0 : (double) known / slow.size();
    return slow.isEmpty() ? 1 : sum / slow.size();
  }

  private static boolean takesPart(TrackedObject t, Scene scene) {
    return t.type().isVehicle()
        && !t.lost()
        && t.age(scene.now()) >= MIN_AGE
        && t.peakSpeed() >= PARTICIPANT_UNITS
        && scene.now() - t.peakSpeedAt() <= PARTICIPANT_MEMORY;
  }

  /** Vehicles in the part of the picture that the slow ones take up. */
  private int among(Scene scene) {
    double left = Double.MAX_VALUE;
    double right = -left;
    double top = left;
    double bottom = -left;
    for (TrackedObject t : slow) {
      left = Math.min(left, t.groundX());
      right = Math.max(right, t.groundX());
      top = Math.min(top, t.groundY());
      bottom = Math.max(bottom, t.groundY());
    }
    int n = 0;
    for (TrackedObject t : scene.tracks()) {
      if (takesPart(t, scene)
          && t.groundX() >= left
          && t.groundX() <= right
          && t.groundY() >= top
          && t.groundY() <= bottom) {
        n++;
      }
    }
    return n;
  }

  private Place place() {
    double x = 0;
    double y = 0;
    for (TrackedObject t : slow) {
      x += t.groundX() / slow.size();
      y += t.groundY() / slow.size();
    }
    Map<String, Object> evidence = new LinkedHashMap<>();
    evidence.put("slow_vehicles", CollisionRule.round(count));
    evidence.put("vehicles_threshold", config.minVehicles());
    evidence.put("speed_ratio", CollisionRule.round(ratio));
    evidence.put("ratio_threshold", config.enterRatio());
    evidence.put("usual_speed_known_for", CollisionRule.round(learned));
    evidence.put("seconds_threshold", config.onSeconds());
    double depth = 1 - Math.max(0, ratio) / config.enterRatio();
    return new Place(x, y, 0.6 + 0.1 * learned + 0.25 * depth, evidence);
  }

  @Override
  public void interrupt() {
    suspicion.interrupt();
  }

  @Override
  public double suspicion() {
    return suspicion.share();
  }
}
