package io.milepost.rsu.recording.archive;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;

/**
 * Hours of the UTC day, over midnight when they begin later than they end.
 *
 * @param from first moment
 * @param to first moment that is outside; the same as {@code from} for the whole day
 */
record Hours(LocalTime from, LocalTime to) {
  /**
   * Reads {@code 22:00-05:00}; empty for the whole day.
   *
   * @throws MilepostException CONFIGURATION
   */
  static Hours of(String text) {
    if (text.isEmpty()) {
      return new Hours(LocalTime.MIN, LocalTime.MIN);
    }
    try {
      String[] ends = text.split("-", -1);
      if (ends.length == 2) {
        return new Hours(LocalTime.parse(ends[0].strip()), LocalTime.parse(ends[1].strip()));
      }
    } catch (DateTimeParseException e) {
      throw refuse(text);
    }
    throw refuse(text);
  }

  private static MilepostException refuse(String text) {
    return new MilepostException(
        FailureCode.CONFIGURATION,
        "archive.hours is '" + text + "'; it must be like 22:00-05:00 (UTC), or empty");
  }

  boolean contains(Instant moment) {
    LocalTime now = LocalTime.ofInstant(moment, ZoneOffset.UTC);
    if (from.equals(to)) {
      return true;
    }
    return from.isBefore(to)
        ? !now.isBefore(from) && now.isBefore(to)
        : !now.isBefore(from) || now.isBefore(to);
  }
}
