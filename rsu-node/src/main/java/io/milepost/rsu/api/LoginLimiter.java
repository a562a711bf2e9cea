package io.milepost.rsu.api;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * At most so many failed logins per address and minute. Remembers the newest addresses only, so its
 * memory is bounded. Thread-safe.
 *
 * <p>Bucket4j was looked at: it counts one bucket, and needs a bounded, expiring map of buckets per
 * address beside it (Caffeine); two libraries for what is one map here.
 */
final class LoginLimiter {
  private static final long WINDOW_MILLIS = 60_000;

  private final int attempts;
  private final Map<String, Deque<Long>> byAddress;

  LoginLimiter(int attempts, int addresses) {
    this.attempts = attempts;
    this.byAddress =
        new LinkedHashMap<>(64, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Deque<Long>> eldest) {
            return size() > addresses;
          }
        };
  }

  /** Takes one attempt; 0 when it is allowed, else the seconds to wait. */
  synchronized long tryLogin(String address, long nowMillis) {
    Deque<Long> times = byAddress.computeIfAbsent(address, a -> new ArrayDeque<>(attempts));
    while (!times.isEmpty() && nowMillis - times.peekFirst() >= WINDOW_MILLIS) {
      times.removeFirst();
    }
    if (times.size() >= attempts) {
      return Math.max(1, (WINDOW_MILLIS - (nowMillis - times.peekFirst()) + 999) / 1000);
    }
    times.addLast(nowMillis);
    return 0;
  }

  /** A right password gives the attempts back. */
  synchronized void succeeded(String address) {
    byAddress.remove(address);
  }
}
