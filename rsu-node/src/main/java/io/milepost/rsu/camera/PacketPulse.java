package io.milepost.rsu.camera;

/**
 * Tells by the size of packets alone that something may move, before a pixel is decoded. An encoder
 * spends its bits on what changed: while nothing moves, what it spends on the sensor's noise in a
 * fifth of a second has a mean and a spread, and both are learned here. More than five spreads
 * above the mean happens by chance less than once in a million windows of a normal process; a tenth
 * of the mean is asked for as well, because a spread learned from few windows may be too small. An
 * encoder that always fills its channel tells little this way, so nobody may rely on it: it only
 * wakes earlier. A key picture counts as much as the others around it. Times are those of the
 * stream, microseconds. Not thread-safe.
 */
final class PacketPulse {
  static final long WINDOW_MICROS = 200_000;

  /** Windows to be learned before it says anything: five seconds. */
  static final int LEARNED = 25;

  private static final double SPREADS = 5;
  private static final double LEAST_RISE = 0.1;

  /** Share of a new window in what is learned, once enough are: a memory of ten seconds. */
  private static final double SHARE = 0.02;

  /** Of a normal process the standard deviation is so many mean absolute deviations. */
  private static final double DEVIATION = 1.2533;

  private static final int RING = 64;

  private final int[] sizes = new int[RING];
  private final long[] times = new long[RING];
  private int first;
  private int count;
  private long sum;
  private long windowEnd = Long.MIN_VALUE;
  private int learned;
  private double mean;
  private double off;

  /** Takes the place of a key picture, whose size says nothing. */
  void key(long dtsMicros, boolean still) {
    add(count == 0 ? 0 : (int) (sum / count), dtsMicros, still);
  }

  /**
   * Takes a packet that is no key picture.
   *
   * @param size bytes
   * @param dtsMicros decode time
   * @param still whether somebody who sees the pictures knows that nothing moves: learns from it
   * @return whether more is being sent than stillness explains
   */
  boolean add(int size, long dtsMicros, boolean still) {
    while (count > 0
        && (count == RING
            || times[first] <= dtsMicros - WINDOW_MICROS
            || times[first] > dtsMicros)) {
      sum -= sizes[first];
      first = (first + 1) % RING;
      count--;
    }
    int at = (first + count++) % RING;
    sizes[at] = size;
    times[at] = dtsMicros;
    sum += size;
    boolean much = ready() && sum > mean + Math.max(SPREADS * DEVIATION * off, LEAST_RISE * mean);
    if (!still) {
      windowEnd = dtsMicros + WINDOW_MICROS;
    } else if (dtsMicros >= windowEnd || windowEnd - dtsMicros > WINDOW_MICROS) {
      if (windowEnd != Long.MIN_VALUE) {
        learn();
      }
      windowEnd = dtsMicros + WINDOW_MICROS;
    }
    return much;
  }

  private void learn() {
    learned++;
    double share = Math.max(SHARE, 1.0 / learned);
    if (learned > 1) {
      off += Math.max(SHARE, 1.0 / (learned - 1)) * (Math.abs(sum - mean) - off);
    }
    mean += share * (sum - mean);
  }

  /** Whether enough stillness has been seen to tell it from motion. */
  boolean ready() {
    return learned >= LEARNED;
  }
}
