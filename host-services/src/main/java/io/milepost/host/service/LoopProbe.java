package io.milepost.host.service;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * An event loop or any other single thread with a queue: it must run a task that does nothing
 * between one question and the next.
 */
public final class LoopProbe implements Probe {
  private final String name;
  private final Executor loop;
  private volatile boolean answered = true;
  private long askedAt;

  /** Not asked yet. */
  public LoopProbe(String name, Executor loop) {
    this.name = name;
    this.loop = loop;
  }

  @Override
  public Optional<String> stuck(long nanos) {
    if (!answered) {
      long millis = TimeUnit.NANOSECONDS.toMillis(nanos - askedAt);
      return Optional.of(name + " has not answered for " + millis + " ms");
    }
    answered = false;
    askedAt = nanos;
    try {
      loop.execute(() -> answered = true);
    } catch (RejectedExecutionException e) {
      return Optional.of(name + " has ended");
    }
    return Optional.empty();
  }
}
