package io.milepost.rsu.app;

import io.milepost.rsu.recording.RecordingConfig;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is recorded and for how long, as written in YAML. */
final class KeptValues {
  private static final double BYTES_PER_GB = 1e9;

  private KeptValues() {}

  /** The keys below {@code cameras[].recording}. */
  record Camera(int retentionDays, double maxGb) {}

  /** The keys below {@code recording}. */
  record Recording(
      String folder,
      int segmentSeconds,
      int segmentMinSeconds,
      int incidentDays,
      int retentionDays,
      double maxGb,
      double minFreeGb) {
    RecordingConfig config(Path data, List<RsuValues.Camera> cameras) {
      Map<String, RecordingConfig.Limits> limits = new HashMap<>();
      for (RsuValues.Camera each : cameras) {
        Camera own = each.recording();
        limits.put(each.id(), new RecordingConfig.Limits(own.retentionDays(), bytes(own.maxGb())));
      }
      return new RecordingConfig(
          folder.isEmpty() ? data.resolve("recordings") : Path.of(folder),
          segmentSeconds,
          retentionDays,
          bytes(maxGb),
          bytes(minFreeGb),
          Math.min(segmentMinSeconds, segmentSeconds),
          incidentDays,
          limits);
    }
  }

  private static long bytes(double gigabytes) {
    return Math.round(gigabytes * BYTES_PER_GB);
  }
}
