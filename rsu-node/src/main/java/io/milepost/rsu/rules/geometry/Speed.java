package io.milepost.rsu.rules.geometry;

/**
 * A measured speed over the ground with its uncertainty. Reusable; not thread-safe.
 *
 * <p>A rule abstains unless {@link #known()}; one that compares with a limit asks {@link
 * #above(double)} or {@link #below(double)}, which answer no while the measurement cannot tell.
 */
public final class Speed {
  private static final double MOST_RELATIVE = 0.3;
  private static final double STANDING_SIGMA = 0.3;
  private static final double CERTAIN = 2;

  double value = Double.NaN;
  double sigma = Double.NaN;
  double x = Double.NaN;
  double y = Double.NaN;

  void unknown() {
    value = Double.NaN;
    sigma = Double.NaN;
    x = Double.NaN;
    y = Double.NaN;
  }

  /** Mean over the window, metres per second; NaN when nothing could be measured. */
  public double value() {
    return value;
  }

  /** Standard deviation of the value, metres per second; NaN when nothing could be measured. */
  public double sigma() {
    return sigma;
  }

  /** Part along the calibration's first axis, metres per second. */
  public double x() {
    return x;
  }

  /** Part along the calibration's second axis, metres per second. */
  public double y() {
    return y;
  }

  /**
   * Whether it is measured to 30 % or better. What stands has no percentage: there 0.3 m/s is good
   * enough.
   */
  public boolean known() {
    return sigma <= Math.max(MOST_RELATIVE * value, STANDING_SIGMA);
  }

  /** Whether it is surely (by two standard deviations) above a limit, metres per second. */
  public boolean above(double limit) {
    return known() && value - CERTAIN * sigma > limit;
  }

  /** Whether it is surely (by two standard deviations) below a limit, metres per second. */
  public boolean below(double limit) {
    return known() && value + CERTAIN * sigma < limit;
  }
}
