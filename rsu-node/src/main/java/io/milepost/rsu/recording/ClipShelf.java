package io.milepost.rsu.recording;

import io.milepost.protocol.message.ClipReady;
import io.milepost.rsu.camera.JpegPicture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What can be told of the clips and the past of one node. All of it blocks for the disk. */
public interface ClipShelf {
  /** All that is known of a clip. */
  Optional<ClipInfo> info(String clipId);

  /**
   * Clips ordered for some of a time, newest first.
   *
   * @param camera camera id, null for all
   * @param fromMillis UTC
   * @param toMillis UTC, not included
   * @param most how many
   */
  List<ClipInfo> list(String camera, long fromMillis, long toMillis, int most);

  /** The clips of an incident that can be played, oldest first. */
  List<ClipReady> list(String incidentId);

  /** A JPEG of what was seen at the moment of a clip; empty when there is none yet. */
  Optional<Path> thumbnail(String clipId);

  /** An animated WebP of a complete clip; empty when there is none yet. */
  Optional<Path> preview(String clipId);

  /**
   * The very picture that a camera showed at a time; empty when none is recorded of it.
   *
   * @param utcMillis UTC
   * @param width greatest width, pixels, 160..3840
   * @throws IOException when it is recorded but cannot be read
   */
  Optional<JpegPicture> picture(String camera, long utcMillis, int width) throws IOException;
}
