package io.milepost.rsu.rules.collision;

import io.milepost.rsu.rules.core.Range;

/**
 * When two vehicles, or one, are taken to have crashed. A unit is about 1.5 m: the height of a
 * car's box where it is.
 *
 * @param enabled whether the rule runs
 * @param minUnitPixels smallest object looked at: pixels per unit, 6..100
 * @param beforeSeconds window in which the motion before is fitted, 0.3..2 s
 * @param afterSeconds window in which the motion after is fitted, 0.2..1 s; part of the delay
 * @param shockOn velocity change between the windows at which it begins to count, 0.2..5 units/s
 * @param shockFull velocity change that counts in full, above shockOn, ..20 units/s
 * @param significanceOn velocity change over its own uncertainty at which it begins to count, 1..10
 * @param significanceFull the same at which it counts in full, above significanceOn, ..30
 * @param contactUnits gap between two boxes up to which they may touch, 0..2 units
 * @param threshold score at which a collision is confirmed, 0.3..1
 * @param settleSeconds how long the score must stay there, 0..2 s
 * @param confirmSeconds how long those involved stand until the finding counts as certain, 1..30 s
 * @param clearSeconds how long nothing stands there until the finding is cleared, 5..600 s
 * @param mergeUnits a second impact this near belongs to the same finding, 1..30 units
 * @param cooldownSeconds a new finding at the same place is refused this long, 0..600 s
 * @param aftermathThreshold probability, from how vehicles came to stand, at which a collision is
 *     confirmed, 0.5..0.999
 * @param suspectThreshold score at which people are told that there may be one, 0.1..threshold
 * @param sureThreshold score from which a collision is told as high, threshold..2; medium below
 * @param aftermathSure the same of the probability, aftermathThreshold..1
 */
public record CollisionConfig(
    boolean enabled,
    double minUnitPixels,
    double beforeSeconds,
    double afterSeconds,
    double shockOn,
    double shockFull,
    double significanceOn,
    double significanceFull,
    double contactUnits,
    double threshold,
    double settleSeconds,
    double confirmSeconds,
    double clearSeconds,
    double mergeUnits,
    double cooldownSeconds,
    double aftermathThreshold,
    double suspectThreshold,
    double sureThreshold,
    double aftermathSure) {

  /** Refuses values out of range, naming the key. */
  public CollisionConfig {
    Range.check("collision.min_unit_pixels", minUnitPixels, 6, 100);
    Range.check("collision.before_seconds", beforeSeconds, 0.3, 2);
    Range.check("collision.after_seconds", afterSeconds, 0.2, 1);
    Range.check("collision.shock_on", shockOn, 0.2, 5);
    Range.check("collision.shock_full", shockFull, shockOn + 0.01, 20);
    Range.check("collision.significance_on", significanceOn, 1, 10);
    Range.check("collision.significance_full", significanceFull, significanceOn + 0.01, 30);
    Range.check("collision.contact_units", contactUnits, 0, 2);
    Range.check("collision.threshold", threshold, 0.3, 1);
    Range.check("collision.settle_seconds", settleSeconds, 0, 2);
    Range.check("collision.confirm_seconds", confirmSeconds, 1, 30);
    Range.check("collision.clear_seconds", clearSeconds, 5, 600);
    Range.check("collision.merge_units", mergeUnits, 1, 30);
    Range.check("collision.cooldown_seconds", cooldownSeconds, 0, 600);
    Range.check("collision.aftermath_threshold", aftermathThreshold, 0.5, 0.999);
    Range.check("collision.suspect_threshold", suspectThreshold, 0.1, threshold);
    Range.check("collision.sure_threshold", sureThreshold, threshold, 2);
    Range.check("collision.aftermath_sure", aftermathSure, aftermathThreshold, 1);
  }

  /** What works without knowing the camera. */
  public static CollisionConfig defaults() {
    return new CollisionConfig(
        true, 9, 0.6, 0.4, 0.8, 2.4, 2.5, 5.5, 0.45, 0.65, 0.1, 3, 30, 6, 60, 0.7, 0.4, 1, 0.995);
  }
}
