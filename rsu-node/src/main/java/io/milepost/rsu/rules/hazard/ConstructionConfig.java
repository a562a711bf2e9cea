package io.milepost.rsu.rules.hazard;

import io.milepost.rsu.rules.core.Range;

/**
 * When cones, barriers and workers are taken for roadworks. Lengths are units of about 1.5 m.
 *
 * @param enabled whether the rule runs
 * @param minMarkers cones, barriers and people in vests near each other, 2..50
 * @param onSeconds how long so many must be seen; three times as many need a third of it, 5..3600 s
 * @param reachUnits markers this near to each other belong together, 1..50 units
 * @param marginUnits how far the roadworks reach beyond their markers, 0..20 units
 * @param clearSeconds how long they must be gone until the finding is cleared, 1..3600 s
 */
public record ConstructionConfig(
    boolean enabled,
    int minMarkers,
    double onSeconds,
    double reachUnits,
    double marginUnits,
    double clearSeconds) {

  /** Refuses values out of range, naming the key. */
  public ConstructionConfig {
    Range.check("construction.min_markers", minMarkers, 2, 50);
    Range.check("construction.on_seconds", onSeconds, 5, 3600);
    Range.check("construction.reach_units", reachUnits, 1, 50);
    Range.check("construction.margin_units", marginUnits, 0, 20);
    Range.check("construction.clear_seconds", clearSeconds, 1, 3600);
  }

  /** What works without knowing the camera. */
  public static ConstructionConfig defaults() {
    return new ConstructionConfig(true, 4, 30, 8, 1.5, 60);
  }
}
