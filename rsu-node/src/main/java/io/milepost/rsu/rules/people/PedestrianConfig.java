package io.milepost.rsu.rules.people;

import io.milepost.rsu.rules.core.Range;

/**
 * When a person is taken to be where vehicles drive. Lengths are units of about 1.5 m.
 *
 * @param enabled whether the rule runs
 * @param minUnitPixels smallest person looked at: pixels per unit, 4..100
 * @param roadSeconds how long a person must be on the carriageway, 0.2..60 s
 * @param shoulder whether a person right beside the carriageway is told, as medium
 * @param shoulderSeconds how long a person must be there, 0.2..60 s
 * @param shoulderUnits without zones: how far from where vehicles drive a hard shoulder reaches,
 *     0.2..10 units
 * @param pavementSeconds without zones: nobody may have walked further away from the road for this
 *     long, 0..3600 s; where people walk beside the road there is a pavement
 * @param shoulderTraffic without zones: fewer vehicles per minute are no road with a hard shoulder,
 *     0..1000
 * @param maxSpeedUnits who is faster rides, 1..20 units/s
 * @param insetUnits with zones: so far inside the carriageway's edge, 0..3 units
 * @param learnedVehicles without zones: this many vehicles make a carriageway, 2..1000
 * @param clearSeconds how long nobody may be there until the finding is cleared, 1..600 s
 * @param mergeUnits people this near to each other are one finding, 1..50 units
 * @param cooldownSeconds a new finding at the same place is refused this long, 0..3600 s
 * @param sureConfidence who is less certain than this and has not moved needs five times as long:
 *     drops on the lens look like people for some seconds, 0..1
 */
public record PedestrianConfig(
    boolean enabled,
    double minUnitPixels,
    double roadSeconds,
    boolean shoulder,
    double shoulderSeconds,
    double shoulderUnits,
    double pavementSeconds,
    double shoulderTraffic,
    double maxSpeedUnits,
    double insetUnits,
    double learnedVehicles,
    double clearSeconds,
    double mergeUnits,
    double cooldownSeconds,
    double sureConfidence) {

  /** Refuses values out of range, naming the key. */
  public PedestrianConfig {
    Range.check("pedestrian.min_unit_pixels", minUnitPixels, 4, 100);
    Range.check("pedestrian.road_seconds", roadSeconds, 0.2, 60);
    Range.check("pedestrian.shoulder_seconds", shoulderSeconds, 0.2, 60);
    Range.check("pedestrian.shoulder_units", shoulderUnits, 0.2, 10);
    Range.check("pedestrian.pavement_seconds", pavementSeconds, 0, 3600);
    Range.check("pedestrian.shoulder_traffic", shoulderTraffic, 0, 1000);
    Range.check("pedestrian.max_speed_units", maxSpeedUnits, 1, 20);
    Range.check("pedestrian.inset_units", insetUnits, 0, 3);
    Range.check("pedestrian.learned_vehicles", learnedVehicles, 2, 1000);
    Range.check("pedestrian.clear_seconds", clearSeconds, 1, 600);
    Range.check("pedestrian.merge_units", mergeUnits, 1, 50);
    Range.check("pedestrian.cooldown_seconds", cooldownSeconds, 0, 3600);
    Range.check("pedestrian.sure_confidence", sureConfidence, 0, 1);
  }

  /** What works without knowing the camera. */
  public static PedestrianConfig defaults() {
    return new PedestrianConfig(true, 8, 1, true, 2, 2.15, 60, 110, 4, 0.35, 2, 5, 6, 20, 0.55);
  }
}
