package io.milepost.vehicle.keys;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.milepost.protocol.alert.LiveKeys;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Looks after the key ring's file once a second, on a thread of its own. */
public final class KeyWatch implements AutoCloseable {
  private static final long PERIOD_MILLIS = 1000;

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "key-watch"));

  /** Begins to look, and counts in {@code milepost.vehicle.keys.*}. */
  public KeyWatch(LiveKeys keys, MeterRegistry registry) {
    FunctionCounter.builder("milepost.vehicle.keys.reloaded", keys, LiveKeys::reloads)
        .description("key rings taken on while running")
        .register(registry);
    FunctionCounter.builder("milepost.vehicle.keys.refused", keys, LiveKeys::refusals)
        .description("new key rings refused")
        .register(registry);
    Gauge.builder("milepost.vehicle.keys.bad", keys, k -> k.problem().isPresent() ? 1 : 0)
        .description("1 while the file is not what is in use")
        .register(registry);
    thread.scheduleWithFixedDelay(keys::check, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
