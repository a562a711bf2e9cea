package io.milepost.vehicle.ros;

import io.milepost.protocol.incident.Suggestion;
import java.util.concurrent.TimeUnit;

/**
 * The speed cap that follows from decisions. Falls at once; rises only after every decision of a
 * whole release time was weaker, so an alert that flickers cannot make a vehicle surge. Not
 * thread-safe.
 */
final class SpeedCap {
  /** No cap. */
  static final double NONE = Double.POSITIVE_INFINITY;

  private final RosConfig.Cap config;
  private double cap = NONE;
  private double next = NONE;
  private long nextSince;

  SpeedCap(RosConfig.Cap config) {
    this.config = config;
  }

  /**
   * Takes a decision.
   *
   * @param action null when nothing concerns the vehicle
   * @param nanos monotonic time
   * @return whether the cap fell
   */
  boolean want(Suggestion action, long nanos) {
    mps(nanos);
    double wanted = of(action);
    if (wanted <= cap) {
      boolean fell = wanted < cap;
      cap = wanted;
      next = wanted;
      return fell;
    }
    if (next == cap || wanted > next) {
      nextSince = nanos;
    }
    next = wanted;
    return false;
  }

  /**
   * The cap now.
   *
   * @param nanos monotonic time
   * @return metres per second, 0 to the configured maximum; {@link #NONE} without a cap
   */
  double mps(long nanos) {
    if (next > cap && nanos - nextSince >= TimeUnit.MILLISECONDS.toNanos(config.releaseMillis())) {
      cap = next;
    }
    return cap;
  }

  private double of(Suggestion action) {
    if (action == null) {
      return NONE;
    }
    return switch (action) {
      case INFORM -> NONE;
      case SLOW_DOWN, CHANGE_LANE ->
          config.slowDownMps() == null
              ? NONE
              : Math.min(config.slowDownMps(), config.maxSpeedMps());
      case STOP -> 0;
    };
  }
}
