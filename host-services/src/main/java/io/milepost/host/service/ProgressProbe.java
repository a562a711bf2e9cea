package io.milepost.host.service;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** A part that counts its rounds: the count must change within a limit. */
public final class ProgressProbe implements Probe {
  private final String name;
  private final LongSupplier rounds;
  private final long limitNanos;
  private long seen;
  private long changedAt;
  private boolean asked;

  /**
   * Begins to watch with the first question.
   *
   * @param rounds a count that changes with each round; read by the watching thread
   * @param limit longest time between two rounds
   */
  public ProgressProbe(String name, LongSupplier rounds, Duration limit) {
    this.name = name;
    this.rounds = rounds;
    this.limitNanos = limit.toNanos();
  }

  @Override
  public Optional<String> stuck(long nanos) {
    long now = rounds.getAsLong();
    if (!asked || now != seen) {
      asked = true;
      seen = now;
      changedAt = nanos;
      return Optional.empty();
    }
    if (nanos - changedAt <= limitNanos) {
      return Optional.empty();
    }
    long millis = TimeUnit.NANOSECONDS.toMillis(nanos - changedAt);
    return Optional.of(name + " has made no progress for " + millis + " ms");
  }
}
