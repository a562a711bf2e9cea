package io.milepost.rsu.rules.traffic;

import io.milepost.rsu.rules.core.Range;

/**
 * When a vehicle is too fast; needs a calibrated camera and a limit.
 *
 * @param enabled whether the rule runs
 * @param speedLimitKmh limit where no zone has one, km/h, 0..200; 0 for none
 * @param tolerance share above the limit that is let pass, 0..1
 * @param maxSigmaShare standard deviation over speed above which nothing is said, 0.05..0.5
 * @param onSeconds how long it must be too fast, 0.2..10 s
 * @param clearSeconds how long nothing is there until the finding is cleared, 0.5..600 s
 * @param cooldownSeconds a new finding at the same place is refused this long, 0..3600 s
 */
public record SpeedingConfig(
    boolean enabled,
    double speedLimitKmh,
    double tolerance,
    double maxSigmaShare,
    double onSeconds,
    double clearSeconds,
    double cooldownSeconds) {

  /** Refuses values out of range, naming the key. */
  public SpeedingConfig {
    Range.check("speeding.speed_limit_kmh", speedLimitKmh, 0, 200);
    Range.check("speeding.tolerance", tolerance, 0, 1);
    Range.check("speeding.max_sigma_share", maxSigmaShare, 0.05, 0.5);
    Range.check("speeding.on_seconds", onSeconds, 0.2, 10);
    Range.check("speeding.clear_seconds", clearSeconds, 0.5, 600);
    Range.check("speeding.cooldown_seconds", cooldownSeconds, 0, 3600);
  }

  /** What works without knowing the camera. */
  public static SpeedingConfig defaults() {
    return new SpeedingConfig(true, 0, 0.1, 0.3, 0.7, 2, 0);
  }
}
