package io.milepost.rsu.recording;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.message.CameraState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that a node records: the index, the recorders of its cameras, pins, the ledger. Opening is
 * quick: what the last run left behind is repaired on a thread of its own, {@code
 * recording-repair}, while cameras are recorded already. After {@link #begin} another thread,
 * {@code recording-upkeep}, keeps ledger and disk in order.
 */
public final class RecordingStore implements AutoCloseable, MeterBinder {
  private static final Logger LOG = LoggerFactory.getLogger(RecordingStore.class);
  private static final long SWEEP_SECONDS = 30;
  private static final long SLOW_REPAIR_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long STOP_MILLIS = 5000;

  /** Nobody asks for what was recorded longer ago. */
  private static final Duration LEDGER_KEPT = Duration.ofDays(400);

  private final RecordingConfig config;
  private final Clock clock;
  private final RecordingFolder folder;
  private final RecordingDatabase database;
  private final SegmentIndex segments;
  private final ClipIndex clips;
  private final Pins pins;
  private final Holdings holdings;
  private final MotionLog motion;
  private final CoverageLedger coverage;
  private final CoverageWatch watch;
  private final Retention retention;
  private final RecordingRepair repair;
  private final Thread repairing;
  private final long openedNanos = System.nanoTime();
  private final Map<String, SegmentRecorder> recorders = new ConcurrentHashMap<>();
  private ScheduledExecutorService upkeep;
  private volatile String problem;
  private volatile String sweepProblem;

  private RecordingStore(RecordingConfig config, Path dataFolder, Clock clock) {
    this.config = config;
    this.clock = clock;
    folder = new RecordingFolder(config.folder());
    database = new RecordingDatabase(dataFolder.resolve("segments.db"));
    segments = new SegmentIndex(database);
    clips = new ClipIndex(database);
    pins = new Pins(database, dataFolder.resolve("pins.json"), clock);
    holdings = new Holdings(database, segments, recorders::containsKey);
    motion = new MotionLog(database);
    coverage = new CoverageLedger(database, segments, clock);
    coverage.live(this::recordedUpToMicros);
    watch = new CoverageWatch(coverage, clock);
    retention = new Retention(config, folder, segments, coverage, clock);
    repair = new RecordingRepair(folder, segments, coverage);
    repairing = new Thread(repair, "recording-repair");
    repairing.setDaemon(true);
  }

  /**
   * Opens the recordings of a node.
   *
   * @param dataFolder holds {@code segments.db} and {@code pins.json}
   * @throws MilepostException UNAVAILABLE when the index cannot be opened; a folder of recordings
   *     that cannot be used is a sentence in {@link #degraded}
   */
  public static RecordingStore open(RecordingConfig config, Path dataFolder, Clock clock) {
    RecordingStore store = new RecordingStore(config, dataFolder, clock);
    try {
      store.problem = store.repair.prepare();
      if (store.problem == null) {
        store.repairing.start();
      }
    } catch (IOException e) {
      store.problem =
          "the folder of recordings " + config.folder() + " cannot be used: " + e.getMessage();
    }
    return store;
  }

  /**
   * The recorder of a camera, made when first asked for; attach it to the camera's packets.
   *
   * @throws MilepostException CONFIGURATION when the id could not be the name of a folder
   */
  public SegmentRecorder recorder(String camera) {
    if (!camera.matches("[a-z0-9_-]{1,64}")) {
      throw new MilepostException(
          FailureCode.CONFIGURATION, "camera id '" + camera + "' must be 1 to 64 of a-z 0-9 - _");
    }
    return recorders.computeIfAbsent(
        camera,
        id -> new SegmentRecorder(id, new CameraTape(id, config, folder, segments, coverage)));
  }

  /**
   * The same, for a camera whose every second counts from now on.
   *
   * @param state how the camera is doing; quick, called every second
   */
  public SegmentRecorder recorder(String camera, Supplier<CameraState> state) {
    SegmentRecorder recorder = recorder(camera);
    watch.add(recorder, state);
    return recorder;
  }

  /** Ends the recorder of a camera that is configured no more; waits for the disk. */
  public void remove(String camera) {
    watch.remove(camera);
    SegmentRecorder recorder = recorders.remove(camera);
    if (recorder != null) {
      recorder.close();
    }
  }

  /** All cameras of the configuration are known; ledger and disk are kept in order from now on. */
  public synchronized void begin() {
    watch.begin();
    upkeep =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "recording-upkeep");
              thread.setDaemon(true);
              return thread;
            });
    upkeep.scheduleWithFixedDelay(() -> quietly(watch::step), 1, 1, TimeUnit.SECONDS);
    upkeep.scheduleWithFixedDelay(() -> quietly(this::sweep), 1, SWEEP_SECONDS, TimeUnit.SECONDS);
  }

  private static void quietly(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      LOG.warn("upkeep of recordings failed reason={}", e.toString());
    }
  }

  /** The recorder of a camera, null when it is not recorded here. */
  SegmentRecorder existing(String camera) {
    return recorders.get(camera);
  }

  private long recordedUpToMicros(String camera) {
    SegmentRecorder recorder = recorders.get(camera);
    return recorder == null ? 0 : recorder.recordedUpToMicros();
  }

  /** The index of segments. */
  public SegmentIndex segments() {
    return segments;
  }

  /** What must not be deleted. */
  public Pins pins() {
    return pins;
  }

  /** Of which cameras something is kept. */
  public Holdings holdings() {
    return holdings;
  }

  /** When something moved before which camera. */
  public MotionLog motion() {
    return motion;
  }

  /** Which time of which camera is recorded. */
  public CoverageLedger coverage() {
    return coverage;
  }

  /** Recorded of what was expected of a camera in the last hour, 0..1; NaN when nothing was. */
  public double hourShare(String camera) {
    return watch.share(camera);
  }

  /** The file behind the index, for the packages below this one. */
  public RecordingDatabase database() {
    return database;
  }

  ClipIndex clips() {
    return clips;
  }

  RecordingConfig config() {
    return config;
  }

  /** Waits until what the last run left behind is in order. */
  void awaitRepair() throws InterruptedException {
    repairing.join();
  }

  /** Deletes what is due; blocks for the disk. */
  void sweep() {
    try {
      pins.expire();
      retention.sweep();
      sweepProblem = retention.sentence();
      if (!repairing.isAlive()) {
        repair.patrol();
      }
      long longAgo = (clock.millis() - LEDGER_KEPT.toMillis()) * 1000;
      coverage.forgetBefore(longAgo);
      motion.forgetBefore(longAgo);
    } catch (IOException e) {
      sweepProblem = "old recordings cannot be deleted: " + e.getMessage();
    }
  }

  /** What is not as it should be, one sentence each; empty when all is well. */
  public List<String> degraded() {
    List<String> sentences = new ArrayList<>();
    Stream.of(problem, damaged(), slowRepair(), repair.problem(), sweepProblem)
        .filter(Objects::nonNull)
        .forEach(sentences::add);
    recorders.values().stream()
        .map(recorder -> recorder.status().problem())
        .filter(Objects::nonNull)
        .forEach(sentences::add);
    return sentences;
  }

  private String damaged() {
    return database.aside() == null
        ? null
        : "the index of recordings was damaged and lies at "
            + database.aside()
            + "; it "
            + (repairing.isAlive() ? "is being" : "has been")
            + " rebuilt from the files, clips of the past are not in it";
  }

  private String slowRepair() {
    return repairing.isAlive() && System.nanoTime() - openedNanos > SLOW_REPAIR_NANOS
        ? "recordings of the last run are being checked, " + repair.left() + " to be repaired"
        : null;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Gauge.builder("milepost.recording.repair.left", repair, RecordingRepair::left)
        .description("Segments of the last run still to be repaired")
        .register(registry);
    Gauge.builder("milepost.recording.disk.free.bytes", retention, Retention::freeBytes)
        .register(registry);
    Gauge.builder("milepost.recording.disk.full.seconds", retention, Retention::fullInSeconds)
        .description("Time until the disk is full as things go; NaN when that is not to be seen")
        .register(registry);
    FunctionCounter.builder("milepost.recording.deleted", retention, Retention::deleted)
        .description("Segments deleted by age, size or for free space")
        .register(registry);
    Gauge.builder("milepost.recording.stored.bytes", segments, SegmentIndex::totalBytes)
        .description("Closed segments of all cameras")
        .register(registry);
    Gauge.builder("milepost.recording.removed.bytes", holdings, Holdings::removedBytes)
        .description("Those of them whose camera is configured no more")
        .register(registry);
  }

  /** Ends all recorders and closes the index; blocks for the disk. */
  @Override
  public synchronized void close() {
    repair.stop();
    if (upkeep != null) {
      upkeep.shutdown();
    }
    recorders.values().forEach(SegmentRecorder::close);
    try {
      repairing.join(STOP_MILLIS);
      if (upkeep != null) {
        upkeep.awaitTermination(STOP_MILLIS, TimeUnit.MILLISECONDS);
        quietly(watch::end);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    database.close();
  }
}
