package io.milepost.simulator.scene;

/**
 * Motion along a line whose speed changes linearly between known moments and is constant before and
 * after them. Metres, seconds; speeds may be negative. Immutable.
 */
final class Profile {
  private final double[] t;
  private final double[] v;
  private final double offset;

  /** A motion of moments and speeds in turn: t0, v0, t1, v1 and so on, moments rising. */
  Profile(double... knots) {
    t = new double[knots.length / 2];
    v = new double[t.length];
    for (int i = 0; i < t.length; i++) {
      t[i] = knots[2 * i];
      v[i] = knots[2 * i + 1];
    }
    offset = 0;
  }

  private Profile(double[] t, double[] v, double offset) {
    this.t = t;
    this.v = v;
    this.offset = offset;
  }

  /** The same motion moved so that it is at a place at a moment. */
  Profile through(double place, double moment) {
    return new Profile(t, v, offset + place - way(moment));
  }

  /** Speed at a moment. */
  double speed(double at) {
    if (at <= t[0]) {
      return v[0];
    }
    for (int i = 1; i < t.length; i++) {
      if (at < t[i]) {
        return v[i - 1] + (v[i] - v[i - 1]) * (at - t[i - 1]) / (t[i] - t[i - 1]);
      }
    }
    return v[v.length - 1];
  }

  /** Place at a moment. */
  double way(double at) {
    double sum = offset;
    if (at <= t[0]) {
      return sum + v[0] * (at - t[0]);
    }
    for (int i = 1; i < t.length; i++) {
      double until = Math.min(at, t[i]);
      double mean = (v[i - 1] + speed(until)) / 2;
      if (at < t[i]) {
        return sum + mean * (until - t[i - 1]);
      }
      sum += (v[i - 1] + v[i]) / 2 * (t[i] - t[i - 1]);
    }
    return sum + v[v.length - 1] * (at - t[t.length - 1]);
  }

  /** Moment at which it is at a place before its first change of speed. */
  double moment(double place) {
    return t[0] + (place - offset) / v[0];
  }
}
