package io.milepost.rsu.recording.playback;

import io.milepost.rsu.recording.Segment;
import io.milepost.rsu.recording.SegmentIndex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is recorded of one camera between two times, fragment by fragment, from the last key picture
 * at or before the beginning on. Pieces of another codec or size than the first are left out: one
 * file cannot hold both.
 *
 * @param pieces in order of time
 * @param leftOut segments that could not be read or do not go together with the first
 */
record Interval(List<Piece> pieces, List<Segment> leftOut) {
  private static final Logger LOG = LoggerFactory.getLogger(Interval.class);

  /** Looks it up; blocks for the disk. */
  static Interval of(SegmentIndex index, Path folder, String camera, long from, long to) {
    List<Piece> pieces = new ArrayList<>();
    List<Segment> leftOut = new ArrayList<>();
    for (Segment segment : index.overlapping(camera, from, to)) {
      Path file = folder.resolve(segment.path());
      if (Files.notExists(file)) {
        continue;
      }
      try {
        FragmentMap map = FragmentMap.read(file);
        Piece whole = new Piece(segment, file, map, map.fragments());
        List<Fragment> chosen = chosen(whole, from, to);
        if (chosen.isEmpty()) {
          continue;
        }
        if (pieces.isEmpty() || Arrays.equals(pieces.get(0).map().init(), map.init())) {
          pieces.add(new Piece(segment, file, map, chosen));
        } else {
          leftOut.add(segment);
        }
      } catch (IOException e) {
        LOG.warn("segment cannot be played path={} reason={}", segment.path(), e.getMessage());
        leftOut.add(segment);
      }
    }
    return new Interval(List.copyOf(pieces), List.copyOf(leftOut));
  }

  private static List<Fragment> chosen(Piece whole, long from, long to) {
    List<Fragment> chosen = new ArrayList<>();
    for (Fragment each : whole.chosen()) {
      long begins = whole.utc(each.ticks() + each.composition());
      if (begins >= to) {
        break;
      }
      if (each.key() && begins <= from) {
        chosen.clear();
      }
      if (each.key() || !chosen.isEmpty()) {
        chosen.add(each);
      }
    }
    boolean over =
        !chosen.isEmpty()
            && new Piece(whole.segment(), whole.file(), whole.map(), chosen).toMicros() <= from;
    return over ? List.of() : List.copyOf(chosen);
  }

  boolean isEmpty() {
    return pieces.isEmpty();
  }

  /** UTC of its first picture, microseconds. */
  long fromMicros() {
    return pieces.get(0).fromMicros();
  }

  /** UTC of the end of its last picture, microseconds. */
  long toMicros() {
    return pieces.get(pieces.size() - 1).toMicros();
  }
}
