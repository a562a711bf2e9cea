package io.milepost.rsu.recording;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.nio.file.Path;

/**
 * What is recorded, where and for how long.
 *
 * @param folder where segments go, {@code <folder>/<camera>/<yyyy-MM-dd>/<UTC epoch ms>.mp4}
 * @param segmentSeconds length of a segment, 1..300; cut at the next key picture
 * @param retentionDays age at which segments go, 1..3650
 * @param maxBytes space for all segments together, at least 10 MB
 * @param minFreeBytes space to leave free on the disk, 0 for none
 */
public record RecordingConfig(
    Path folder, int segmentSeconds, int retentionDays, long maxBytes, long minFreeBytes) {
  private static final long LEAST_BYTES = 10_000_000;

  /** Ten seconds, seven days, 5 GB, 500 MB free. */
  public static RecordingConfig in(Path folder) {
    return new RecordingConfig(folder, 10, 7, 5_000_000_000L, 500_000_000L);
  }

  /** Checks the ranges. */
  public RecordingConfig {
    if (folder == null) {
      throw wrong("folder", "missing", "a folder");
    }
    if (segmentSeconds < 1 || segmentSeconds > 300) {
      throw wrong("segment_seconds", segmentSeconds, "1..300");
    }
    if (retentionDays < 1 || retentionDays > 3650) {
      throw wrong("retention_days", retentionDays, "1..3650");
    }
    if (maxBytes < LEAST_BYTES) {
      throw wrong("max_bytes", maxBytes, "10000000 and more");
    }
    if (minFreeBytes < 0) {
      throw wrong("min_free_bytes", minFreeBytes, "0 and more");
    }
  }

  private static MilepostException wrong(String key, Object value, String range) {
    return new MilepostException(
        FailureCode.CONFIGURATION, "recording." + key + " is " + value + "; allowed is " + range);
  }
}
