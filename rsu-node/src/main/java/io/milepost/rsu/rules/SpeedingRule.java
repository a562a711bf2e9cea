package io.milepost.rsu.rules;

import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.rsu.rules.geometry.Zone;
import io.milepost.rsu.rules.geometry.ZoneType;
import io.milepost.rsu.rules.track.TrackedObject;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Speeding. A vehicle whose speed, less its own uncertainty, is above the limit of its zone for
 * long enough. Says nothing where the speed is not known well enough.
 */
final class SpeedingRule implements Rule {
  private static final double KMH = 3.6;
  private static final double MUCH = 1.3;
  private static final double FORGET_SECONDS = 3;
  private static final double LEAK = 1;

  private final SpeedingConfig config;
  private final SpeedMeter meter;
  private final SpeedMeter.Speed speed = new SpeedMeter.Speed();
  private final Map<Integer, Driver> drivers = new HashMap<>();

  /** One vehicle that is or was too fast. */
  private static final class Driver {
    private final Watch watch;
    private double seen;
    private double limit;
    private double kmh;
    private double sigma;
    private double x;
    private double y;
    private boolean over;

    private Driver(Watch watch) {
      this.watch = watch;
    }
  }

  SpeedingRule(SpeedingConfig config, SpeedMeter meter) {
    this.config = config;
    this.meter = meter;
  }

  @Override
  public void observe(Scene scene, FindingBook book) {
    for (TrackedObject t : scene.tracks()) {
      if (t.type().isVehicle() && Area.seen(scene, t)) {
        look(t, scene);
      }
    }
    for (Driver d : drivers.values()) {
      judge(d, scene, book);
    }
    drivers.values().removeIf(d -> d.watch.idle() && scene.now() - d.seen > FORGET_SECONDS);
  }

  private void look(TrackedObject t, Scene scene) {
    double limit = limit(t, scene);
    if (!(limit > 0)
        || !meter.measure(t, scene, speed)
        || speed.sigma > config.maxSigmaShare() * speed.mps) {
      return;
    }
    double kmh = KMH * speed.mps;
    boolean over = kmh - KMH * speed.sigma >= limit * (1 + config.tolerance());
    Driver d = drivers.get(t.id());
    if (d == null) {
      if (!over) {
        return;
      }
      d = new Driver(watch(limit));
      drivers.put(t.id(), d);
    }
    d.seen = scene.now();
    d.limit = limit;
    d.kmh = kmh;
    d.sigma = KMH * speed.sigma;
    d.over = over;
    d.x = t.groundX();
    d.y = t.groundY();
  }

  private double limit(TrackedObject t, Scene scene) {
    Zone zone = scene.geometry().zoneAt(ZoneType.LANE, t.groundX(), t.groundY());
    if (zone == null || !(zone.speedLimitKmh() > 0)) {
      zone = scene.geometry().zoneAt(ZoneType.CARRIAGEWAY, t.groundX(), t.groundY());
    }
    return zone != null && zone.speedLimitKmh() > 0 ? zone.speedLimitKmh() : config.speedLimitKmh();
  }

  private Watch watch(double limit) {
    return new Watch(
        IncidentType.SPEEDING,
        Severity.LOW,
        new Suspicion(config.onSeconds(), LEAK, config.clearSeconds()),
        config.cooldownSeconds(),
        Condition.atLeast("surely_kmh", limit * (1 + config.tolerance())),
        Condition.atMost("sigma_share", config.maxSigmaShare()));
  }

  private void judge(Driver d, Scene scene, FindingBook book) {
    boolean here = d.seen == scene.now();
    if (here) {
      d.watch.frame(scene).set(0, d.kmh - d.sigma).set(1, d.sigma / d.kmh);
    }
    d.watch.severity(d.kmh - d.sigma >= MUCH * d.limit ? Severity.MEDIUM : Severity.LOW);
    d.watch.judge(scene, here && d.over ? 1 : 0, 0, book, () -> place(d));
  }

  private Place place(Driver d) {
    Map<String, Object> evidence = new LinkedHashMap<>();
    evidence.put("speed_kmh", CollisionRule.round(d.kmh));
    evidence.put("speed_threshold_kmh", d.limit);
    evidence.put("sigma_kmh", CollisionRule.round(d.sigma));
    evidence.put("tolerance", config.tolerance());
    double excess = (d.kmh / d.limit - 1) / Math.max(0.05, config.tolerance());
    return new Place(d.x, d.y, Math.min(0.95, 0.6 + 0.1 * excess), evidence, d.watch.record());
  }

  @Override
  public void interrupt() {
    drivers.values().forEach(d -> d.watch.suspicion().interrupt());
    drivers.values().removeIf(d -> d.watch.idle());
  }

  @Override
  public double suspicion() {
    double most = 0;
    for (Driver d : drivers.values()) {
      most = Math.max(most, d.watch.suspicion().share());
    }
    return most;
  }
}
