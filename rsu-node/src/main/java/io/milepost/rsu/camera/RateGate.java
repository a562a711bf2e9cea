package io.milepost.rsu.camera;

import java.util.concurrent.TimeUnit;

/**
 * Lets at most so many things a second through, evenly. One that comes a little early passes, else
 * a source just as fast as the limit would be halved by its jitter. Not thread-safe.
 */
public final class RateGate {
  private static final double EARLY = 0.25;

  private long interval;
  private long due = Long.MIN_VALUE;

  /** A gate for this many a second, more than 0. */
  public RateGate(double perSecond) {
    rate(perSecond);
  }

  /** Changes how many a second pass. */
  public void rate(double perSecond) {
    interval = (long) (TimeUnit.SECONDS.toNanos(1) / perSecond);
  }

  /** Whether one that comes now would pass. */
  public boolean open(long nowNanos) {
    return due == Long.MIN_VALUE || nowNanos - due >= -(long) (interval * EARLY);
  }

  /** Passes one, if the gate is open. */
  public boolean pass(long nowNanos) {
    if (!open(nowNanos)) {
      return false;
    }
    // Time that nobody used is not saved up.
    due = due == Long.MIN_VALUE || nowNanos - due > interval ? nowNanos + interval : due + interval;
    return true;
  }
}
