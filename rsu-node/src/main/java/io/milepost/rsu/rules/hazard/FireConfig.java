package io.milepost.rsu.rules.hazard;

import io.milepost.rsu.rules.core.Range;

/**
 * When flames or smoke are believed.
 *
 * @param enabled whether the rule runs
 * @param minConfidence detections below are ignored, 0.05..1
 * @param presence share of the time it must be seen, 0.1..0.95
 * @param fireSeconds time over which flames must be seen, 0.5..60 s
 * @param smokeSeconds time over which smoke without flames must be seen, 0.5..60 s
 * @param minAreaShare smallest box as a share of the picture, 0..0.1
 * @param minVariation what changes its box less is a light, however long it lasts: standard
 *     deviation of the box height over its mean, 0..0.5
 * @param clearSeconds how long nothing is seen until the finding is cleared, 1..600 s
 * @param cooldownSeconds a new finding at the same place is refused this long, 0..3600 s
 * @param livelyVariation what changes its box this much lives, 0..1; boxes of steady things tremble
 *     by 0.05
 * @param livelyGrowth height over that of the first moments from which it grows, 1..10
 * @param steadySeconds time over which flames or smoke that do not live must be seen, 0.5..600 s
 */
public record FireConfig(
    boolean enabled,
    double minConfidence,
    double presence,
    double fireSeconds,
    double smokeSeconds,
    double minAreaShare,
    double minVariation,
    double clearSeconds,
    double cooldownSeconds,
    double livelyVariation,
    double livelyGrowth,
    double steadySeconds) {

  /** Refuses values out of range, naming the key. */
  public FireConfig {
    Range.check("fire.min_confidence", minConfidence, 0.05, 1);
    Range.check("fire.presence", presence, 0.1, 0.95);
    Range.check("fire.fire_seconds", fireSeconds, 0.5, 60);
    Range.check("fire.smoke_seconds", smokeSeconds, 0.5, 60);
    Range.check("fire.min_area_share", minAreaShare, 0, 0.1);
    Range.check("fire.min_variation", minVariation, 0, 0.5);
    Range.check("fire.clear_seconds", clearSeconds, 1, 600);
    Range.check("fire.cooldown_seconds", cooldownSeconds, 0, 3600);
    Range.check("fire.lively_variation", livelyVariation, 0, 1);
    Range.check("fire.lively_growth", livelyGrowth, 1, 10);
    Range.check("fire.steady_seconds", steadySeconds, 0.5, 600);
  }

  /** What works without knowing the camera. */
  public static FireConfig defaults() {
    return new FireConfig(true, 0.35, 0.6, 3, 6, 0.0002, 0.01, 10, 60, 0.1, 1.3, 12);
  }
}
