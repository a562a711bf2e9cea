package io.milepost.rsu.recording;

import io.milepost.protocol.failure.MilepostException;
import io.milepost.rsu.camera.JpegPicture;
import io.milepost.rsu.camera.RecordedPictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Pictures that go with clips, and single pictures of any recorded time. Blocks. */
final class ClipPictures {
  private static final Logger LOG = LoggerFactory.getLogger(ClipPictures.class);
  private static final int THUMBNAIL_WIDTH = 640;
  private static final int PREVIEW_WIDTH = 320;
  private static final int PREVIEW_PICTURES = 24;
  private static final int PREVIEW_MILLIS = 250;

  /** Pictures are shown at most this much before the key picture that they follow. */
  private static final long SEQUEL_MICROS = 2_000_000;

  private final Path clipFolder;
  private final Path segmentFolder;
  private final SegmentIndex segments;
  private final ClipIndex clips;

  ClipPictures(Path clipFolder, RecordingStore store) {
    this.clipFolder = clipFolder;
    this.segmentFolder = store.config().folder();
    this.segments = store.segments();
    this.clips = store.clips();
  }

  /** The still that goes with a clip: what was seen at its moment. */
  static Path thumbnail(Path clip) {
    return beside(clip, ".jpg");
  }

  /** The moving miniature that goes with a clip. */
  static Path preview(Path clip) {
    return beside(clip, ".webp");
  }

  private static Path beside(Path clip, String ending) {
    return clip.resolveSibling(clip.getFileName().toString().replaceFirst("\\.mp4$", ending));
  }

  /** Makes the still; a clip without one is still a clip, so what fails is only logged. */
  void makeStill(Clip clip) {
    Path file = clipFolder.resolve(clip.file());
    try {
      Optional<JpegPicture> still = at(clip.camera(), clip.momentMicros(), THUMBNAIL_WIDTH);
      if (still.isEmpty()) {
        still = at(clip.camera(), clip.content().startMicros(), THUMBNAIL_WIDTH);
      }
      if (still.isPresent()) {
        write(thumbnail(file), still.get().jpeg());
      }
    } catch (MilepostException | IOException e) {
      LOG.warn("no still of clip={} reason={}", clip.id(), e.getMessage());
    }
  }

  /** Makes the moving miniature, as the still. */
  void makePreview(Clip clip) {
    Path file = clipFolder.resolve(clip.file());
    try {
      write(
          preview(file),
          RecordedPictures.preview(file, PREVIEW_PICTURES, PREVIEW_WIDTH, PREVIEW_MILLIS));
    } catch (MilepostException | IOException e) {
      LOG.warn("no preview of clip={} reason={}", clip.id(), e.getMessage());
    }
  }

  private static void write(Path target, byte[] bytes) throws IOException {
    Path part = target.resolveSibling(target.getFileName() + ".part");
    Files.write(part, bytes);
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * The picture that a camera showed at a time: out of the segments, else out of a clip.
   *
   * @param utcMicros UTC; a picture is found up to a millisecond early, as times are told in
   *     milliseconds rounded down
   * @return empty when nothing is recorded of that time
   * @throws IOException when it cannot be read
   */
  Optional<JpegPicture> at(String camera, long utcMicros, int width) throws IOException {
    long wanted = utcMicros + 999;
    List<Segment> near = segments.overlapping(camera, wanted, utcMicros + SEQUEL_MICROS);
    for (int i = near.size() - 1; i >= 0; i--) {
      Segment each = near.get(i);
      if (each.startMicros() > wanted) {
        continue;
      }
      Path file = segmentFolder.resolve(each.path());
      if (Files.exists(file)) {
        long length = FragmentedFile.wholeLength(file);
        Optional<JpegPicture> found =
            length == 0
                ? Optional.empty()
                : RecordedPictures.at(
                    camera,
                    file,
                    length,
                    Math.max(0, wanted - each.startMicros()),
                    each.startMicros(),
                    width,
                    i + 1 < near.size() ? sequel(each, near.get(i + 1)) : null);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    for (Clip clip : clips.overlapping(camera, wanted, utcMicros)) {
      Path file = clipFolder.resolve(clip.file());
      if (clip.profile() == null && Files.exists(file)) {
        return RecordedPictures.at(
            camera,
            file,
            -1,
            wanted - clip.content().startMicros(),
            clip.content().startMicros(),
            width,
            null);
      }
    }
    return Optional.empty();
  }

  private RecordedPictures.Sequel sequel(Segment one, Segment next) throws IOException {
    Path file = segmentFolder.resolve(next.path());
    boolean goesOn =
        !one.isOpen()
            && next.startMicros() <= one.endMicros() + CoverageLedger.JOIN_MICROS
            && Objects.equals(one.codec(), next.codec())
            && one.width() == next.width()
            && one.height() == next.height()
            && Files.exists(file);
    long length = goesOn ? FragmentedFile.wholeLength(file) : 0;
    return length == 0 ? null : new RecordedPictures.Sequel(file, length, next.startMicros());
  }
}
