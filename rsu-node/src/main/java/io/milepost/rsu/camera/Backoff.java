package io.milepost.rsu.camera;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * Waiting times between attempts: doubling from the least to the most, spread by ±20 % so that
 * cameras behind one broken switch do not come back in step.
 */
final class Backoff {
  private static final double SPREAD = 0.2;

  /** Less the spread, one attempt a minute; cameras lock an account after some five of them. */
  private static final Duration CREDENTIALS = Duration.ofSeconds(75);

  private static final Duration MOST_CREDENTIALS = Duration.ofMinutes(10);

  private final Duration least;
  private final Duration most;
  private final DoubleSupplier random;
  private Duration next;

  /**
   * A fresh back-off.
   *
   * @param random uniform in 0..1
   */
  Backoff(Duration least, Duration most, DoubleSupplier random) {
    this.least = least;
    this.most = most;
    this.random = random;
    this.next = least;
  }

  /**
   * How long to wait after one more failure. A wrong password starts at more than a minute, however
   * short the waits are otherwise.
   */
  Duration afterFailure(SourceException.Kind kind) {
    Duration limit = most;
    if (kind == SourceException.Kind.CREDENTIALS) {
      next = next.compareTo(CREDENTIALS) < 0 ? CREDENTIALS : next;
      limit = MOST_CREDENTIALS;
    }
    Duration base = next.compareTo(limit) > 0 ? limit : next;
    next = base.multipliedBy(2);
    if (next.compareTo(limit) > 0) {
      next = limit;
    }
    double factor = 1 + SPREAD * (2 * random.getAsDouble() - 1);
    return Duration.ofNanos((long) (base.toNanos() * factor));
  }

  /** The source has proved itself. */
  void succeeded() {
    next = least;
  }
}
