package io.milepost.rsu.rules.standing;

import io.milepost.rsu.rules.core.Range;

/**
 * When something that lies on the road counts as debris. Lengths are units of about 1.5 m.
 *
 * @param enabled whether the rule runs
 * @param lieSeconds how long it must lie in one place, 1..600 s
 * @param presence share of the time it must be seen, 0.1..0.95
 * @param minConfidence detections below are ignored, 0.05..1
 * @param learnedVehicles without zones: this many vehicles make a carriageway, 2..1000
 * @param clearSeconds how long it must be gone until the finding is cleared, 1..600 s
 * @param cooldownSeconds a new finding at the same place is refused this long, 0..3600 s
 */
public record DebrisConfig(
    boolean enabled,
    double lieSeconds,
    double presence,
    double minConfidence,
    double learnedVehicles,
    double clearSeconds,
    double cooldownSeconds) {

  /** Refuses values out of range, naming the key. */
  public DebrisConfig {
    Range.check("debris.lie_seconds", lieSeconds, 1, 600);
    Range.check("debris.presence", presence, 0.1, 0.95);
    Range.check("debris.min_confidence", minConfidence, 0.05, 1);
    Range.check("debris.learned_vehicles", learnedVehicles, 2, 1000);
    Range.check("debris.clear_seconds", clearSeconds, 1, 600);
    Range.check("debris.cooldown_seconds", cooldownSeconds, 0, 3600);
  }

  /** What works without knowing the camera. */
  public static DebrisConfig defaults() {
    return new DebrisConfig(true, 10, 0.4, 0.3, 2, 15, 60);
  }
}
