package io.milepost.rsu.camera;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * Waiting times between attempts: doubling from the least to the most, spread by ±20 % so that
 * cameras behind one broken switch do not come back in step.
 */
final class Backoff {
  private static final double SPREAD = 0.2;
  private static final Duration CREDENTIALS = Duration.ofSeconds(30);

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

  /** How long to wait after one more failure; a wrong password starts at half a minute. */
  Duration afterFailure(SourceException.Kind kind) {
    if (kind == SourceException.Kind.CREDENTIALS && next.compareTo(CREDENTIALS) < 0) {
      next = CREDENTIALS;
    }
    Duration base = next;
    next = next.multipliedBy(2);
    if (next.compareTo(most) > 0) {
      next = most;
    }
    double factor = 1 + SPREAD * (2 * random.getAsDouble() - 1);
    return Duration.ofNanos((long) (base.toNanos() * factor));
  }

  /** The source has proved itself. */
  void succeeded() {
    next = least;
  }
}
