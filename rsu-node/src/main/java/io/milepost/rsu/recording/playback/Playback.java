package io.milepost.rsu.recording.playback;

import io.milepost.rsu.recording.Footage;
import java.io.IOException;
import java.util.Optional;

/** Plays any interval as one file. Thread-safe; blocks for the disk, so not for event loops. */
public final class Playback {
  private final Footage footage;

  /** Plays this footage. */
  public Playback(Footage footage) {
    this.footage = footage;
  }

  /**
   * An interval as one file.
   *
   * @param fromMicros UTC
   * @param toMicros UTC, later
   * @return empty when nothing of it is recorded
   * @throws IOException when it cannot be read
   */
  public Optional<VirtualFile> file(String camera, long fromMicros, long toMicros)
      throws IOException {
    return footage.find(camera, fromMicros, toMicros, fromMicros).map(PlannedFile::new);
  }
}
