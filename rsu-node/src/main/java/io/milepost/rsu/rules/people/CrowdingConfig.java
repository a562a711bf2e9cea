package io.milepost.rsu.rules.people;

import io.milepost.rsu.rules.core.Range;
import io.milepost.rsu.rules.road.Area;
import java.util.List;

/**
 * When people gather; needs zones of the kinds named.
 *
 * @param enabled whether the rule runs
 * @param zones kinds of zones in which nobody should gather
 * @param anywhere whether the whole picture counts
 * @param minUnitPixels smallest object looked at: pixels per unit of about 1.5 m, 4..100
 * @param people so many within the radius are a crowd, 2..200
 * @param leaveShare share of them below which it is none any more, 0.2..1
 * @param radiusUnits how far from the middle of a crowd its people stand, 1..50 units
 * @param hiddenSeconds who came, was not seen to go and stands behind somebody counts this long,
 *     0..600 s
 * @param onSeconds how long they must be together, 0.5..600 s
 * @param clearSeconds how long nothing is there until the finding is cleared, 0.5..600 s
 * @param cooldownSeconds a new finding at the same place is refused this long, 0..3600 s
 */
public record CrowdingConfig(
    boolean enabled,
    List<String> zones,
    boolean anywhere,
    double minUnitPixels,
    double people,
    double leaveShare,
    double radiusUnits,
    double hiddenSeconds,
    double onSeconds,
    double clearSeconds,
    double cooldownSeconds) {

  /** Refuses values out of range, naming the key. */
  public CrowdingConfig {
    Range.check("crowding.min_unit_pixels", minUnitPixels, 4, 100);
    Range.check("crowding.people", people, 2, 200);
    Range.check("crowding.leave_share", leaveShare, 0.2, 1);
    Range.check("crowding.radius_units", radiusUnits, 1, 50);
    Range.check("crowding.hidden_seconds", hiddenSeconds, 0, 600);
    Range.check("crowding.on_seconds", onSeconds, 0.5, 600);
    Range.check("crowding.clear_seconds", clearSeconds, 0.5, 600);
    Range.check("crowding.cooldown_seconds", cooldownSeconds, 0, 3600);
    zones = List.copyOf(zones);
    new Area("crowding.zones", zones, false);
  }

  /** What works without knowing the camera. */
  public static CrowdingConfig defaults() {
    return new CrowdingConfig(
        true,
        List.of("restricted", "carriageway", "crossing", "shoulder", "parking"),
        false,
        4,
        8,
        0.6,
        5,
        60,
        10,
        20,
        60);
  }
}
