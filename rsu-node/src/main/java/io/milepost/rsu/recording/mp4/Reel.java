package io.milepost.rsu.recording.mp4;

import java.util.Arrays;

/**
 * The samples of one track of a file to be made, taken from several files, in decode order. Times
 * are ticks of the track, counted from 1970. One thread.
 */
final class Reel {
  private static final int FIRST = 1024;

  final Track track;
  int count;
  int[] piece = new int[FIRST];
  int[] sample = new int[FIRST];
  long[] dts = new long[FIRST];
  long[] end = new long[FIRST];

  /** Where each sample lies in the new file, once known. */
  long[] place;

  private final Samples[] source;

  Reel(Track track, int pieces) {
    this.track = track;
    this.source = new Samples[pieces];
  }

  /**
   * Adds all samples of a file.
   *
   * @param shift ticks from the file's clock to 1970
   */
  void add(int index, Samples samples, long shift) {
    source[index] = samples;
    for (int i = 0; i < samples.count(); i++) {
      if (count == piece.length) {
        int room = 2 * count;
        piece = Arrays.copyOf(piece, room);
        sample = Arrays.copyOf(sample, room);
        dts = Arrays.copyOf(dts, room);
        end = Arrays.copyOf(end, room);
      }
      piece[count] = index;
      sample[count] = i;
      long due = samples.dts(i) + shift;
      // Where a clock was set back, what comes later must still come later.
      dts[count] = count > 0 && due <= dts[count - 1] ? dts[count - 1] + 1 : due;
      end[count] = dts[count] + samples.shift(i) + samples.duration(i);
      count++;
    }
  }

  long pts(int i) {
    return dts[i] + shift(i);
  }

  int shift(int i) {
    return source[piece[i]].shift(sample[i]);
  }

  int size(int i) {
    return source[piece[i]].size(sample[i]);
  }

  long offset(int i) {
    return source[piece[i]].offset(sample[i]);
  }

  boolean isKey(int i) {
    return source[piece[i]].isKey(sample[i]);
  }

  /** Leaves only those from {@code from} up to, not with, {@code to}. */
  void keep(int from, int to) {
    int n = Math.max(0, to - from);
    System.arraycopy(piece, from, piece, 0, n);
    System.arraycopy(sample, from, sample, 0, n);
    System.arraycopy(dts, from, dts, 0, n);
    System.arraycopy(end, from, end, 0, n);
    count = n;
    place = new long[n];
  }

  /** The last sample stands no longer than this, else players take the file to be longer. */
  void endBy(long ticks) {
    if (count > 0) {
      end[count - 1] = Math.min(end[count - 1], ticks);
    }
  }

  /** Ticks until the next sample; the last one stands as long as it did where it was recorded. */
  long duration(int i) {
    return i + 1 < count ? dts[i + 1] - dts[i] : Math.max(1, end[i] - pts(i));
  }

  /** The middle one of all durations. */
  long typicalDuration() {
    long[] all = new long[count];
    for (int i = 0; i < count; i++) {
      all[i] = duration(i);
    }
    Arrays.sort(all);
    return count == 0 ? 0 : all[count / 2];
  }
}
