package io.milepost.rsu.perception;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;

/**
 * When cameras are looked at more or less often than their target rate. The idle rate is also the
 * floor that a shortage of time leaves to every camera while others can still be slowed down.
 *
 * @param idleFps pictures per second while nothing moves and nothing is suspected, 0.1..60; default
 *     1
 * @param motionHoldSeconds time after the last motion that still counts as motion, 0.5..300;
 *     default 5
 * @param suspicionBoost factor on the target rate while rules suspect something, 1..3; never above
 *     what the camera sends; default 3
 * @param secondLooksPerSecond looks at full resolution at a suspected place, per camera and second
 *     at most, 0..10, 0 for none; default 2
 * @param dozeSeconds longest time from one decoded picture to the next while nothing moves, nothing
 *     is suspected and nobody watches, 0..2, 0 to decode all; default 1
 */
public record PacingConfig(
    double idleFps,
    double motionHoldSeconds,
    double suspicionBoost,
    double secondLooksPerSecond,
    double dozeSeconds) {

  /** Checks the ranges. */
  public PacingConfig {
    require("idle_fps", idleFps, 0.1, 60);
    require("motion_hold_s", motionHoldSeconds, 0.5, 300);
    require("suspicion_boost", suspicionBoost, 1, 3);
    require("second_looks_per_s", secondLooksPerSecond, 0, 10);
    require("doze_s", dozeSeconds, 0, 2);
  }

  /** The defaults. */
  public static PacingConfig defaults() {
    return new PacingConfig(1, 5, 3, 2, 1);
  }

  private static void require(String key, double value, double min, double max) {
    if (!(value >= min && value <= max)) {
      throw new MilepostException(
          FailureCode.CONFIGURATION,
          "perception." + key + " must be " + min + ".." + max + " but is " + value);
    }
  }
}
