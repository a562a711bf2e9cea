package io.milepost.rsu.rules.people;

import io.milepost.rsu.rules.core.Range;
import io.milepost.rsu.rules.road.Area;
import java.util.List;

/**
 * When a worker counts as unprotected; needs a detector that knows helmets or vests.
 *
 * @param enabled whether the rule runs
 * @param zones kinds of zones in which protection is worn
 * @param anywhere whether the whole picture counts
 * @param helmet whether helmets are asked for
 * @param vest whether vests are asked for
 * @param absenceCounts whether nothing seen on a head or body counts as missing; for detectors
 *     without a class for that
 * @param minHeightPixels smallest person looked at, 20..1000 px
 * @param votes least looks needed of the last fifteen, 3..15
 * @param missingShare share of the looks that must find it missing, 0.5..1
 * @param onSeconds how long that must last, 0.5..60 s
 * @param clearSeconds how long nothing is there until the finding is cleared, 0.5..600 s
 * @param cooldownSeconds a new finding at the same place is refused this long, 0..3600 s
 */
public record PpeConfig(
    boolean enabled,
    List<String> zones,
    boolean anywhere,
    boolean helmet,
    boolean vest,
    boolean absenceCounts,
    double minHeightPixels,
    double votes,
    double missingShare,
    double onSeconds,
    double clearSeconds,
    double cooldownSeconds) {

  /** Refuses values out of range, naming the key. */
  public PpeConfig {
    Range.check("ppe.min_height_pixels", minHeightPixels, 20, 1000);
    Range.check("ppe.votes", votes, 3, 15);
    Range.check("ppe.missing_share", missingShare, 0.5, 1);
    Range.check("ppe.on_seconds", onSeconds, 0.5, 60);
    Range.check("ppe.clear_seconds", clearSeconds, 0.5, 600);
    Range.check("ppe.cooldown_seconds", cooldownSeconds, 0, 3600);
    zones = List.copyOf(zones);
    new Area("ppe.zones", zones, false);
  }

  /** What works without knowing the camera. */
  public static PpeConfig defaults() {
    return new PpeConfig(
        true, List.of("restricted"), false, true, true, false, 40, 8, 0.7, 3, 10, 60);
  }
}
