package io.milepost.rsu.rules.geometry;

/** A place on the ground in the metres of the calibration. Reusable; not thread-safe. */
public final class Ground {
  double x;
  double y;
  double sigmaX;
  double sigmaY;

  /** Metres along the calibration's first axis. */
  public double x() {
    return x;
  }

  /** Metres along the calibration's second axis. */
  public double y() {
    return y;
  }

  /** Standard deviation of the place, the larger of its axes, metres. */
  public double sigma() {
    return Math.max(sigmaX, sigmaY);
  }
}
