package io.milepost.rsu.recording;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;

/**
 * How much around an incident is kept.
 *
 * @param preSeconds before the incident, 0..3600
 * @param postSeconds after it, 0..3600
 * @param partialAfterSeconds wait after the confirmation before the first, partial clip, 0..60
 */
public record ClipConfig(double preSeconds, double postSeconds, double partialAfterSeconds) {
  /** Five minutes before and after, the first clip after two seconds. */
  public static final ClipConfig DEFAULT = new ClipConfig(300, 300, 2);

  /** Checks the ranges. */
  public ClipConfig {
    range("pre_seconds", preSeconds, 3600);
    range("post_seconds", postSeconds, 3600);
    range("partial_after_seconds", partialAfterSeconds, 60);
  }

  private static void range(String key, double value, double most) {
    if (!(value >= 0 && value <= most)) {
      throw new MilepostException(
          FailureCode.CONFIGURATION,
          "clips." + key + " is " + value + "; it must lie between 0 and " + most);
    }
  }
}
