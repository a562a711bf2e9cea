package io.milepost.rsu.rules.people;

import io.milepost.rsu.rules.core.Range;

/**
 * When a person is taken to have fallen.
 *
 * @param enabled whether the rule runs
 * @param minUnitPixels smallest object looked at: pixels per unit of about 1.5 m, 4..100
 * @param minConfidence median confidence below which nothing is believed, 0..1
 * @param uprightShape width over height up to which a person stands, 0.2..0.9
 * @param lyingShape width over height from which a person lies, 1..4
 * @param foreshortenedShape width over height from which a person who dropped at once may lie
 *     towards or away from the camera, 0.7..4; medium and after twice the time
 * @param heightShare the box must have lost height down to this share, 0.2..0.9
 * @param fallSeconds between standing and lying at most so long, 0.3..5 s
 * @param downSeconds how long the person must stay down, 0.5..60 s
 * @param clearSeconds how long nothing is there until the finding is cleared, 0.5..600 s
 * @param cooldownSeconds a new finding at the same place is refused this long, 0..3600 s
 */
public record FallConfig(
    boolean enabled,
    double minUnitPixels,
    double minConfidence,
    double uprightShape,
    double lyingShape,
    double foreshortenedShape,
    double heightShare,
    double fallSeconds,
    double downSeconds,
    double clearSeconds,
    double cooldownSeconds) {

  /** Refuses values out of range, naming the key. */
  public FallConfig {
    Range.check("fall.min_unit_pixels", minUnitPixels, 4, 100);
    Range.check("fall.min_confidence", minConfidence, 0, 1);
    Range.check("fall.upright_shape", uprightShape, 0.2, 0.9);
    Range.check("fall.lying_shape", lyingShape, 1, 4);
    Range.check("fall.foreshortened_shape", foreshortenedShape, 0.7, 4);
    Range.check("fall.height_share", heightShare, 0.2, 0.9);
    Range.check("fall.fall_seconds", fallSeconds, 0.3, 5);
    Range.check("fall.down_seconds", downSeconds, 0.5, 60);
    Range.check("fall.clear_seconds", clearSeconds, 0.5, 600);
    Range.check("fall.cooldown_seconds", cooldownSeconds, 0, 3600);
  }

  /** What works without knowing the camera. */
  public static FallConfig defaults() {
    return new FallConfig(true, 20, 0.3, 0.65, 1.2, 0.8, 0.65, 2, 2, 10, 60);
  }
}
