package io.milepost.rsu.recording.archive;

import io.milepost.rsu.recording.RecordingDatabase;
import io.milepost.rsu.recording.archive.ArchiveException.Cause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what is in the outbox to the archive, one file after the other, and gives it back when the
 * file here has gone. {@link #step} is for one thread of its own, which it may hold for hours; all
 * else is thread-safe. {@link #file} blocks as long as a network does.
 */
public final class ArchiveKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ArchiveKeeper.class);
  private static final long IDLE_MILLIS = 5_000;
  private static final long CLOSED_MILLIS = 30_000;
  private static final long FIRST_RETRY_MILLIS = 5_000;
  private static final long LAST_RETRY_MILLIS = 600_000;
  private static final long CREDENTIALS_MILLIS = 300_000;
  private static final long LAST_FILE_RETRY_MILLIS = 6 * 3_600_000L;
  private static final double SPREAD = 0.2;
  private static final long DAY_MILLIS = 86_400_000L;
  private static final long SEGMENTS_EVERY_MILLIS = 60_000;

  /** A mount whose server has gone answers nothing at all. */
  private static final long HANGS_MILLIS = 120_000;

  private final ArchiveConfig config;
  private final String node;
  private final Outbox outbox;
  private final ArchiveStore store;
  private final Folders folders;
  private final Clock clock;
  private final DoubleSupplier random;
  private final Throttle throttle;
  private final Uploader uploader;
  private final ArchiveCache cache;
  private final Map<Cause, AtomicLong> failures = new EnumMap<>(Cause.class);
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private volatile Outbox.Backlog backlog = new Outbox.Backlog(0, 0, 0);
  private volatile ArchiveStore.Space space;
  private volatile String away;
  private volatile String warning;
  private volatile long busySince;
  private int storeFailures;
  private long segmentsLooked;

  /**
   * Where the node keeps what is archived.
   *
   * @param clips folder of clips
   * @param segments folder of segments
   * @param cache folder for clips fetched back
   */
  public record Folders(Path clips, Path segments, Path cache) {}

  /** A keeper; connects to nothing yet. */
  public ArchiveKeeper(
      ArchiveConfig config, String node, RecordingDatabase database, Folders folders, Clock clock) {
    this(config, node, database, folders, clock, config.store(), Math::random);
  }

  ArchiveKeeper(
      ArchiveConfig config,
      String node,
      RecordingDatabase database,
      Folders folders,
      Clock clock,
      ArchiveStore store,
      DoubleSupplier random) {
    this.config = config;
    this.node = node;
    this.outbox = new Outbox(database);
    this.store = store;
    this.folders = folders;
    this.clock = clock;
    this.random = random;
    this.throttle = new Throttle(config.bytesPerSecond());
    this.uploader = new Uploader(store, throttle, this::isOpen);
    this.cache = new ArchiveCache(store, folders.cache(), config.cacheBytes());
    for (Cause each : Cause.values()) {
      failures.put(each, new AtomicLong());
    }
    outbox.enable(clock.millis());
  }

  /** To be called instead when there is no archive: nothing waits for one. Blocks for the disk. */
  public static void disable(RecordingDatabase database) {
    new Outbox(database).disable();
  }

  /**
   * Whether a clip of this time has yet to go to the archive and so must not be deleted here;
   * blocks for the disk.
   *
   * @param fromMicros UTC, microseconds
   * @param toMicros UTC, microseconds
   */
  public boolean holds(String camera, long fromMicros, long toMicros) {
    return outbox.isWaiting(camera, fromMicros, toMicros);
  }

  private boolean isOpen() {
    busySince = clock.millis();
    return config.window().contains(clock.instant());
  }

  /**
   * Sends the next file, if there is one.
   *
   * @return milliseconds after which to call again, 0 for at once
   */
  public long step() {
    long now = clock.millis();
    if (config.segmentsAfterH() > 0 && now - segmentsLooked >= SEGMENTS_EVERY_MILLIS) {
      segmentsLooked = now;
      outbox.addSegments((now - config.segmentsAfter().toMillis()) * 1000, now);
      outbox.forgetSegments(now - DAY_MILLIS);
    }
    long wait = CLOSED_MILLIS;
    busySince = now;
    try {
      if (config.window().contains(clock.instant())) {
        wait = sendNext(now);
      }
    } finally {
      busySince = 0;
      backlog = outbox.backlog();
    }
    return throttle.isStopped() ? IDLE_MILLIS : wait;
  }

  private long sendNext(long now) {
    Optional<Item> next = outbox.next(now);
    try {
      store.check();
      space = store.space();
      judgeSpace();
      if (next.isEmpty()) {
        deleteHere(now);
        storeWorks();
        return IDLE_MILLIS;
      }
      requireSpace(next.get());
      Item item = next.get();
      boolean sent = uploader.send(source(item), there(item), item.bytes(), item.sha256());
      storeWorks();
      if (sent) {
        outbox.done(item, clock.millis());
        done.incrementAndGet();
        LOG.info("archived name={} bytes={}", item.name(), item.bytes());
      }
      return 0;
    } catch (ArchiveException e) {
      return failed(next, e);
    } catch (IOException e) {
      return failed(next, new ArchiveException(Cause.AWAY, "the archive fails: " + e, e));
    }
  }

  private void storeWorks() {
    if (away != null) {
      LOG.info("archive back store={}", store.shown());
    }
    away = null;
    storeFailures = 0;
  }

  private void judgeSpace() {
    warning =
        space.free() < config.alarmFreeBytes()
            ? "the archive "
                + store.shown()
                + " has "
                + space.free() / 1_000_000
                + " MB left; make room before it is full"
            : null;
  }

  private void requireSpace(Item item) throws ArchiveException {
    if (space.free() - item.bytes() < config.minFreeBytes()) {
      throw new ArchiveException(
          Cause.FULL,
          "the archive "
              + store.shown()
              + " is full: "
              + space.free() / 1_000_000
              + " MB left; files wait here until there is room");
    }
  }

  private long failed(Optional<Item> item, ArchiveException e) {
    failures.get(e.kind()).incrementAndGet();
    if (e.kind().ofTheStore()) {
      if (!e.getMessage().equals(away)) {
        LOG.warn("archive waits cause={} reason=\"{}\"", e.kind().code(), e.getMessage());
      }
      away = e.getMessage();
      long base = e.kind() == Cause.CREDENTIALS ? CREDENTIALS_MILLIS : FIRST_RETRY_MILLIS;
      return backOff(base, Math.max(base, LAST_RETRY_MILLIS), storeFailures++);
    }
    storeWorks();
    item.ifPresent(each -> fileFailed(each, e));
    return 0;
  }

  private void fileFailed(Item item, ArchiveException e) {
    LOG.warn(
        "not archived name={} attempt={} reason=\"{}\"",
        item.name(),
        item.attempts() + 1,
        e.getMessage());
    if (e.kind() == Cause.SOURCE
        && Files.notExists(source(item))
        && (!item.clip() || outbox.isForgotten(item))) {
      outbox.lost(item, e.getMessage());
      lost.incrementAndGet();
      return;
    }
    long wait = backOff(FIRST_RETRY_MILLIS, LAST_FILE_RETRY_MILLIS, item.attempts());
    outbox.failed(item, clock.millis() + wait, e.getMessage());
  }

  private long backOff(long least, long most, int failuresBefore) {
    long doubled = least << Math.min(failuresBefore, 20);
    return (long) (Math.min(most, doubled) * (1 + SPREAD * (2 * random.getAsDouble() - 1)));
  }

  private Path source(Item item) {
    return (item.clip() ? folders.clips() : folders.segments()).resolve(item.file());
  }

  private String there(Item item) {
    return node + "/" + item.name();
  }

  private void deleteHere(long now) throws IOException {
    if (config.deleteClipsAfterDays() == 0) {
      return;
    }
    for (Item each : outbox.deletable(now - config.deleteClipsAfterDays() * DAY_MILLIS)) {
      if (store.size(there(each)) != each.bytes()) {
        outbox.failed(each, 0, "is missing in the archive");
        LOG.warn("archived file missing name={}; kept here", each.name());
        continue;
      }
      Files.deleteIfExists(source(each));
      outbox.deletedHere(each);
      LOG.info("clip deleted here, kept in the archive name={}", each.name());
    }
  }

  /** The file of a clip that lies in the archive, fetched if need be; empty when not to be had. */
  public Optional<Path> file(String clip) {
    if (away != null || isHanging()) {
      return Optional.empty();
    }
    return outbox.archived(clip).flatMap(item -> cache.file(there(item), item));
  }

  private boolean isHanging() {
    long since = busySince;
    return since > 0 && clock.millis() - since > HANGS_MILLIS + throttle.millisFor(1 << 18);
  }

  /** What is not as it should be, one sentence each. */
  public List<String> degraded() {
    List<String> sentences = new ArrayList<>();
    Optional.ofNullable(away).ifPresent(sentences::add);
    Optional.ofNullable(warning).ifPresent(sentences::add);
    if (isHanging()) {
      sentences.add("the archive " + store.shown() + " has not answered for minutes");
    }
    if (lost.get() > 0) {
      sentences.add(
          lost.get()
              + " files were deleted here before the archive had them; give recording.max_gb more"
              + " room");
    }
    return sentences;
  }

  Outbox.Backlog backlog() {
    return backlog;
  }

  /** Age of the oldest waiting file, seconds. */
  double oldestSeconds() {
    long oldest = backlog.oldestMillis();
    return oldest == 0 ? 0 : Math.max(0, clock.millis() - oldest) / 1000.0;
  }

  long done() {
    return done.get();
  }

  long sentBytes() {
    return uploader.sentBytes();
  }

  long failures(Cause cause) {
    return failures.get(cause).get();
  }

  /** Free bytes there, NaN when not known. */
  double freeBytes() {
    ArchiveStore.Space now = space;
    return now == null ? Double.NaN : now.free();
  }

  /** Ends what is being sent within moments; it goes on there later. Any thread. */
  public void stop() {
    throttle.stop();
  }

  @Override
  public void close() throws IOException {
    stop();
    store.close();
  }
}
