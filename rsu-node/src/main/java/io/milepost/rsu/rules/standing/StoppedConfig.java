package io.milepost.rsu.rules.standing;

import io.milepost.rsu.rules.core.Range;

/**
 * When a vehicle is taken to have stopped where traffic moves.
 *
 * @param enabled whether the rule runs
 * @param minUnitPixels smallest object looked at: pixels per unit of about 1.5 m, 4..100
 * @param stopSeconds how long it must stand, 3..600 s
 * @param movedUnits it must have driven at this speed before (a parked car never did), 0.2..10
 *     units/s
 * @param queueVehicles this many others standing at the same time, most of those in view, make it a
 *     queue, 1..50
 * @param clearSeconds how long it must be gone until the finding is cleared, 1..600 s
 * @param cooldownSeconds a new finding at the same place is refused this long, 0..3600 s
 */
public record StoppedConfig(
    boolean enabled,
    double minUnitPixels,
    double stopSeconds,
    double movedUnits,
    int queueVehicles,
    double clearSeconds,
    double cooldownSeconds) {

  /** Refuses values out of range, naming the key. */
  public StoppedConfig {
    Range.check("stopped.min_unit_pixels", minUnitPixels, 4, 100);
    Range.check("stopped.stop_seconds", stopSeconds, 3, 600);
    Range.check("stopped.moved_units", movedUnits, 0.2, 10);
    Range.check("stopped.queue_vehicles", queueVehicles, 1, 50);
    Range.check("stopped.clear_seconds", clearSeconds, 1, 600);
    Range.check("stopped.cooldown_seconds", cooldownSeconds, 0, 3600);
  }

  /** What works without knowing the camera. */
  public static StoppedConfig defaults() {
    return new StoppedConfig(true, 8, 10, 0.8, 2, 5, 60);
  }
}
