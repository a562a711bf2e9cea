package io.milepost.rsu.recording.mp4;

import java.util.Arrays;

/**
 * Where the pictures or sounds of a track lie and when they are due, in the order they are decoded.
 * Times are in ticks of the track. Filled by one thread, then read by any.
 */
public final class Samples {
  private static final int FIRST = 256;

  private int count;
  private long[] offsets = new long[FIRST];
  private int[] sizes = new int[FIRST];
  private long[] dts = new long[FIRST];
  private int[] shifts = new int[FIRST];
  private int[] durations = new int[FIRST];
  private boolean[] keys = new boolean[FIRST];

  Samples() {}

  void add(long offset, int size, long due, int shift, int duration, boolean key) {
    if (count == sizes.length) {
      grow();
    }
    offsets[count] = offset;
    sizes[count] = size;
    dts[count] = due;
    shifts[count] = shift;
    durations[count] = duration;
    keys[count++] = key;
  }

  private void grow() {
    int room = 2 * count;
    offsets = Arrays.copyOf(offsets, room);
    sizes = Arrays.copyOf(sizes, room);
    dts = Arrays.copyOf(dts, room);
    shifts = Arrays.copyOf(shifts, room);
    durations = Arrays.copyOf(durations, room);
    keys = Arrays.copyOf(keys, room);
  }

  /** How many there are. */
  public int count() {
    return count;
  }

  /** Byte at which it begins in its file. */
  public long offset(int i) {
    return offsets[i];
  }

  /** Bytes. */
  public int size(int i) {
    return sizes[i];
  }

  /** When it is decoded, ticks. */
  public long dts(int i) {
    return dts[i];
  }

  /** When it is shown, ticks. */
  public long pts(int i) {
    return dts[i] + shifts[i];
  }

  /** Ticks from decoding to showing. */
  public int shift(int i) {
    return shifts[i];
  }

  /** How long it stands, ticks. */
  public int duration(int i) {
    return durations[i];
  }

  /** Whether it can be decoded without those before it. */
  public boolean isKey(int i) {
    return keys[i];
  }
}
