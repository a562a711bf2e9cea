package io.milepost.simulator.scene;

/** A line before which drivers of a direction come to a stop; those beyond it drive on. */
record StopLine(int direction, double q) {
  private static final double BRAKE = 2.6;

  /** Speed at which a driver can still stop, m/s. */
  double limit(Mover m) {
    double left = q - m.q() - m.length() / 2;
    if (m.direction != direction || left < -1) {
      return Double.MAX_VALUE;
    }
    return left < 0.8 ? 0 : Math.sqrt(2 * BRAKE * (left - 0.5));
  }
}
