package io.milepost.rsu.recording;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * When the disk will be full, from how its free space has shrunk during the last hours, whoever
 * used it. As long as less than ten minutes are known, the rate of recording stands in. One thread.
 */
final class DiskForecast {
  /** How far back it looks. */
  static final Duration WINDOW = Duration.ofHours(6);

  private static final Duration LEAST = Duration.ofMinutes(10);
  private static final Duration STEP = Duration.ofMinutes(1);
  private static final double DAY_MILLIS = 86_400_000;

  private final Deque<Sample> samples = new ArrayDeque<>();

  private record Sample(long millis, long free) {}

  /**
   * What is known now.
   *
   * @param millis UTC
   * @param freeBytes free on the disk beyond what shall stay free
   * @param heldBytes what all segments take
   * @param maxBytes what they may take
   * @param bytesPerSecond rate of recording
   * @param keptSeconds for how long they are kept
   */
  record Now(
      long millis,
      long freeBytes,
      long heldBytes,
      long maxBytes,
      double bytesPerSecond,
      double keptSeconds) {}

  /**
   * Time until the disk is full.
   *
   * @return zero when it is; empty when it will not be: because the recordings reach their own
   *     limit of size or age first, or because nothing grows
   */
  Optional<Duration> next(Now now) {
    Sample last = samples.peekLast();
    if (last == null || now.millis - last.millis >= STEP.toMillis()) {
      samples.add(new Sample(now.millis, now.freeBytes));
    }
    while (samples.peekFirst().millis < now.millis - WINDOW.toMillis()) {
      samples.removeFirst();
    }
    if (now.freeBytes <= 0) {
      return Optional.of(Duration.ZERO);
    }
    Sample first = samples.peekFirst();
    boolean known = now.millis - first.millis >= LEAST.toMillis();
    double shrinking =
        known
            ? (first.free - now.freeBytes) * 1000.0 / (now.millis - first.millis)
            : now.bytesPerSecond;
    if (shrinking <= 0) {
      return Optional.empty();
    }
    double others = Math.max(0, shrinking - now.bytesPerSecond);
    double limit = Math.min(now.maxBytes, now.bytesPerSecond * now.keptSeconds);
    double room = Math.max(0, limit - now.heldBytes);
    double seconds = now.freeBytes / shrinking;
    if (room < now.bytesPerSecond * seconds) {
      // Recording stops growing before: only what others take can fill the disk.
      if (others * 1000 < now.bytesPerSecond || others == 0) {
        return Optional.empty();
      }
      seconds = Math.max(0, now.freeBytes - room) / others;
    }
    return Optional.of(Duration.ofMillis(Math.round(seconds * 1000)));
  }

  /** A duration in words. */
  static String words(Duration time) {
    double days = time.toMillis() / DAY_MILLIS;
    if (days >= 2) {
      return Math.round(days) + " days";
    }
    long minutes = time.toMinutes();
    if (minutes < 2) {
      return "a minute";
    }
    return minutes >= 120 ? time.toHours() + " hours" : minutes + " minutes";
  }
}
