package io.milepost.rsu.perception;

/**
 * Whether anything moves in a camera's picture. Whoever compares pictures reports each comparison;
 * the scheduler reads it with every picture, so that motion is answered at once. A camera of which
 * nothing is reported, or no longer, counts as moving: nobody is slowed down by a missing report.
 * Times are {@link System#nanoTime()}. One thread reports, any reads.
 */
public final class Activity {
  /**
   * Reports older than this say nothing about now. Longer than a camera may doze from one picture
   * to the next.
   */
  private static final long STALE_NANOS = 3_000_000_000L;

  private volatile boolean known;
  private volatile long movedAt;
  private volatile long reportedAt;

  /** Nothing reported yet. */
  public Activity() {}

  /** Something moved. */
  public void moved(long nowNanos) {
    movedAt = nowNanos;
    reportedAt = nowNanos;
    known = true;
  }

  /** Pictures were compared and nothing moved. */
  public void still(long nowNanos) {
    if (!known) {
      movedAt = nowNanos;
    }
    reportedAt = nowNanos;
    known = true;
  }

  /**
   * Whether it is known that nothing has moved for so long.
   *
   * @param nowNanos the time it is asked for
   * @param holdNanos time after the last motion that still counts as motion
   */
  public boolean idle(long nowNanos, long holdNanos) {
    return known && nowNanos - reportedAt < STALE_NANOS && nowNanos - movedAt >= holdNanos;
  }
}
