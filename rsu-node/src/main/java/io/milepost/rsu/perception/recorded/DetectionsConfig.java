package io.milepost.rsu.perception.recorded;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;

/**
 * How much of what the detector found is kept for replay.
 *
 * @param keepMb space for all cameras together, 0..1000000 MB; 0 keeps nothing. A busy camera at 10
 *     pictures a second needs about 2 MB an hour
 */
public record DetectionsConfig(int keepMb) {

  /** Checks the range. */
  public DetectionsConfig {
    if (keepMb < 0 || keepMb > 1_000_000) {
      throw new MilepostException(
          FailureCode.CONFIGURATION, "detections.keep_mb must be 0..1000000 but is " + keepMb);
    }
  }

  /** Whether anything is kept. */
  public boolean enabled() {
    return keepMb > 0;
  }
}
