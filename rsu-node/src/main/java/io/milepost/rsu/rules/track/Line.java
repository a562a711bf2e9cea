package io.milepost.rsu.rules.track;

/** A straight line fitted to one edge of a track over time. Filled by {@link History#fit}. */
public final class Line {
  double slope;
  double slopeSigma;
  double value;
  double sigma;
  int count;

  void set(Line o) {
    slope = o.slope;
    slopeSigma = o.slopeSigma;
    value = o.value;
    sigma = o.sigma;
    count = o.count;
  }

  /** Pixels per second. */
  public double slope() {
    return slope;
  }

  /** Standard deviation of the slope, pixels per second. */
  public double slopeSigma() {
    return slopeSigma;
  }

  /** Value in the middle of the window, pixels. */
  public double value() {
    return value;
  }

  /** Standard deviation of the residuals, pixels. */
  public double sigma() {
    return sigma;
  }

  /** Number of observations used. */
  public int count() {
    return count;
  }
}
