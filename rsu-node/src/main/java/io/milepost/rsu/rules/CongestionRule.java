package io.milepost.rsu.rules;

import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.rsu.rules.track.TrackedObject;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Congestion. Many vehicles that drive, or drove, here are slow compared with the speed learned at
 * this camera. The slower they are, the faster the evidence gathers: traffic at the threshold needs
 * the whole time, standing traffic a third of it.
 */
final class CongestionRule implements Rule {
  private static final double MIN_AGE = 1;
  private static final double PARTICIPANT_UNITS = 0.3;
  private static final double PARTICIPANT_MEMORY = 120;
  private static final double LEAK = 1;
  private static final double SMOOTHING_SECONDS = 3;

  private final CongestionConfig config;
  private final FreeFlow freeFlow = new FreeFlow();
  private final Suspicion suspicion;
  private double[] speeds = new double[32];
  private double mean = Double.NaN;
  private double count = Double.NaN;
  private double sumX;
  private double sumY;
  private FindingBook.Entry entry;

  CongestionRule(CongestionConfig config) {
    this.config = config;
    this.suspicion = new Suspicion(config.onSeconds(), LEAK, config.offSeconds());
  }

  @Override
  public void observe(Scene scene, FindingBook book) {
    freeFlow.learn(scene.tracks(), MIN_AGE, scene.now());
    int n = gather(scene);
    double middle = n == 0 ? Double.NaN : median(n);
    double share = Math.min(1, scene.dt() / SMOOTHING_SECONDS);
    count = Double.isNaN(count) ? n : count + share * (n - count);
    if (n > 0) {
      mean = Double.isNaN(mean) ? middle : mean + share * (middle - mean);
    }
    boolean learned = freeFlow.vehicles() >= config.learnVehicles();
    double free = learned ? Math.max(freeFlow.speed(), 0.5) : config.unknownFlowUnits();
    double ratio = mean / free;
    double weight = 0;
    if (suspicion.confirmed()) {
      weight = ratio < config.leaveRatio() && count >= 0.6 * config.minVehicles() ? 1 : 0;
    } else if (ratio < config.enterRatio() && count >= config.minVehicles() - 0.5) {
      weight = 1 + 2 * (1 - ratio / config.enterRatio());
    }
    Suspicion.Change change = suspicion.update(scene.now(), scene.dt(), weight);
    if (change == Suspicion.Change.CONFIRMED) {
      Place place =
          new Place(sumX / n, sumY / n, confidence(ratio, learned), evidence(free, learned));
      Severity severity = ratio < 0.1 ? Severity.HIGH : Severity.MEDIUM;
      entry =
          book.confirm(IncidentType.CONGESTION, severity, suspicion.since(), scene.now(), place);
    } else if (change == Suspicion.Change.CLEARED && entry != null) {
      book.clear(entry, scene.now());
      entry = null;
    }
  }

  private double confidence(double ratio, boolean learned) {
    double depth = 1 - Math.max(0, ratio) / config.enterRatio();
    return (learned ? 0.7 : 0.6) + 0.25 * depth;
  }

  private Map<String, Object> evidence(double free, boolean learned) {
    Map<String, Object> evidence = new LinkedHashMap<>();
    evidence.put("vehicles", CollisionRule.round(count));
    evidence.put("vehicles_threshold", config.minVehicles());
    evidence.put("speed_units_s", CollisionRule.round(mean));
    evidence.put("free_flow_units_s", CollisionRule.round(free));
    evidence.put("free_flow_learned", learned);
    evidence.put("ratio_threshold", config.enterRatio());
    return evidence;
  }

  /** Speeds of those that take part in traffic; parked cars never did. */
  private int gather(Scene scene) {
    int n = 0;
    sumX = 0;
    sumY = 0;
    for (TrackedObject t : scene.tracks()) {
      if (!t.type().isVehicle()
          || t.lost()
          || t.age(scene.now()) < MIN_AGE
          || t.peakSpeed() < PARTICIPANT_UNITS
          || scene.now() - t.peakSpeedAt() > PARTICIPANT_MEMORY) {
        continue;
      }
      if (n == speeds.length) {
        speeds = Arrays.copyOf(speeds, 2 * n);
      }
      speeds[n++] = t.speed();
      sumX += t.groundX();
      sumY += t.groundY();
    }
    return n;
  }

  private double median(int n) {
    Arrays.sort(speeds, 0, n);
    return n % 2 == 1 ? speeds[n / 2] : (speeds[n / 2 - 1] + speeds[n / 2]) / 2;
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
