package io.milepost.rsu.perception;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;

/**
 * What counts as found.
 *
 * @param minConfidence boxes below are dropped, 0.01..1; default 0.25. A tracker with a second,
 *     low-confidence association wants 0.1
 * @param nmsIou boxes of one class that overlap more are one object, 0.05..1; default 0.45
 */
public record DetectorConfig(float minConfidence, float nmsIou) {

  /** Checks the ranges. */
  public DetectorConfig {
    require("perception.min_confidence", minConfidence, 0.01f);
    require("perception.nms_iou", nmsIou, 0.05f);
  }

  /** The defaults. */
  public static DetectorConfig defaults() {
    return new DetectorConfig(0.25f, 0.45f);
  }

  private static void require(String key, float value, float min) {
    if (!(value >= min && value <= 1)) {
      throw new MilepostException(
          FailureCode.CONFIGURATION, key + " must be " + min + "..1 but is " + value);
    }
  }
}
