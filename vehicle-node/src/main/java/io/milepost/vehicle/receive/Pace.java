package io.milepost.vehicle.receive;

import java.util.concurrent.TimeUnit;

/**
 * Bounds how often something costly is done: so many times at once, and so many per second from
 * then on. Each time pays for its share of a second; a second may be paid in advance. Not
 * thread-safe.
 */
final class Pace {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final long share;
  private boolean begun;
  private long paidUntil;

  Pace(int perSecond) {
    this.share = SECOND / perSecond;
  }

  /**
   * Whether it may be done once more.
   *
   * @param now monotonic nanoseconds
   */
  boolean take(long now) {
    if (!begun || paidUntil - now < 0) {
      begun = true;
      paidUntil = now;
    }
    if (paidUntil - now > SECOND - share) {
      return false;
    }
    paidUntil += share;
    return true;
  }
}
