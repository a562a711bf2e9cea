package io.milepost.rsu.rules.standing;

/**
 * Learns where vehicles stand for a while and then drive on, as they do before a signal. The longer
 * they usually stand at a place, the later a vehicle there counts as stopped. A ring of the last
 * waits; no call allocates. Not thread-safe.
 */
final class Waits {
  private static final int KEPT = 128;
  private static final double NEAR_UNITS = 3;
  private static final double LEAST_WAIT = 3;
  private static final double MEMORY_SECONDS = 1800;
  private static final int USUAL = 2;
  private static final double FACTOR = 1.3;
  private static final double MORE_SECONDS = 5;

  private final double[] x = new double[KEPT];
  private final double[] y = new double[KEPT];
  private final double[] seconds = new double[KEPT];
  private final double[] at = new double[KEPT];
  private int size;
  private int next;

  /** Somebody stood here and drove on. */
  void add(double px, double py, double stood, double now) {
    if (stood < LEAST_WAIT) {
      return;
    }
    x[next] = px;
    y[next] = py;
    seconds[next] = stood;
    at[next] = now;
    next = (next + 1) % KEPT;
    size = Math.min(KEPT, size + 1);
  }

  /** Seconds for which standing here is usual; 0 where nobody waits. */
  double usual(double px, double py, double unit, double now) {
    int n = 0;
    double longest = 0;
    for (int i = 0; i < size; i++) {
      if (now - at[i] <= MEMORY_SECONDS && Math.hypot(x[i] - px, y[i] - py) <= NEAR_UNITS * unit) {
        n++;
        longest = Math.max(longest, seconds[i]);
      }
    }
    return n >= USUAL ? FACTOR * longest + MORE_SECONDS : 0;
  }
}
