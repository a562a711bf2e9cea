package io.milepost.rsu.recording;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes the oldest segments when they are too old, too many, or the disk is too full. First the
 * file, then the row. Segments that a clip still needs stay, whatever the disk says.
 */
final class Retention {
  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
  private static final int BATCH = 50;

  /** A disk that others fill must not cost the minutes before the next incident. */
  private static final Duration KEPT_ON_A_FULL_DISK = Duration.ofMinutes(15);

  private final RecordingConfig config;
  private final SegmentIndex index;
  private final Clock clock;
  private final long maxBytes;

  Retention(RecordingConfig config, SegmentIndex index, Clock clock) {
    this(config, index, clock, config.maxBytes());
  }

  Retention(RecordingConfig config, SegmentIndex index, Clock clock, long maxBytes) {
    this.maxBytes = maxBytes;
    this.config = config;
    this.index = index;
    this.clock = clock;
  }

  /**
   * Deletes what is due; blocks for the disk.
   *
   * @return segments deleted
   * @throws IOException when a file cannot be deleted; its row stays
   */
  int sweep() throws IOException {
    if (Files.notExists(config.folder())) {
      return 0;
    }
    long oldest = (clock.millis() - Duration.ofDays(config.retentionDays()).toMillis()) * 1000;
    long total = index.totalBytes();
    int deleted = 0;
    while (true) {
      List<Segment> candidates = index.oldestUnpinned(BATCH);
      for (Segment each : candidates) {
        String why = due(each, oldest, total);
        if (why == null) {
          return deleted;
        }
        Path file = config.folder().resolve(each.path());
        Files.deleteIfExists(file);
        index.forget(each.id());
        total -= each.bytes();
        deleted++;
        LOG.debug("segment deleted path={} reason={}", each.path(), why);
      }
      if (candidates.isEmpty()) {
        return deleted;
      }
    }
  }

  private String due(Segment segment, long oldestMicros, long total) throws IOException {
    if (segment.endMicros() < oldestMicros) {
      return "age";
    }
    if (total > maxBytes) {
      return "bytes";
    }
    long young = (clock.millis() - KEPT_ON_A_FULL_DISK.toMillis()) * 1000;
    return segment.endMicros() < young && isDiskTight() ? "disk" : null;
  }

  /** Whether less than the configured space is free. */
  boolean isDiskTight() throws IOException {
    return config.minFreeBytes() > 0
        && Files.exists(config.folder())
        && Files.getFileStore(config.folder()).getUsableSpace() < config.minFreeBytes();
  }
}
