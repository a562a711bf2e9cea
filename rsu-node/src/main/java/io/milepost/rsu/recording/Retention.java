package io.milepost.rsu.recording;

import io.milepost.rsu.recording.SegmentIndex.Wanted;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes segments that are too old, too many, or in the way of the space that shall stay free:
 * always the oldest that nobody needs, never one that a pin, a legal hold or a clip needs. First
 * the file, then the row; where the marker of the folder is missing, a missing file is no reason to
 * forget a row. For free space it deletes what is needed and not more, and not again before the
 * disk has given that back. One sweep at a time.
 */
final class Retention {
  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
  private static final int BATCH = 50;

  /** The one reason that can wait; the others are about space. */
  private static final String AGE = "age";

  /** A disk that others fill must not cost the minutes before the next incident. */
  private static final Duration KEPT_ON_A_FULL_DISK = Duration.ofMinutes(15);

  /** How long a disk may take to give back what was deleted. */
  private static final Duration GIVES_BACK_WITHIN = Duration.ofMinutes(10);

  private static final Duration WARNED_BEFORE = Duration.ofHours(48);
  private static final double BYTES_PER_GB = 1e9;

  private final RecordingConfig config;
  private final RecordingFolder folder;
  private final SegmentIndex index;
  private final CoverageLedger ledger;
  private final Clock clock;
  private final Space space;
  private final DiskForecast forecast = new DiskForecast();
  private final AtomicLong deleted = new AtomicLong();
  private long owedBytes;
  private long freeBefore;
  private long purgedMillis;
  private volatile String sentence;
  private volatile Duration fullIn;

  /** What a disk says of itself. */
  interface Space {
    /** Bytes that may still be written. */
    long free() throws IOException;
  }

  Retention(
      RecordingConfig config,
      RecordingFolder folder,
      SegmentIndex index,
      CoverageLedger ledger,
      Clock clock) {
    this(
        config,
        folder,
        index,
        ledger,
        clock,
        () -> Files.getFileStore(folder.path()).getUsableSpace());
  }

  Retention(
      RecordingConfig config,
      RecordingFolder folder,
      SegmentIndex index,
      CoverageLedger ledger,
      Clock clock,
      Space space) {
    this.config = config;
    this.folder = folder;
    this.index = index;
    this.ledger = ledger;
    this.clock = clock;
    this.space = space;
  }

  /**
   * Deletes what is due; blocks for the disk.
   *
   * @return segments deleted
   * @throws IOException when a file cannot be deleted; its row stays
   */
  synchronized int sweep() throws IOException {
    if (Files.notExists(folder.path())) {
      return 0;
    }
    long before = deleted.get();
    for (String camera : index.cameras()) {
      long oldest = (clock.millis() - Duration.ofDays(config.daysFor(camera)).toMillis()) * 1000;
      purge(camera, each -> each.endMicros() < oldest, AGE);
      long most = config.cameras().getOrDefault(camera, RecordingConfig.Limits.NONE).maxBytes();
      if (most > 0) {
        purge(camera, each -> index.totalBytes(camera) > most, "camera's bytes");
      }
    }
    purge(null, each -> index.totalBytes() > config.maxBytes(), "bytes");
    makeRoom();
    return (int) (deleted.get() - before);
  }

  /** Deletes from the oldest on for as long as there is a reason; returns the bytes. */
  private long purge(String camera, Predicate<Segment> due, String why) throws IOException {
    long sinceMicros =
        config.incidentDays() == 0
            ? Long.MAX_VALUE
            : (clock.millis() - Duration.ofDays(config.incidentDays()).toMillis()) * 1000;
    Wanted wanted = new Wanted(camera, clock.millis(), sinceMicros, !why.equals(AGE), BATCH);
    long bytes = 0;
    Segment last = null;
    while (true) {
      List<Segment> candidates = index.oldestUnpinned(wanted, last);
      for (Segment each : candidates) {
        if (!due.test(each)) {
          return bytes;
        }
        bytes += delete(each, why);
        last = each;
      }
      if (candidates.size() < BATCH) {
        return bytes;
      }
    }
  }

