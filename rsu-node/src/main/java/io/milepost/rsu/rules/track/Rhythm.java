package io.milepost.rsu.rules.track;

/**
 * The usual time between frames, and what is a gap. Jitter is smoothed; another rate, as when the
 * scheduler slows a quiet camera down or wakes it, is taken on with its third frame. One long step
 * is a gap; the next one of that length is a rate. Not thread-safe.
 */
final class Rhythm {
  /** The scheduler's slowest usual rate is one picture a second, give or take. */
  private static final double SHORTEST_GAP = 1.25;

  private static final double INTERVALS = 3;
  private static final double ALIKE = 1.5;
  private static final double SMOOTHING = 0.1;
  private static final double ANOTHER_RATE = 2;
  private static final int SURE = 3;

  private double interval = 0.1;
  private double before = Double.NaN;
  private double sum;
  private int others;

  /** Typical time between frames, seconds. */
  double interval() {
    return interval;
  }

  /**
   * Takes a step in.
   *
   * @param dt seconds since the frame before, above 0
   * @return whether it is a gap
   */
  boolean step(double dt) {
    boolean gap = dt > Math.max(SHORTEST_GAP, INTERVALS * interval) && !(dt <= ALIKE * before);
    before = dt;
    int direction = dt > ANOTHER_RATE * interval ? 1 : dt < interval / ANOTHER_RATE ? -1 : 0;
    if (direction == 0) {
      others = 0;
      interval += SMOOTHING * (dt - interval);
      return gap;
    }
    boolean continued = others * direction > 0;
    others = continued ? others + direction : direction;
    sum = continued ? sum + dt : dt;
    if (Math.abs(others) == SURE) {
      interval = sum / SURE;
      others = 0;
    }
    return gap;
  }
}
