package io.milepost.rsu.rules.people;

import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.rsu.perception.ObjectClass;
import io.milepost.rsu.rules.core.Condition;
import io.milepost.rsu.rules.core.Figures;
import io.milepost.rsu.rules.core.FindingBook;
import io.milepost.rsu.rules.core.Place;
import io.milepost.rsu.rules.core.Rule;
import io.milepost.rsu.rules.core.Scene;
import io.milepost.rsu.rules.core.Suspicion;
import io.milepost.rsu.rules.core.Trace;
import io.milepost.rsu.rules.core.Watch;
import io.milepost.rsu.rules.geometry.Zone;
import io.milepost.rsu.rules.road.Area;
import io.milepost.rsu.rules.track.TrackedObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Loitering. A person stays where nobody should linger. Followed beyond a change of identity: who
 * appears where somebody was last seen, soon after, is taken for the same. Who walks on through the
 * place is no loiterer, however long the way.
 */
public final class LoiteringRule implements Rule {
  private static final double SAME_PLACE_UNITS = 2;

  private final LoiteringConfig config;
  private final Area area;
  private final List<Stay> stays = new ArrayList<>();

  /** One person's time in the area. */
  private static final class Stay {
    private final Watch watch;
    private final double since;
    private final double firstX;
    private final double firstY;
    private int track;
    private double x;
    private double y;
    private double unit;
    private double seen;
    private double confidence;
    private String zone;

    private Stay(Watch watch, TrackedObject t, double now) {
      this.watch = watch;
      this.since = now;
      this.firstX = t.groundX();
      this.firstY = t.groundY();
    }

    private void at(TrackedObject t, Zone where, double now) {
      track = t.id();
      x = t.groundX();
      y = t.groundY();
      unit = t.unit();
      seen = now;
      confidence = t.confidence();
      zone = Area.name(where);
    }

    private double drift() {
      return Math.hypot(x - firstX, y - firstY) / unit / Math.max(1, seen - since);
    }
  }

  /**
   * A rule for one camera.
   *
   * @param config its thresholds
   */
  public LoiteringRule(LoiteringConfig config) {
    this.config = config;
    this.area = new Area("loitering.zones", config.zones(), config.anywhere());
  }

  @Override
  public void observe(Scene scene, FindingBook book) {
    if (area.exists(scene)) {
      for (TrackedObject t : scene.tracks()) {
        if (t.type() == ObjectClass.PERSON
            && Area.seen(scene, t)
            && t.unit() >= config.minUnitPixels()
            && area.contains(scene, t)) {
          note(t, scene);
        }
      }
    }
    for (Stay s : stays) {
      judge(s, scene, book);
    }
    stays.removeIf(s -> s.watch.idle() && scene.now() - s.seen > config.reappearSeconds());
  }

  private void note(TrackedObject t, Scene scene) {
    Stay stay = null;
    for (Stay s : stays) {
      if (s.track == t.id()) {
        stay = s;
      }
    }
    for (int i = 0; stay == null && i < stays.size(); i++) {
      Stay s = stays.get(i);
      if (s.seen < scene.now()
          && scene.now() - s.seen <= config.reappearSeconds()
          && Math.hypot(s.x - t.groundX(), s.y - t.groundY()) <= SAME_PLACE_UNITS * s.unit) {
        stay = s;
      }
    }
    if (stay == null) {
      stay = new Stay(watch(), t, scene.now());
      stay.watch.began(scene.now());
      stays.add(stay);
    }
    stay.at(t, area.zoneOf(scene, t), scene.now());
  }

  private Watch watch() {
    return new Watch(
        IncidentType.LOITERING,
        Severity.LOW,
        new Suspicion(0, 1, config.clearSeconds()),
        config.cooldownSeconds(),
        Condition.atLeast("there_seconds", config.seconds()),
        Condition.atMost("drift_units_s", config.maxDriftUnits()));
  }

  private void judge(Stay s, Scene scene, FindingBook book) {
    boolean here = s.seen == scene.now();
    double there = s.seen - s.since;
    Trace trace = s.watch.frame(scene);
    if (here) {
      trace.set(0, there).set(1, s.drift());
    }
    boolean lingers = here && there >= config.seconds() && s.drift() <= config.maxDriftUnits();
    s.watch.judge(scene, lingers ? 1 : 0, SAME_PLACE_UNITS * s.unit, book, () -> place(s, there));
  }

  private Place place(Stay s, double there) {
    Map<String, Object> evidence = new LinkedHashMap<>();
    evidence.put("zone", s.zone);
    evidence.put("there_seconds", Figures.round(there));
    evidence.put("there_threshold_seconds", config.seconds());
    evidence.put("drift_units_s", Figures.round(s.drift()));
    evidence.put("drift_threshold_units_s", config.maxDriftUnits());
    return new Place(
        s.x, s.y, Math.min(0.95, 0.4 + 0.6 * s.confidence), evidence, s.watch.record());
  }

  @Override
  public void interrupt() {
    stays.removeIf(s -> s.watch.idle());
  }

  @Override
  public double suspicion() {
    double most = 0;
    for (Stay s : stays) {
      most = Math.max(most, s.watch.suspicion().share());
    }
    return most;
  }
}
