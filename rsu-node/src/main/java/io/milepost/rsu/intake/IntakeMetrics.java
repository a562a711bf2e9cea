package io.milepost.rsu.intake;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** What the intake counts. Readable from any thread. */
final class IntakeMetrics {
  private static final String FILES = "milepost.intake.files";

  final Counter accepted;
  final Counter duplicate;
  final Counter failed;
  final Counter retried;
  private final AtomicInteger depth = new AtomicInteger();
  private final AtomicLong oldest = new AtomicLong(Long.MAX_VALUE);

  /**
   * Registers everything.
   *
   * @param utcMillis wall clock, for ages
   */
  IntakeMetrics(MeterRegistry registry, LongSupplier utcMillis) {
    accepted = registry.counter(FILES, "result", "accepted");
    duplicate = registry.counter(FILES, "result", "duplicate");
    failed = registry.counter(FILES, "result", "failed");
    retried = registry.counter(FILES, "result", "retried");
    Gauge.builder("milepost.intake.queue.depth", depth, AtomicInteger::get)
        .description("Event files dropped or claimed and not yet done")
        .register(registry);
    Gauge.builder(
            "milepost.intake.oldest.age.seconds",
            oldest,
            since ->
                since.get() == Long.MAX_VALUE
                    ? 0
                    : Math.max(0, utcMillis.getAsLong() - since.get()) / 1000.0)
        .description("Age of the oldest of them")
        .register(registry);
  }

  /** The present backlog; the oldest as UTC milliseconds, {@code Long.MAX_VALUE} for none. */
  void backlog(int files, long oldestMillis) {
    depth.set(files);
    oldest.set(files == 0 ? Long.MAX_VALUE : oldestMillis);
  }

  int depth() {
    return depth.get();
  }
}
