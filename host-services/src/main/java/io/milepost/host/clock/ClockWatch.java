package io.milepost.host.clock;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at this machine's clock every half minute on a thread of its own and keeps the last
 * reading; logs when the verdict changes. Its getters only read a field.
 */
public final class ClockWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClockWatch.class);
  private static final Duration PERIOD = Duration.ofSeconds(30);

  private final Supplier<ClockReading> clock;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(ClockWatch::named);
  private volatile ClockReading reading = LocalClock.unknown();
  private Boolean wasOk;

  private ClockWatch(Supplier<ClockReading> clock) {
    this.clock = clock;
  }

  /** Begins to watch; the first reading comes some moments later. */
  public static ClockWatch start() {
    return start(new LocalClock()::read, PERIOD);
  }

  static ClockWatch start(Supplier<ClockReading> clock, Duration period) {
    ClockWatch watch = new ClockWatch(clock);
    watch.thread.scheduleWithFixedDelay(watch::look, 0, period.toNanos(), TimeUnit.NANOSECONDS);
    return watch;
  }

  private static Thread named(Runnable task) {
    Thread made = new Thread(task, "clock-watch");
    made.setDaemon(true);
    return made;
  }

  private void look() {
    try {
      reading = clock.get();
      ClockVerdict verdict = ClockVerdict.of(reading);
      if (wasOk == null || wasOk != verdict.ok()) {
        String line = "clock source={} ok={} offset_ms={} reason=\"{}\"";
        Object[] values = {reading.source(), verdict.ok(), reading.offsetMs(), verdict.sentence()};
        if (verdict.ok()) {
          LOG.info(line, values);
        } else {
          LOG.warn(line, values);
        }
      }
      wasOk = verdict.ok();
    } catch (RuntimeException e) {
      // The executor would silently stop looking.
      LOG.error("clock not read", e);
    }
  }

  /** The last reading. */
  public ClockReading reading() {
    return reading;
  }

  /** Whether a time service keeps the clock. */
  public boolean synchronised() {
    return reading.synchronised();
  }

  /** Local clock minus UTC, milliseconds; 0 when unknown. */
  public double offsetMs() {
    Double offset = reading.offsetMs();
    return offset == null ? 0 : offset;
  }

  /** A sentence while a time service is there but the clock is not good enough for alerts. */
  public Optional<String> degraded() {
    ClockReading last = reading;
    ClockVerdict verdict = ClockVerdict.of(last);
    return verdict.ok() || !LocalClock.isThere(last)
        ? Optional.empty()
        : Optional.of("the clock: " + verdict.sentence());
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
