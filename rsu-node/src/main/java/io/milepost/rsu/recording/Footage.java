package io.milepost.rsu.recording;

import io.milepost.rsu.recording.mp4.Mp4Cut;
import io.milepost.rsu.recording.mp4.Mp4Plan;
import io.milepost.rsu.recording.mp4.Piece;
import io.milepost.rsu.recording.mp4.RecordedFile;
import io.milepost.rsu.recording.mp4.Span;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What there is to see of any time of any camera: out of the segments, the one being written
 * included, or, where those have gone, out of a clip that was kept of that time. Where a camera
 * changed codec or size one file cannot hold both; then the part around one moment is taken, and
 * the rest is named as left out. Thread-safe; blocks for the disk.
 */
public final class Footage {
  private static final Logger LOG = LoggerFactory.getLogger(Footage.class);

  /** Headers of closed segments that overlapping requests share. */
  private static final int KEPT_HEADERS = 256;

  /** A clip must hold this much more than the segments do to stand in for them. */
  private static final long WORTH_MICROS = 1_000_000;

  private final Path segmentFolder;
  private final Path clipFolder;
  private final SegmentIndex segments;
  private final ClipIndex clips;
  private final Map<Path, RecordedFile> headers =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, RecordedFile> eldest) {
          return size() > KEPT_HEADERS;
        }
      };

  Footage(Path segmentFolder, Path clipFolder, SegmentIndex segments, ClipIndex clips) {
    this.segmentFolder = segmentFolder;
    this.clipFolder = clipFolder;
    this.segments = segments;
    this.clips = clips;
  }

  /**
   * The footage of a folder that a node uses or used; nothing in it is changed.
   *
   * @param database opened by {@link RecordingDatabase#readOnly}
   */
  public static Footage in(Path segmentFolder, Path clipFolder, RecordingDatabase database) {
    return new Footage(
        segmentFolder, clipFolder, new SegmentIndex(database), new ClipIndex(database));
  }

  /**
   * What was found.
   *
   * @param plan the file that shows it
   * @param leftOut stretches that are recorded but could not be in the same file, or not be read
   */
  public record Found(Mp4Plan plan, List<Span> leftOut) {
    /** How much of the interval is shown, gaps not counted, microseconds. */
    long shownMicros() {
      return plan.facts().endMicros() - plan.facts().startMicros() - inside(plan.facts());
    }

    private static long inside(Mp4Plan.Facts facts) {
      return facts.gaps().stream()
          .mapToLong(
              gap ->
                  Math.max(
                      0,
                      Math.min(gap.toMicros(), facts.endMicros())
                          - Math.max(gap.fromMicros(), facts.startMicros())))
          .sum();
    }
  }

  /**
   * Plans an interval; blocks for the disk.
   *
   * @param fromMicros UTC of the beginning
   * @param toMicros UTC of the end, not included
   * @param momentMicros what must be seen where not everything can be
   * @return empty when nothing is recorded of that time
   */
  public Optional<Found> find(String camera, long fromMicros, long toMicros, long momentMicros)
      throws IOException {
    List<Piece> pieces = new ArrayList<>();
    List<Span> leftOut = new ArrayList<>();
    for (Segment each : segments.overlapping(camera, fromMicros, toMicros)) {
      try {
        read(each).ifPresent(file -> pieces.add(new Piece(file, each.startMicros())));
      } catch (IOException e) {
        LOG.warn("segment left out path={} reason={}", each.path(), e.getMessage());
        leftOut.add(
            new Span(Math.max(fromMicros, each.startMicros()), Math.min(toMicros, endOf(each))));
      }
    }
    Optional<Found> found = choose(pieces, fromMicros, toMicros, momentMicros, leftOut);
    long have = found.map(Found::shownMicros).orElse(0L);
    if (have + WORTH_MICROS < toMicros - fromMicros) {
      Optional<Found> kept = fromClips(camera, fromMicros, toMicros, momentMicros);
      if (kept.isPresent() && kept.get().shownMicros() > have + WORTH_MICROS) {
        return kept;
      }
    }
    return found;
  }

  /** Cameras of which something is recorded. */
  public List<String> cameras() {
    return segments.cameras();
  }

  private static long endOf(Segment segment) {
    return segment.isOpen() ? Long.MAX_VALUE : segment.endMicros();
  }

  private Optional<RecordedFile> read(Segment segment) throws IOException {
    Path file = segmentFolder.resolve(segment.path());
    synchronized (headers) {
      RecordedFile known = headers.get(file);
      if (known != null && Files.exists(file)) {
        return Optional.of(known);
      }
    }
    if (Files.notExists(file)) {
      return Optional.empty();
    }
    RecordedFile read = RecordedFile.read(file);
    if (read.video().isEmpty()) {
      return Optional.empty();
    }
    if (!segment.isOpen()) {
      synchronized (headers) {
        headers.put(file, read);
      }
    }
    return Optional.of(read);
  }

  private static Optional<Found> choose(
      List<Piece> pieces, long from, long to, long moment, List<Span> unread) {
    Piece wanted = null;
    for (Piece each : pieces) {
      wanted = wanted == null || each.startMicros() <= moment ? each : wanted;
    }
    if (wanted == null) {
      return Optional.empty();
    }
    List<Piece> fitting = new ArrayList<>();
    List<Span> leftOut = new ArrayList<>(unread);
    for (int i = 0; i < pieces.size(); i++) {
      Piece each = pieces.get(i);
      if (Mp4Cut.fit(wanted.file(), each.file())) {
        fitting.add(each);
      } else {
        long until = i + 1 < pieces.size() ? pieces.get(i + 1).startMicros() : to;
        leftOut.add(new Span(Math.max(from, each.startMicros()), Math.min(to, until)));
      }
    }
    return Mp4Cut.plan(fitting, from, to).map(plan -> new Found(plan, List.copyOf(leftOut)));
  }

  private Optional<Found> fromClips(String camera, long from, long to, long moment) {
    Optional<Found> best = Optional.empty();
    for (Clip clip : clips.overlapping(camera, from, to)) {
      Path file = clipFolder.resolve(clip.file());
      if (clip.profile() != null || clip.damage() != null || Files.notExists(file)) {
        continue;
      }
      try {
        long first = clip.content().startMicros() - clip.content().leadMicros();
        Optional<Found> found =
            choose(List.of(new Piece(RecordedFile.read(file), first)), from, to, moment, List.of());
        if (found.isPresent()
            && (best.isEmpty() || found.get().shownMicros() > best.get().shownMicros())) {
          best = found;
        }
      } catch (IOException e) {
        LOG.warn("clip cannot be cut clip={} reason={}", clip.id(), e.getMessage());
      }
    }
    return best;
  }
}
