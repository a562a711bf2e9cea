package io.milepost.rsu.recording.evidence;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;

/**
 * How long evidence is kept.
 *
 * @param keepDays age at which links go that no clip needs, days, 1..36500; signed roots stay
 */
public record EvidenceConfig(int keepDays) {
  /** Checks the range. */
  public EvidenceConfig {
    if (keepDays < 1 || keepDays > 36500) {
      throw new MilepostException(
          FailureCode.CONFIGURATION, "evidence.keep_days is " + keepDays + "; allowed is 1..36500");
    }
  }
}
