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
import io.milepost.rsu.rules.core.Watch;
import io.milepost.rsu.rules.geometry.Ground;
import io.milepost.rsu.rules.geometry.Zone;
import io.milepost.rsu.rules.geometry.ZoneType;
import io.milepost.rsu.rules.road.Area;
import io.milepost.rsu.rules.track.TrackedObject;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Speeding. A vehicle whose speed, less its own uncertainty, is above the limit of its zone for
 * long enough. What joins or hides a box moves its ground point and looks like speed, but never for
 * longer than the second over which a speed is measured, and unsteadily: so a short time counts
 * only when the speed hardly changed. Says nothing where the speed is not known well enough.
 */
public final class SpeedingRule implements Rule {
  private static final double KMH = 3.6;
  private static final double MUCH = 1.3;

  /** One speed in six is off upwards by more than one standard deviation, one in forty by two. */
  private static final double SIGMAS = 2;

  private static final double FORGET_SECONDS = 3;
  private static final double LEAK = 1;

  /** Longer than the window of a measurement, so that one disturbance cannot fill it. */
  private static final double BEYOND_WINDOW_SECONDS = 1.2;

  /** Longest time between two measurements of one stretch. */
  private static final double APART_SECONDS = 1.3;

  private static final double STEADY_SHARE = 0.1;
  private static final double STEADY_SIGMAS = 1.6;

  private final SpeedingConfig config;
  private final SpeedMeter meter;
  private final Ground ground = new Ground();
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
    private double since = Double.NaN;
    private double least;
    private double greatest;
    private double sigmas;
    private int looks;
    private double way = Double.NaN;
    private double fromX = Double.NaN;
    private double fromY;

    private Driver(Watch watch) {
      this.watch = watch;
    }

    private void measured(double now, boolean above, double speedKmh, double sigmaKmh) {
      if (!above || Double.isNaN(since) || now - seen > APART_SECONDS) {
        since = above ? now : Double.NaN;
        least = speedKmh;
        greatest = speedKmh;
        sigmas = 0;
        looks = 0;
        fromX = Double.NaN;
      }
      least = Math.min(least, speedKmh);
      greatest = Math.max(greatest, speedKmh);
      sigmas += sigmaKmh;
      looks++;
      seen = now;
      over = above;
      kmh = speedKmh;
      sigma = sigmaKmh;
    }

    private double lasts() {
      return Double.isNaN(since) ? 0 : seen - since;
    }

    private boolean convinces(double onSeconds) {
      double range = greatest - least;
      boolean steady = range <= STEADY_SHARE * greatest || range <= STEADY_SIGMAS * sigmas / looks;
      double needed = steady ? onSeconds : Math.max(onSeconds, BEYOND_WINDOW_SECONDS);
      return over && lasts() >= needed - 1e-6 && went();
    }

    /**
     * Whether it came as far since as the limit allows: a box that jumped looks fast for as long as
     * the jump is in the window of the measurement, and goes on as before.
     */
    private boolean went() {
      return !(KMH * way < limit * lasts());
    }
  }

  /** A rule for one camera, which goes by the camera's calibration. */
  public SpeedingRule(SpeedingConfig config) {
    this(config, SpeedMeter.calibrated());
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
    boolean over = kmh - SIGMAS * KMH * speed.sigma >= limit * (1 + config.tolerance());
    Driver d = drivers.get(t.id());
    if (d == null) {
      if (!over) {
        return;
      }
      d = new Driver(watch(limit));
      drivers.put(t.id(), d);
    }
    d.limit = limit;
    d.measured(scene.now(), over, kmh, KMH * speed.sigma);
    if (scene.geometry().metres(t.groundX(), t.groundY(), ground)) {
      if (Double.isNaN(d.fromX)) {
        d.fromX = ground.x();
        d.fromY = ground.y();
      }
      d.way = Math.hypot(ground.x() - d.fromX, ground.y() - d.fromY);
    }
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
        new Suspicion(0, LEAK, config.clearSeconds()),
        config.cooldownSeconds(),
        Condition.atLeast("surely_kmh", limit * (1 + config.tolerance())),
        Condition.atMost("sigma_share", config.maxSigmaShare()),
        Condition.atLeast("over_seconds", config.onSeconds()));
  }

  private void judge(Driver d, Scene scene, FindingBook book) {
    boolean here = d.seen == scene.now();
    if (here) {
      double lasts = d.lasts();
      d.watch.frame(scene).set(0, d.kmh - SIGMAS * d.sigma).set(1, d.sigma / d.kmh).set(2, lasts);
      d.watch.began(d.since);
    }
    d.watch.severity(d.kmh - SIGMAS * d.sigma >= MUCH * d.limit ? Severity.MEDIUM : Severity.LOW);
    boolean told = d.watch.suspicion().confirmed();
    boolean fast = here && (told ? d.over : d.convinces(config.onSeconds()));
    d.watch.judge(scene, fast ? 1 : 0, 0, book, () -> place(d));
  }

  private Place place(Driver d) {
    Map<String, Object> evidence = new LinkedHashMap<>();
    evidence.put("speed_kmh", Figures.round(d.kmh));
    evidence.put("speed_threshold_kmh", d.limit);
    evidence.put("sigma_kmh", Figures.round(d.sigma));
    evidence.put("tolerance", config.tolerance());
    double excess = (d.kmh / d.limit - 1) / Math.max(0.05, config.tolerance());
    return new Place(d.x, d.y, Math.min(0.95, 0.6 + 0.1 * excess), evidence, d.watch.record());
  }

  @Override
  public void interrupt() {
    drivers.values().removeIf(d -> d.watch.idle());
    drivers.values().forEach(d -> d.since = Double.NaN);
  }

  @Override
  public double suspicion() {
    double most = 0;
    for (Driver d : drivers.values()) {
      double lasts = config.onSeconds() <= 0 ? 0 : d.lasts() / config.onSeconds();
      most = Math.max(most, d.watch.idle() ? Math.min(0.99, lasts) : 1);
    }
    return most;
  }
}
