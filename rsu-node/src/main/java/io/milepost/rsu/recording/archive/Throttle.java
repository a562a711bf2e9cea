package io.milepost.rsu.recording.archive;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Spreads bytes over time, and lets go of a waiting thread when it is stopped. Thread-safe. */
final class Throttle {
  private static final long NANOS = 1_000_000_000L;

  /** What may be sent at once after a pause, seconds of the limit. */
  private static final double BURST_SECONDS = 0.25;

  private final double bytesPerSecond;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition stopping = lock.newCondition();
  private boolean stopped;
  private long freeAt = System.nanoTime();

  /**
   * A limit.
   *
   * @param bytesPerSecond 0 for none
   */
  Throttle(double bytesPerSecond) {
    this.bytesPerSecond = bytesPerSecond;
  }

  /** Waits until so many bytes may be sent; false when it has been stopped. */
  boolean pass(long bytes) {
    lock.lock();
    try {
      if (bytesPerSecond > 0) {
        long now = System.nanoTime();
        freeAt = Math.max(freeAt, now - (long) (BURST_SECONDS * NANOS));
        freeAt += (long) (bytes / bytesPerSecond * NANOS);
        waitNanos(freeAt - now);
      }
      return !stopped;
    } finally {
      lock.unlock();
    }
  }

  private void waitNanos(long nanos) {
    long left = nanos;
    while (!stopped && left > 0) {
      try {
        left = stopping.awaitNanos(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        stopped = true;
      }
    }
  }

  boolean isStopped() {
    lock.lock();
    try {
      return stopped;
    } finally {
      lock.unlock();
    }
  }

  void stop() {
    lock.lock();
    try {
      stopped = true;
      stopping.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The longest a thread waits for one piece of so many bytes. */
  long millisFor(long bytes) {
    return bytesPerSecond > 0 ? TimeUnit.SECONDS.toMillis((long) (bytes / bytesPerSecond)) : 0;
  }
}
