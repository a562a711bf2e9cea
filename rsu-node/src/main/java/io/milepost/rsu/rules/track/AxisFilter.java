package io.milepost.rsu.rules.track;

/**
 * Kalman filter of one coordinate with constant velocity. ByteTrack's eight-state filter has only
 * axis-diagonal matrices, so four of these are exactly equal to it. Process noise is a white
 * acceleration, so it grows with the elapsed seconds and not with the number of frames.
 *
 * <p>Not thread-safe.
 */
final class AxisFilter {
  private double position;
  private double velocity;
  private double pp;
  private double pv;
  private double vv;

  /** Starts at a measurement with unknown velocity. */
  void start(double measured, double positionSigma, double velocitySigma) {
    position = measured;
    velocity = 0;
    pp = positionSigma * positionSigma;
    pv = 0;
    vv = velocitySigma * velocitySigma;
  }

  /**
   * Moves the state forward.
   *
   * @param dt seconds, not negative
   * @param accelerationSigma standard deviation of the white acceleration, units per s^1.5
   */
  void predict(double dt, double accelerationSigma) {
    double q = accelerationSigma * accelerationSigma;
    position += velocity * dt;
    pp += dt * (2 * pv + dt * vv) + q * dt * dt * dt / 3;
    pv += dt * vv + q * dt * dt / 2;
    vv += q * dt;
  }

  /** Blends a measurement in. */
  void correct(double measured, double sigma) {
    double s = pp + sigma * sigma;
    double kp = pp / s;
    double kv = pv / s;
    double innovation = measured - position;
    position += kp * innovation;
    velocity += kv * innovation;
    vv -= kv * pv;
    pv -= kp * pv;
    pp -= kp * pp;
  }

  /** Forgets most of the velocity, for an object that nobody sees at the moment. */
  void damp(double factor) {
    velocity *= factor;
  }

  double position() {
    return position;
  }

  double velocity() {
    return velocity;
  }

  /** Standard deviation of the position. */
  double sigma() {
    return Math.sqrt(Math.max(0, pp));
  }
}
