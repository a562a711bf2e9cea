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
import io.milepost.rsu.rules.geometry.ZoneType;
import io.milepost.rsu.rules.road.Area;
import io.milepost.rsu.rules.track.TrackedObject;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Intrusion. Somebody is inside a restricted zone for long enough; one finding per zone. */
public final class IntrusionRule implements Rule {
  private static final double LEAK = 2;

  private final IntrusionConfig config;
  private final Map<String, Case> cases = new HashMap<>();

  /** One zone that somebody is in. */
  private static final class Case {
    private final Watch watch;
    private final Map<Integer, Double> since = new HashMap<>();
    private TrackedObject who;
    private double longest;
    private int inside;

    private Case(Watch watch) {
      this.watch = watch;
    }
  }

  /**
   * A rule for one camera.
   *
   * @param config its thresholds
   */
  public IntrusionRule(IntrusionConfig config) {
    this.config = config;
  }

  @Override
  public void observe(Scene scene, FindingBook book) {
    for (Case c : cases.values()) {
      c.who = null;
      c.longest = 0;
      c.inside = 0;
      c.since.keySet().removeIf(id -> gone(id, scene));
    }
    if (scene.geometry().has(ZoneType.RESTRICTED)) {
      for (TrackedObject t : scene.tracks()) {
        if (counts(t, scene)) {
          enter(t, scene);
        }
      }
    }
    for (Map.Entry<String, Case> each : cases.entrySet()) {
      judge(each.getKey(), each.getValue(), scene, book);
    }
    cases.values().removeIf(c -> c.watch.idle());
  }

  private boolean counts(TrackedObject t, Scene scene) {
    boolean kind =
        t.type() == ObjectClass.PERSON && config.people()
            || (t.type().isVehicle() || t.type() == ObjectClass.BICYCLE) && config.vehicles();
    return kind
        && Area.seen(scene, t)
        && t.unit() >= config.minUnitPixels()
        && t.confidence() >= config.minConfidence();
  }

  private static boolean gone(int id, Scene scene) {
    for (TrackedObject t : scene.tracks()) {
      if (t.id() == id) {
        return scene.geometry().zoneAt(ZoneType.RESTRICTED, t.groundX(), t.groundY()) == null;
      }
    }
    return true;
  }

  private void enter(TrackedObject t, Scene scene) {
    Zone zone = scene.geometry().zoneAt(ZoneType.RESTRICTED, t.groundX(), t.groundY());
    if (zone == null) {
      return;
    }
    Case c = cases.computeIfAbsent(zone.id(), id -> new Case(watch()));
    double inside = scene.now() - c.since.computeIfAbsent(t.id(), id -> scene.now());
    c.inside++;
    if (c.who == null || inside > c.longest) {
      c.who = t;
      c.longest = inside;
    }
  }

  private Watch watch() {
    return new Watch(
        IncidentType.INTRUSION,
        Severity.MEDIUM,
        new Suspicion(config.dwellSeconds(), LEAK, config.clearSeconds()),
        config.cooldownSeconds(),
        Condition.atLeast("inside", 1),
        Condition.atLeast("inside_seconds", config.dwellSeconds()),
        Condition.atLeast("detector_confidence", config.minConfidence()));
  }

  private void judge(String zone, Case c, Scene scene, FindingBook book) {
    Trace trace = c.watch.frame(scene).set(0, c.inside);
    if (c.who != null) {
      trace.set(1, c.longest).set(2, c.who.confidence());
    }
    double radius = c.who == null ? 0 : 0.2 * scene.diagonal();
    c.watch.judge(scene, c.who == null ? 0 : 1, radius, book, () -> place(zone, c));
  }

  private Place place(String zone, Case c) {
    Map<String, Object> evidence = new LinkedHashMap<>();
    evidence.put("zone", zone);
    evidence.put("who", c.who.label());
    evidence.put("inside", c.inside);
    evidence.put("inside_seconds", Figures.round(c.longest));
    evidence.put("inside_threshold_seconds", config.dwellSeconds());
    double confidence = Math.min(0.99, 0.3 + 0.7 * c.who.confidence());
    return new Place(c.who.groundX(), c.who.groundY(), confidence, evidence, c.watch.record());
  }

  @Override
  public void interrupt() {
    for (Case c : cases.values()) {
      c.watch.suspicion().interrupt();
      c.since.clear();
    }
    cases.values().removeIf(c -> c.watch.idle());
  }

  @Override
  public double suspicion() {
    double most = 0;
    for (Case c : cases.values()) {
      most = Math.max(most, c.watch.suspicion().share());
    }
    return most;
  }
}
