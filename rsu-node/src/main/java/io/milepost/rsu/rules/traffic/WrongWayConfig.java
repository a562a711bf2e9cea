package io.milepost.rsu.rules.traffic;

import io.milepost.rsu.rules.core.Range;

/**
 * When a vehicle is taken to drive against the traffic. Lengths are units of about 1.5 m.
 *
 * @param enabled whether the rule runs
 * @param minUnitPixels smallest object looked at: pixels per unit, 4..100
 * @param opposingCosine cosine between its motion and the direction of the lane below which it
 *     drives against it, -1..-0.2
 * @param opposingSeconds how long it must, 0.3..30 s
 * @param travelUnits how far it must have come against the direction, 1..100 units; 2.3 lengths of
 *     its own, or what others usually drive there in a second, do as well, whichever is least
 * @param minSpeedUnits slower vehicles are not judged, 0.1..10 units/s
 * @param minSpeedShare the same as a share of the usual speed at the place, 0..1: who reverses is
 *     slow
 * @param minAgeSeconds how long it must have been in view, 0..30 s
 * @param correctedFactor who was seen driving the right way before (reversing, overtaking) needs
 *     this many times the way and the time, 1..20
 * @param learnedVehicles without a drawn lane: this many vehicles teach a direction, 2..1000
 * @param learnedCertainty how well they must agree, 0.5..1
 * @param clearSeconds how long it must be gone until the finding is cleared, 1..600 s
 * @param cooldownSeconds a new finding at the same place is refused this long, 0..3600 s
 */
public record WrongWayConfig(
    boolean enabled,
    double minUnitPixels,
    double opposingCosine,
    double opposingSeconds,
    double travelUnits,
    double minSpeedUnits,
    double minSpeedShare,
    double minAgeSeconds,
    double correctedFactor,
    double learnedVehicles,
    double learnedCertainty,
    double clearSeconds,
    double cooldownSeconds) {

  /** Refuses values out of range, naming the key. */
  public WrongWayConfig {
    Range.check("wrong_way.min_unit_pixels", minUnitPixels, 4, 100);
    Range.check("wrong_way.opposing_cosine", opposingCosine, -1, -0.2);
    Range.check("wrong_way.opposing_seconds", opposingSeconds, 0.3, 30);
    Range.check("wrong_way.travel_units", travelUnits, 1, 100);
    Range.check("wrong_way.min_speed_units", minSpeedUnits, 0.1, 10);
    Range.check("wrong_way.min_speed_share", minSpeedShare, 0, 1);
    Range.check("wrong_way.min_age_seconds", minAgeSeconds, 0, 30);
    Range.check("wrong_way.corrected_factor", correctedFactor, 1, 20);
    Range.check("wrong_way.learned_vehicles", learnedVehicles, 2, 1000);
    Range.check("wrong_way.learned_certainty", learnedCertainty, 0.5, 1);
    Range.check("wrong_way.clear_seconds", clearSeconds, 1, 600);
    Range.check("wrong_way.cooldown_seconds", cooldownSeconds, 0, 3600);
  }

  /** What works without knowing the camera. */
  public static WrongWayConfig defaults() {
    return new WrongWayConfig(true, 6, -0.7, 1.0, 7, 0.3, 0.2, 1, 5, 3, 0.9, 15, 5);
  }
}
