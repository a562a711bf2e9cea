package io.milepost.rsu.rules.hazard;

import io.milepost.rsu.rules.core.Range;

/**
 * Motion as an event of its own, for cameras where nothing should move.
 *
 * @param enabled whether the rule runs
 * @param minShare share of the picture that must move, 0.0001..1
 * @param onSeconds how long it must move, 0.1..60 s
 * @param clearSeconds how long nothing is there until the finding is cleared, 0.5..600 s
 * @param cooldownSeconds a new finding at the same place is refused this long, 0..3600 s
 */
public record MotionConfig(
    boolean enabled,
    double minShare,
    double onSeconds,
    double clearSeconds,
    double cooldownSeconds) {

  /** Refuses values out of range, naming the key. */
  public MotionConfig {
    Range.check("motion.min_share", minShare, 0.0001, 1);
    Range.check("motion.on_seconds", onSeconds, 0.1, 60);
    Range.check("motion.clear_seconds", clearSeconds, 0.5, 600);
    Range.check("motion.cooldown_seconds", cooldownSeconds, 0, 3600);
  }

  /** What works without knowing the camera. */
  public static MotionConfig defaults() {
    return new MotionConfig(false, 0.005, 0.5, 5, 30);
  }
}
