package io.milepost.rsu.rules.hazard;

import io.milepost.rsu.rules.core.Range;

/**
 * When the scores of an external model count.
 *
 * @param enabled whether the rule runs
 * @param enterScore score from which a clip is unusual, 0.01..1
 * @param leaveScore score below which it is not any more, 0..1, at most enter_score
 * @param onSeconds seconds of unusual clips needed, 0..600
 * @param silenceSeconds without a score for so long an open finding is cleared, 5..3600 s
 * @param clearSeconds how long nothing is there until the finding is cleared, 0.5..600 s
 * @param cooldownSeconds a new finding at the same place is refused this long, 0..3600 s
 */
public record AnomalyConfig(
    boolean enabled,
    double enterScore,
    double leaveScore,
    double onSeconds,
    double silenceSeconds,
    double clearSeconds,
    double cooldownSeconds) {

  /** Refuses values out of range, naming the key. */
  public AnomalyConfig {
    Range.check("anomaly.enter_score", enterScore, 0.01, 1);
    Range.check("anomaly.leave_score", leaveScore, 0, enterScore);
    Range.check("anomaly.on_seconds", onSeconds, 0, 600);
    Range.check("anomaly.silence_seconds", silenceSeconds, 5, 3600);
    Range.check("anomaly.clear_seconds", clearSeconds, 0.5, 600);
    Range.check("anomaly.cooldown_seconds", cooldownSeconds, 0, 3600);
  }

  /** What works without knowing the camera. */
  public static AnomalyConfig defaults() {
    return new AnomalyConfig(true, 0.8, 0.5, 2, 60, 10, 60);
  }
}
