package io.milepost.rsu.rules.people;

import io.milepost.rsu.rules.core.Range;

/**
 * When a line counts as crossed; needs a zone of kind {@code line}.
 *
 * @param enabled whether the rule runs
 * @param minUnitPixels smallest object looked at: pixels per unit of about 1.5 m, 4..100
 * @param hysteresisUnits within this distance of the line nobody is on either side, 0..2 units
 *     (0.17 is a quarter of a metre)
 * @param dwellSeconds how long it must stay on the other side, or a unit beyond the line, 0..5 s
 * @param clearSeconds how long nothing is there until the finding is cleared, 0.5..600 s
 * @param cooldownSeconds a new finding at the same place is refused this long, 0..3600 s
 */
public record LineCrossingConfig(
    boolean enabled,
    double minUnitPixels,
    double hysteresisUnits,
    double dwellSeconds,
    double clearSeconds,
    double cooldownSeconds) {

  /** Refuses values out of range, naming the key. */
  public LineCrossingConfig {
    Range.check("line_crossing.min_unit_pixels", minUnitPixels, 4, 100);
    Range.check("line_crossing.hysteresis_units", hysteresisUnits, 0, 2);
    Range.check("line_crossing.dwell_seconds", dwellSeconds, 0, 5);
    Range.check("line_crossing.clear_seconds", clearSeconds, 0.5, 600);
    Range.check("line_crossing.cooldown_seconds", cooldownSeconds, 0, 3600);
  }

  /** What works without knowing the camera. */
  public static LineCrossingConfig defaults() {
    return new LineCrossingConfig(true, 6, 0.17, 0.5, 5, 0);
  }
}
