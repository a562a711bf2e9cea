package io.milepost.rsu.recording;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.nio.file.Path;
import java.util.Map;

/**
 * What is recorded, where and for how long.
 *
 * @param folder where segments go, {@code <folder>/<camera>/<yyyy-MM-dd>/<UTC epoch ms>.mp4}
 * @param segmentSeconds longest length of a segment, 1..300; cut at the next key picture
 * @param retentionDays age at which segments go, 1..3650
 * @param maxBytes space for all segments together, at least 10 MB
 * @param minFreeBytes space to leave free on the disk, 0 for none
 * @param shortestSeconds shortest length of a segment, 1..segmentSeconds
 * @param incidentDays age at which segments of an incident's time go, 0..3650; 0 for no difference
 * @param cameras what is different for single cameras, by camera id
 */
public record RecordingConfig(
    Path folder,
    int segmentSeconds,
    int retentionDays,
    long maxBytes,
    long minFreeBytes,
    int shortestSeconds,
    int incidentDays,
    Map<String, Limits> cameras) {
  private static final long LEAST_BYTES = 10_000_000;
  private static final int LONGEST_SECONDS = 300;
  private static final int MOST_DAYS = 3650;
  private static final int SHORTEST_SECONDS = 5;

  /**
   * How long one camera's segments are kept.
   *
   * @param retentionDays age at which they go, 0..3650; 0 for the node's
   * @param maxBytes space for them, 0 for no limit of its own
   */
  public record Limits(int retentionDays, long maxBytes) {
    /** Nothing of its own. */
    public static final Limits NONE = new Limits(0, 0);

    /** Checks the ranges. */
    public Limits {
      if (retentionDays < 0 || retentionDays > MOST_DAYS) {
        throw wrong("retention_days", retentionDays, "0.." + MOST_DAYS);
      }
      if (maxBytes < 0) {
        throw wrong("max_bytes", maxBytes, "0 and more");
      }
    }
  }

  /** Segments of one length and one rule for all cameras. */
  public RecordingConfig(
      Path folder, int segmentSeconds, int retentionDays, long maxBytes, long minFreeBytes) {
    this(
        folder,
        segmentSeconds,
        retentionDays,
        maxBytes,
        minFreeBytes,
        Math.max(1, segmentSeconds),
        0,
        Map.of());
  }

  /** Five to ten seconds, seven days, 5 GB, 500 MB free. */
  public static RecordingConfig in(Path folder) {
    return new RecordingConfig(
        folder, 10, 7, 5_000_000_000L, 500_000_000L, SHORTEST_SECONDS, 0, Map.of());
  }

  /** Days for which this camera's segments are kept. */
  int daysFor(String camera) {
    int own = cameras.getOrDefault(camera, Limits.NONE).retentionDays();
    return own == 0 ? retentionDays : own;
  }

  /** Checks the ranges. */
  public RecordingConfig {
    if (folder == null) {
      throw wrong("folder", "missing", "a folder");
    }
    if (segmentSeconds < 1 || segmentSeconds > LONGEST_SECONDS) {
      throw wrong("segment_seconds", segmentSeconds, "1.." + LONGEST_SECONDS);
    }
    if (shortestSeconds < 1 || shortestSeconds > segmentSeconds) {
      throw wrong("segment_min_seconds", shortestSeconds, "1 to segment_seconds");
    }
    if (retentionDays < 1 || retentionDays > MOST_DAYS) {
      throw wrong("retention_days", retentionDays, "1.." + MOST_DAYS);
    }
    if (incidentDays < 0 || incidentDays > MOST_DAYS) {
      throw wrong("incident_days", incidentDays, "0.." + MOST_DAYS);
    }
    if (maxBytes < LEAST_BYTES) {
      throw wrong("max_bytes", maxBytes, "10000000 and more");
    }
    if (minFreeBytes < 0) {
      throw wrong("min_free_bytes", minFreeBytes, "0 and more");
    }
    cameras = Map.copyOf(cameras);
  }

  private static MilepostException wrong(String key, Object value, String range) {
    return new MilepostException(
        FailureCode.CONFIGURATION, "recording." + key + " is " + value + "; allowed is " + range);
  }
}
