package io.milepost.rsu.rules.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The last frames of one suspicion: every condition's value in each. A ring of numbers that grows
 * to its full length; then adding a frame allocates nothing and the oldest frame gives way. Not
 * thread-safe.
 */
public final class Trace {
  /** Frames kept: ten seconds at 15 frames per second. */
  static final int FRAMES = 150;

  /** Room at first: most suspicions are over soon. */
  private static final int FIRST_ROOM = 15;

  private final List<Condition> conditions;
  private double[] times;
  private double[] values;
  private int size;
  private int next;

  /**
   * An empty trace.
   *
   * @param conditions what is kept of each frame, in this order
   */
  public Trace(Condition... conditions) {
    this.conditions = List.of(conditions);
    this.times = new double[FIRST_ROOM];
    this.values = new double[FIRST_ROOM * conditions.length];
  }

  /** Begins a frame whose values are NaN (not known) until they are set. */
  public Trace frame(double now) {
    if (size == times.length && size < FRAMES) {
      // Not round yet: the oldest is first.
      int room = Math.min(FRAMES, 2 * size);
      times = Arrays.copyOf(times, room);
      values = Arrays.copyOf(values, room * conditions.size());
      next = size;
    }
    times[next] = now;
    int from = next * conditions.size();
    Arrays.fill(values, from, from + conditions.size(), Double.NaN);
    next = (next + 1) % times.length;
    size = Math.min(times.length, size + 1);
    return this;
  }

  /** Sets the value of a condition, by its place in the list, in the frame begun last. */
  public Trace set(int condition, double value) {
    int last = (next + times.length - 1) % times.length;
    values[last * conditions.size() + condition] = value;
    return this;
  }

  /** What was seen so far, oldest first; a copy. */
  public TraceRecord record() {
    List<TraceRecord.Frame> frames = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      int at = (next - size + i + times.length) % times.length;
      int from = at * conditions.size();
      frames.add(
          new TraceRecord.Frame(
              times[at], Arrays.copyOfRange(values, from, from + conditions.size())));
    }
    return new TraceRecord(conditions, frames);
  }
}
