package io.milepost.rsu.recording;

/**
 * How long segments are, and when one ends: with the first key picture after a whole multiple of
 * the length in UTC, so that all cameras and all nodes cut at the same times. The length is the
 * shortest of those allowed that holds two groups of pictures and fifty pictures, as the last
 * segment had them: few pictures or long groups make segments longer. One thread.
 */
final class SegmentLength {
  /** A key picture this close before the time counts as being on it: clocks are slewed. */
  private static final long EARLY_MICROS = 20_000;

  private static final int LEAST_GROUPS = 2;
  private static final int LEAST_FRAMES = 50;
  private static final int MINUTE = 60;
  private static final long SECOND_MICROS = 1_000_000;

  private final int shortest;
  private final int longest;
  private int seconds;
  private long startMicros;
  private long frames;
  private long groups;

  /** Lengths from the shortest to the longest, seconds. */
  SegmentLength(int shortest, int longest) {
    this.shortest = shortest;
    this.longest = longest;
    this.seconds = shortest;
  }

  /** Seconds that are meant to be in a segment now. */
  int seconds() {
    return seconds;
  }

  /** A segment begins with a picture of this time. */
  void begin(long utcMicros) {
    startMicros = utcMicros;
    frames = 0;
    groups = 0;
  }

  /** A picture comes; whether the segment ends before it. */
  boolean endsBefore(boolean key, long utcMicros) {
    if (!key || frames == 0) {
      frames++;
      groups += key ? 1 : 0;
      return false;
    }
    adapt(utcMicros - startMicros);
    frames++;
    groups++;
    long length = seconds * SECOND_MICROS;
    return (utcMicros + EARLY_MICROS) / length > (startMicros + EARLY_MICROS) / length;
  }

  private void adapt(long pastMicros) {
    double wanted =
        Math.max(
            pastMicros * LEAST_GROUPS / (double) groups,
            pastMicros * LEAST_FRAMES / (double) frames);
    int length = shortest;
    while (length < longest && (length * SECOND_MICROS < wanted || MINUTE % length != 0)) {
      length++;
    }
    seconds = wanted <= shortest * SECOND_MICROS ? shortest : length;
  }
}
