package io.milepost.rsu.rules.road;

import io.milepost.rsu.rules.track.History;
import io.milepost.rsu.rules.track.History.Edge;
import io.milepost.rsu.rules.track.Line;
import io.milepost.rsu.rules.track.Scale;
import io.milepost.rsu.rules.track.TrackedObject;

/**
 * How a vehicle came to stand. Seconds are compared, never metres, so neither a missing calibration
 * nor a foreshortened path matters: who drives at speed {@code v} and brakes evenly to a stop over
 * the last {@code T} of {@code D} seconds covers {@code v (D - T / 2)}. From 13 m/s, driving takes
 * 4 s and more (3 m/s²), emergency braking or sliding about 2 s (7 m/s²), a hit less. Reuses its
 * work space; not thread-safe.
 */
public final class Standstill {
  private static final double REACH = 3.6;
  private static final double LEAST_REACH = 1.2;
  private static final double WINDOW = 0.6;
  private static final int LEAST_COUNT = 3;

  private final Scale scale = new Scale();
  private final Line left = new Line();
  private final Line right = new Line();
  private final Line bottom = new Line();

  /**
   * What was measured.
   *
   * @param since when it came to stand, PTS seconds
   * @param braked seconds it took to stop as if it had braked evenly; can be below 0 by noise
   * @param vx velocity before, to the right, units per second
   * @param vy velocity before, downwards, units per second
   * @param turned change of the logarithm of width over height; 0 when unknown
   */
  public record Stop(double since, double braked, double vx, double vy, double turned) {
    /** Speed before, units per second. */
    public double speed() {
      return Math.hypot(vx, vy);
    }
  }

  /** Measures an object that stands; null when it was not seen long enough before. */
  public Stop measure(TrackedObject t) {
    History h = t.history();
    double since = t.stationarySince();
    double first = Math.max(h.time(h.size() - 1), t.firstSeen());
    double reach = Math.min(REACH, since - first - WINDOW);
    double until = since - reach;
    if (reach < LEAST_REACH
        || !scale.learn(t, until - WINDOW, since, since)
        || !h.fit(Edge.LEFT, until - WINDOW, until, scale, left)
        || !h.fit(Edge.RIGHT, until - WINDOW, until, scale, right)
        || !h.fit(Edge.BOTTOM, until - WINDOW, until, scale, bottom)
        || bottom.count() < LEAST_COUNT) {
      return null;
    }
    double vx = (left.slope() + right.slope()) / 2;
    double vy = bottom.slope();
    double x = (left.value() + right.value()) / 2 + vx * WINDOW / 2;
    double y = bottom.value() + vy * WINDOW / 2;
    double covered = -(x * vx + y * vy) / Math.max(1e-6, vx * vx + vy * vy);
    double braked = 2 * (reach - covered);
    double drove = since - Math.max(LEAST_REACH, Math.min(reach, braked));
    double turned = shape(h, since, Double.MAX_VALUE) - shape(h, drove - WINDOW, drove);
    return new Stop(since, braked, vx, vy, Double.isNaN(turned) ? 0 : turned);
  }

  /** Mean logarithm of width over height, NaN without an observation. */
  private static double shape(History h, double from, double to) {
    double sum = 0;
    int n = 0;
    for (int back = 0; back < h.size() && h.time(back) >= from - 1e-6; back++) {
      if (h.time(back) <= to + 1e-6) {
        sum += h.box(back).shape();
        n++;
      }
    }
    return n == 0 ? Double.NaN : sum / n;
  }
}
