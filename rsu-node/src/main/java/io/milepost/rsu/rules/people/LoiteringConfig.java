package io.milepost.rsu.rules.people;

import io.milepost.rsu.rules.core.Range;
import io.milepost.rsu.rules.road.Area;
import java.util.List;

/**
 * When a person lingers; needs zones of the kinds named.
 *
 * @param enabled whether the rule runs
 * @param zones kinds of zones in which nobody should linger
 * @param anywhere whether the whole picture counts
 * @param minUnitPixels smallest object looked at: pixels per unit of about 1.5 m, 4..100
 * @param seconds how long a person must be there, 5..3600 s
 * @param maxDriftUnits who has got on faster than this from where he was first seen passes by,
 *     0.05..5 units/s
 * @param reappearSeconds how long a person may be out of sight, 1..60 s
 * @param clearSeconds how long nothing is there until the finding is cleared, 0.5..600 s
 * @param cooldownSeconds a new finding at the same place is refused this long, 0..3600 s
 */
public record LoiteringConfig(
    boolean enabled,
    List<String> zones,
    boolean anywhere,
    double minUnitPixels,
    double seconds,
    double maxDriftUnits,
    double reappearSeconds,
    double clearSeconds,
    double cooldownSeconds) {

  /** Refuses values out of range, naming the key. */
  public LoiteringConfig {
    Range.check("loitering.min_unit_pixels", minUnitPixels, 4, 100);
    Range.check("loitering.seconds", seconds, 5, 3600);
    Range.check("loitering.max_drift_units", maxDriftUnits, 0.05, 5);
    Range.check("loitering.reappear_seconds", reappearSeconds, 1, 60);
    Range.check("loitering.clear_seconds", clearSeconds, 0.5, 600);
    Range.check("loitering.cooldown_seconds", cooldownSeconds, 0, 3600);
    zones = List.copyOf(zones);
    new Area("loitering.zones", zones, false);
  }

  /** What works without knowing the camera. */
  public static LoiteringConfig defaults() {
    return new LoiteringConfig(
        true,
        List.of("restricted", "shoulder", "crossing", "parking"),
        false,
        6,
        60,
        0.3,
        5,
        10,
        60);
  }
}
