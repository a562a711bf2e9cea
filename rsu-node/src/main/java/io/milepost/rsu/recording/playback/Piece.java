package io.milepost.rsu.recording.playback;

import io.milepost.rsu.recording.Segment;
import java.nio.file.Path;
import java.util.List;

/**
 * Fragments of one segment that belong to an answer.
 *
 * @param segment the segment
 * @param file where it is
 * @param map all of its fragments
 * @param chosen those that are wanted, in order, never empty
 */
record Piece(Segment segment, Path file, FragmentMap map, List<Fragment> chosen) {

  /** UTC at which a decode time of the video track is shown, microseconds. */
  long utc(long ticks) {
    return segment.startMicros()
        + scale(ticks - map.fragments().get(0).composition(), map.video().timescale());
  }

  /** UTC that a decode time of the video track stands for, microseconds. */
  long decodeUtc(long ticks) {
    return utc(ticks + map.fragments().get(0).composition())
        - scale(map.fragments().get(0).composition(), map.video().timescale());
  }

  /** UTC of the first chosen picture, microseconds. */
  long fromMicros() {
    Fragment first = chosen.get(0);
    return utc(first.ticks() + first.composition());
  }

  /** UTC of the end of the last chosen picture, microseconds. */
  long toMicros() {
    Fragment last = chosen.get(chosen.size() - 1);
    return utc(last.ticks() + last.duration() + map.fragments().get(0).composition());
  }

  static long scale(long ticks, int timescale) {
    return Math.floorDiv(ticks, timescale) * 1_000_000
        + Math.floorMod(ticks, timescale) * 1_000_000L / timescale;
  }
}
