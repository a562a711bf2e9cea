package io.milepost.rsu.recording;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * All that a node records: the index, the recorders of its cameras, its clips. Opening repairs what
 * the last run left behind and blocks for the disk, so do it before anything records and not on an
 * event loop.
 */
public final class RecordingStore implements AutoCloseable {
  private final RecordingConfig config;
  private final RecordingDatabase database;
  private final SegmentIndex segments;
  private final ClipIndex clips;
  private final Retention retention;
  private final Map<String, SegmentRecorder> recorders = new ConcurrentHashMap<>();
  private volatile String problem;
  private volatile String sweepProblem;

  private RecordingStore(RecordingConfig config, Path dataFolder, Clock clock) {
    this.config = config;
    database = new RecordingDatabase(dataFolder.resolve("segments.db"));
    segments = new SegmentIndex(database);
    clips = new ClipIndex(database);
    retention = new Retention(config, segments, clock);
  }

  /**
   * Opens the recordings of a node.
   *
   * @param dataFolder holds {@code segments.db}
   * @throws MilepostException UNAVAILABLE when the index cannot be opened; a folder of recordings
   *     that cannot be used is a sentence in {@link #degraded}
   */
  public static RecordingStore open(RecordingConfig config, Path dataFolder, Clock clock) {
    RecordingStore store = new RecordingStore(config, dataFolder, clock);
    try {
      store.problem = new RecordingRepair(config.folder(), store.segments).run();
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
    return recorders.computeIfAbsent(camera, id -> new SegmentRecorder(id, config, segments));
  }

  /** The recorder of a camera, null when it is not recorded here. */
  SegmentRecorder existing(String camera) {
    return recorders.get(camera);
  }

  /** The index of segments. */
  public SegmentIndex segments() {
    return segments;
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

  /** Deletes what is due; blocks for the disk. */
  void sweep() {
    try {
      retention.sweep();
      sweepProblem =
          retention.isDiskTight()
              ? "less than "
                  + config.minFreeBytes()
                  + " bytes are free at "
                  + config.folder()
                  + "; recordings are kept shorter than configured"
              : null;
    } catch (IOException e) {
      sweepProblem = "old recordings cannot be deleted: " + e.getMessage();
    }
  }

  /** What is not as it should be, one sentence each; empty when all is well. */
  public List<String> degraded() {
    List<String> sentences = new ArrayList<>();
    Stream.of(Optional.ofNullable(problem), Optional.ofNullable(sweepProblem))
        .flatMap(Optional::stream)
        .forEach(sentences::add);
    recorders.values().stream()
        .map(recorder -> recorder.status().problem())
        .filter(Objects::nonNull)
        .forEach(sentences::add);
    return sentences;
  }

  /** Ends all recorders and closes the index; blocks for the disk. */
  @Override
  public void close() {
    recorders.values().forEach(SegmentRecorder::close);
    database.close();
  }
}
