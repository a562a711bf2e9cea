package io.milepost.rsu.perception;

/**
 * When something last moved before a camera. Written by the camera's thread, read by any. Times are
 * {@link System#nanoTime()}.
 */
public final class Activity {
  private volatile long lastMoved;
  private volatile boolean everMoved;

  /** Something moves at this moment. */
  public void moved(long nanos) {
    lastMoved = nanos;
    everMoved = true;
  }

  /**
   * Whether something moved of late.
   *
   * @param nowNanos the present
   * @param holdNanos how long after the last motion it still counts
   */
  public boolean active(long nowNanos, long holdNanos) {
    return everMoved && nowNanos - lastMoved <= holdNanos;
  }
}
