package io.milepost.rsu.recording.playback;

import io.milepost.rsu.recording.SegmentIndex;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Plays the recordings of a node. Thread-safe; blocks for the disk, so not for event loops. */
public final class Playback {
  private final SegmentIndex index;
  private final Path folder;

  /**
   * The recordings in a folder.
   *
   * @param index knows them
   * @param folder holds them
   */
  public Playback(SegmentIndex index, Path folder) {
    this.index = index;
    this.folder = folder;
  }

  /**
   * An interval as one file.
   *
   * @param fromMicros UTC
   * @param toMicros UTC, later
   * @return empty when nothing of it is recorded
   * @throws IOException when it is too long for one file
   */
  public Optional<IntervalFile> file(String camera, long fromMicros, long toMicros)
      throws IOException {
    Interval interval = Interval.of(index, folder, camera, fromMicros, toMicros);
    return interval.isEmpty() ? Optional.empty() : Optional.of(IntervalFile.whole(interval));
  }

  SegmentIndex index() {
    return index;
  }

  Path folder() {
    return folder;
  }
}
