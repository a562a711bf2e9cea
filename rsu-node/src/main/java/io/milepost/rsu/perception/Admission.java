package io.milepost.rsu.perception;

/**
 * Shares what a machine can do among those who ask for more. Higher ranks are served first, but
 * everybody keeps a floor; within a rank all give up the same share of what they ask for. Pure
 * functions.
 */
final class Admission {
  private static final int HALVINGS = 40;

  private Admission() {}

  /**
   * Shares a capacity. Not even the floors may fit; then all get the same share of their floors.
   *
   * @param asked what each asks for, any one unit, at least 0
   * @param floor what each keeps while others can still give up something; at most what it asks for
   * @param rank who is served first: the higher
   * @param capacity what there is, at least 0
   * @return what each is granted, at most what it asks for; in sum at most the capacity
   */
  static double[] grant(double[] asked, double[] floor, int[] rank, double capacity) {
    double floors = sum(floor);
    double[] granted = floor.clone();
    if (floors >= capacity) {
      scale(granted, floors > 0 ? capacity / floors : 1);
      return granted;
    }
    double left = capacity - floors;
    for (int r = highest(rank, Integer.MAX_VALUE); left > 0 && r != Integer.MIN_VALUE; ) {
      left -= serve(r, asked, floor, rank, left, granted);
      r = highest(rank, r);
    }
    return granted;
  }

  /** Serves one rank; returns what that took above the floors. */
  private static double serve(
      int r, double[] asked, double[] floor, int[] rank, double left, double[] granted) {
    double share = 1;
    if (above(r, asked, floor, rank, 1) > left) {
      double low = 0;
      for (int i = 0; i < HALVINGS; i++) {
        double middle = (low + share) / 2;
        if (above(r, asked, floor, rank, middle) > left) {
          share = middle;
        } else {
          low = middle;
        }
      }
      share = low;
    }
    double taken = 0;
    for (int i = 0; i < asked.length; i++) {
      if (rank[i] == r) {
        granted[i] = Math.max(floor[i], share * asked[i]);
        taken += granted[i] - floor[i];
      }
    }
    return taken;
  }

  /** What a rank takes above its floors when each gets this share of what it asks for. */
  private static double above(int r, double[] asked, double[] floor, int[] rank, double share) {
    double sum = 0;
    for (int i = 0; i < asked.length; i++) {
      if (rank[i] == r) {
        sum += Math.max(0, share * asked[i] - floor[i]);
      }
    }
    return sum;
  }

  /** The highest rank below a limit; {@link Integer#MIN_VALUE} when there is none. */
  private static int highest(int[] rank, int below) {
    int highest = Integer.MIN_VALUE;
    for (int r : rank) {
      if (r < below) {
        highest = Math.max(highest, r);
      }
    }
    return highest;
  }

  private static void scale(double[] values, double factor) {
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
  }

  static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }
}
