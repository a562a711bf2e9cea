package io.milepost.rsu.rules.people;

import io.milepost.rsu.rules.core.Range;

/**
 * When somebody is where nobody may be; needs a zone of kind {@code restricted}.
 *
 * @param enabled whether the rule runs
 * @param people whether people count
 * @param vehicles whether vehicles and bicycles count
 * @param minUnitPixels smallest object looked at: pixels per unit of about 1.5 m, 4..100
 * @param minConfidence median confidence below which nothing is believed, 0..1
 * @param dwellSeconds how long somebody must be inside, 0.1..60 s
 * @param clearSeconds how long nothing is there until the finding is cleared, 0.5..600 s
 * @param cooldownSeconds a new finding at the same place is refused this long, 0..3600 s
 */
public record IntrusionConfig(
    boolean enabled,
    boolean people,
    boolean vehicles,
    double minUnitPixels,
    double minConfidence,
    double dwellSeconds,
    double clearSeconds,
    double cooldownSeconds) {

  /** Refuses values out of range, naming the key. */
  public IntrusionConfig {
    Range.check("intrusion.min_unit_pixels", minUnitPixels, 4, 100);
    Range.check("intrusion.min_confidence", minConfidence, 0, 1);
    Range.check("intrusion.dwell_seconds", dwellSeconds, 0.1, 60);
    Range.check("intrusion.clear_seconds", clearSeconds, 0.5, 600);
    Range.check("intrusion.cooldown_seconds", cooldownSeconds, 0, 3600);
  }

  /** What works without knowing the camera. */
  public static IntrusionConfig defaults() {
    return new IntrusionConfig(true, true, true, 6, 0.35, 0.5, 5, 30);
  }
}
