package io.milepost.rsu.rules.core;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.util.Locale;

/** Checks numbers of the rules' configuration. */
public final class Range {
  private Range() {}

  /**
   * Refuses a number out of range.
   *
   * @param key where it stands below {@code rules}
   * @param min smallest that is allowed
   * @param max greatest that is allowed
   * @throws MilepostException CONFIGURATION naming the key; also for NaN
   */
  public static void check(String key, double value, double min, double max) {
    if (!(value >= min && value <= max)) {
      throw new MilepostException(
          FailureCode.CONFIGURATION,
          String.format(Locale.ROOT, "rules.%s is %s but must be %s to %s", key, value, min, max));
    }
  }
}
