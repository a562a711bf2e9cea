package io.milepost.rsu.rules.geometry;

/** A direction in the picture, of length 1. Reusable; not thread-safe. */
public final class Heading {
  double x;
  double y;

  /** Part to the right, -1..1. */
  public double x() {
    return x;
  }

  /** Part downwards, -1..1. */
  public double y() {
    return y;
  }

  /**
   * Cosine of the angle between this direction and a motion.
   *
   * @param vx motion to the right, pixels per second
   * @param vy motion downwards, pixels per second
   * @return -1 (against it) to 1 (along it), 0 for no motion
   */
  public double along(double vx, double vy) {
    double length = Math.hypot(vx, vy);
    return length == 0 ? 0 : (vx * x + vy * y) / length;
  }
}
