package io.milepost.rsu.broadcast;

import java.util.concurrent.TimeUnit;

/** Limits datagrams per second; holds one second's worth. Not thread-safe. */
final class TokenBucket {
  private final double perNano;
  private final double capacity;
  private double tokens;
  private long filledAt;

  /**
   * A full bucket.
   *
   * @param perSecond tokens per second
   * @param now nanoseconds
   */
  TokenBucket(int perSecond, long now) {
    this.perNano = perSecond / (double) TimeUnit.SECONDS.toNanos(1);
    this.capacity = perSecond;
    this.tokens = perSecond;
    this.filledAt = now;
  }

  /** Takes a token if there is one. */
  boolean tryTake(long now) {
    tokens = Math.min(capacity, tokens + (now - filledAt) * perNano);
    filledAt = now;
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }

  /** Nanoseconds until there is a token again. */
  long nanosToNext() {
    return tokens >= 1 ? 0 : (long) Math.ceil((1 - tokens) / perNano);
  }
}
