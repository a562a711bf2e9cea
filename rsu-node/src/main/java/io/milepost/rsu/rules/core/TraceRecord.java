package io.milepost.rsu.rules.core;

import java.util.Arrays;
import java.util.List;

/**
 * Why a rule fired: its conditions, and their values in the frames before. Immutable.
 *
 * @param conditions what had to hold
 * @param frames oldest first
 */
public record TraceRecord(List<Condition> conditions, List<Frame> frames) {
  /** For findings whose rule keeps no trace. */
  public static final TraceRecord NONE = new TraceRecord(List.of(), List.of());

  /** Makes the lists immutable. */
  public TraceRecord {
    conditions = List.copyOf(conditions);
    frames = List.copyOf(frames);
  }

  /**
   * One frame.
   *
   * @param seconds PTS
   * @param values one per condition, NaN where it was not known; not to be changed
   */
  public record Frame(double seconds, double[] values) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Frame f && f.seconds == seconds && Arrays.equals(f.values, values);
    }

    @Override
    public int hashCode() {
      return 31 * Double.hashCode(seconds) + Arrays.hashCode(values);
    }
  }
}
