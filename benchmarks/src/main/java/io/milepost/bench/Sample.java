package io.milepost.bench;

import java.util.Arrays;
import java.util.Locale;

/**
 * Repeated measurements of one thing, in one unit.
 *
 * @param sorted the values, ascending
 */
public record Sample(double[] sorted) {

  /** Takes a copy and sorts it. */
  public static Sample of(double... values) {
    double[] copy = values.clone();
    Arrays.sort(copy);
    return new Sample(copy);
  }

  /** Nearest-rank quantile. */
  public double quantile(double q) {
    int rank = (int) Math.ceil(q * sorted.length);
    return sorted[Math.max(0, Math.min(sorted.length - 1, rank - 1))];
  }

  /** Middle value. */
  public double median() {
    return quantile(0.5);
  }

  /** Median with the full spread, for tables. */
  public String spread() {
    return String.format(
        Locale.ROOT,
        "%.3f (%.3f … %.3f, n=%d)",
        median(),
        sorted[0],
        sorted[sorted.length - 1],
        sorted.length);
  }
}
