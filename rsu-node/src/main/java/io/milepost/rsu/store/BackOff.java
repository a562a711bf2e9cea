package io.milepost.rsu.store;

import java.util.function.DoubleSupplier;

/** Doubling delays from 1 s to 60 s, each shortened by up to a quarter at random. */
final class BackOff {
  private static final long FIRST_MILLIS = 1000;
  private static final long LAST_MILLIS = 60_000;

  private final DoubleSupplier random;
  private long next = FIRST_MILLIS;

  /**
   * Delays that differ between nodes.
   *
   * @param random numbers from 0 to 1
   */
  BackOff(DoubleSupplier random) {
    this.random = random;
  }

  /** The delay before the next attempt, milliseconds. */
  long nextMillis() {
    long delay = Math.round(next * (1 - 0.25 * random.getAsDouble()));
    next = Math.min(LAST_MILLIS, next * 2);
    return delay;
  }

  /** It worked: start from the beginning next time. */
  void reset() {
    next = FIRST_MILLIS;
  }
}