  private long delete(Segment segment, String why) throws IOException {
    boolean there = Files.deleteIfExists(folder.resolve(segment.path()));
    if (!there && !folder.isPresent()) {
      return 0;
    }
    ledger.purging(segment);
    index.forget(segment.id());
    deleted.incrementAndGet();
    LOG.debug("segment deleted path={} reason={}", segment.path(), why);
    return there ? segment.bytes() : 0;
  }

  private void makeRoom() throws IOException {
    long free = space.free();
    long wanting = config.minFreeBytes() - free;
    List<String> words = new ArrayList<>();
    if (free >= freeBefore + owedBytes / 2) {
      owedBytes = 0;
    }
    if (config.minFreeBytes() > 0 && wanting > 0) {
      if (isOwed()) {
        words.add(
            "the disk of "
                + folder.path()
                + " has not yet given back what was deleted; nothing more is deleted until then");
      } else {
        long young = (clock.millis() - KEPT_ON_A_FULL_DISK.toMillis()) * 1000;
        long[] freed = {0};
        long bytes =
            purge(
                null,
                each -> {
                  boolean due = each.endMicros() < young && freed[0] < wanting;
                  freed[0] += due ? each.bytes() : 0;
                  return due;
                },
                "disk");
        owedBytes = bytes;
        freeBefore = free;
        purgedMillis = clock.millis();
        words.add(tight(free, bytes));
      }
    }
    foresee(free).ifPresent(words::add);
    sentence = words.isEmpty() ? null : String.join("; ", words);
  }

  /** Whether the disk still owes most of what was deleted for it. */
  private boolean isOwed() {
    boolean late = clock.millis() - purgedMillis > GIVES_BACK_WITHIN.toMillis();
    return owedBytes > 0 && !late;
  }

  private String tight(long free, long bytes) {
    String begin =
        "only "
            + gigabytes(free)
            + " GB are free at "
            + folder.path()
            + " instead of "
            + gigabytes(config.minFreeBytes())
            + "; ";
    return begin
        + (bytes > 0
            ? "the oldest recordings go before their time"
            : "nothing more may be deleted: what is left is pinned or of the last minutes; make"
                + " room or release pins");
  }

  private static String gigabytes(long bytes) {
    return String.format(java.util.Locale.ROOT, "%.1f", bytes / BYTES_PER_GB);
  }

  private Optional<String> foresee(long free) {
    long now = clock.millis();
    long since = now - DiskForecast.WINDOW.toMillis();
    long begun = Math.max(since, index.oldestMicros().orElse(now * 1000) / 1000);
    double seconds = Math.max(1, (now - begun) / 1000.0);
    double rate = index.bytesSince(begun * 1000) / seconds;
    fullIn =
        forecast
            .next(
                new DiskForecast.Now(
                    now,
                    free - config.minFreeBytes(),
                    index.totalBytes(),
                    config.maxBytes(),
                    rate,
                    Duration.ofDays(config.retentionDays()).toMillis() / 1000.0))
            .orElse(null);
    return fullIn == null || fullIn.isZero() || fullIn.compareTo(WARNED_BEFORE) > 0
        ? Optional.empty()
        : Optional.of(
            "the disk of "
                + folder.path()
                + " will be full in about "
                + DiskForecast.words(fullIn)
                + "; then the oldest recordings go before their time");
  }

  /** What people should know of the disk, null when there is nothing. */
  String sentence() {
    return sentence;
  }

  /** Seconds until the disk is full; NaN when that is not to be seen. */
  double fullInSeconds() {
    Duration time = fullIn;
    return time == null ? Double.NaN : time.toMillis() / 1000.0;
  }

  /** Segments deleted since start. */
  long deleted() {
    return deleted.get();
  }

  /** Bytes free on the disk; NaN when it cannot be asked. */
  double freeBytes() {
    try {
      return space.free();
    } catch (IOException e) {
      return Double.NaN;
    }
  }
}
