package io.milepost.rsu.recording;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;

/**
 * How much around an incident is kept, and how long.
 *
 * @param preSeconds before the incident, 0..3600
 * @param postSeconds after it, 0..3600
 * @param partialAfterSeconds wait after the confirmation before the first, partial clip, 0..60
 * @param retentionDays age at which clips go, 1..3650
 * @param maxBytes space for all clips together, at least 10 MB
 * @param checkBytesPerSecond how fast kept clips are read again to see whether they are still
 *     whole, 0 for never, at most 100 MB
 */
public record ClipConfig(
    double preSeconds,
    double postSeconds,
    double partialAfterSeconds,
    int retentionDays,
    long maxBytes,
    long checkBytesPerSecond) {
  private static final int RETENTION_DAYS = 90;
  private static final long MAX_BYTES = 20_000_000_000L;
  private static final long CHECK_BYTES_PER_SECOND = 2_000_000;
  private static final long LEAST_BYTES = 10_000_000;
  private static final long MOST_CHECK_BYTES = 100_000_000;

  /** Five minutes before and after, the first clip after one second. */
  public static final ClipConfig DEFAULT = new ClipConfig(300, 300, 1);

  /** Kept for ninety days within 20 GB. */
  public ClipConfig(double preSeconds, double postSeconds, double partialAfterSeconds) {
    this(
        preSeconds,
        postSeconds,
        partialAfterSeconds,
        RETENTION_DAYS,
        MAX_BYTES,
        CHECK_BYTES_PER_SECOND);
  }

  /** Checks the ranges. */
  public ClipConfig {
    range("pre_s", preSeconds, 0, 3600);
    range("post_s", postSeconds, 0, 3600);
    range("partial_after_s", partialAfterSeconds, 0, 60);
    range("retention_days", retentionDays, 1, 3650);
    range("max_bytes", maxBytes, LEAST_BYTES, 1e15);
    range("check_bytes_per_second", checkBytesPerSecond, 0, MOST_CHECK_BYTES);
  }

  private static void range(String key, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new MilepostException(
          FailureCode.CONFIGURATION,
          "clip." + key + " is " + value + "; it must lie between " + least + " and " + most);
    }
  }
}
