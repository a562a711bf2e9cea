package io.milepost.bench.perception;

import java.util.concurrent.atomic.AtomicLongArray;

/** Ages in tenths of milliseconds, counted without allocating. Thread-safe. */
final class AgeBook {
  private static final int BUCKETS = 50_000;

  private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);

  void add(double millis) {
    counts.incrementAndGet((int) Math.max(0, Math.min(BUCKETS - 1, millis * 10)));
  }

  void clear() {
    for (int i = 0; i < BUCKETS; i++) {
      counts.set(i, 0);
    }
  }

  long count() {
    long sum = 0;
    for (int i = 0; i < BUCKETS; i++) {
      sum += counts.get(i);
    }
    return sum;
  }

  /** Nearest-rank quantile, milliseconds; the upper edge of its bucket. */
  double quantile(double q) {
    long rank = Math.max(1, (long) Math.ceil(q * count()));
    long seen = 0;
    for (int i = 0; i < BUCKETS; i++) {
      seen += counts.get(i);
      if (seen >= rank) {
        return (i + 1) / 10.0;
      }
    }
    return Double.NaN;
  }
}
