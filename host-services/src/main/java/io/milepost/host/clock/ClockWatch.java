package io.milepost.host.clock;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
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
  private final LongSupplier lead;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(ClockWatch::named);
  private volatile Seen seen = new Seen(LocalClock.unknown(), 0);
  private Boolean wasOk;

  /** A reading, and how far the clock was ahead of the monotonic one when it came, ms. */
  private record Seen(ClockReading reading, long lead) {}

  private ClockWatch(Supplier<ClockReading> clock, LongSupplier lead) {
    this.clock = clock;
    this.lead = lead;
  }

  /** Begins to watch; the first reading comes some moments later. */
  public static ClockWatch start() {
    return start(new LocalClock()::read, PERIOD);
  }

  static ClockWatch start(Supplier<ClockReading> clock, Duration period) {
    return start(clock, period, ClockWatch::leadMillis);
  }

  static ClockWatch start(Supplier<ClockReading> clock, Duration period, LongSupplier lead) {
    ClockWatch watch = new ClockWatch(clock, lead);
    watch.thread.scheduleWithFixedDelay(watch::look, 0, period.toNanos(), TimeUnit.NANOSECONDS);
    return watch;
  }

  private static Thread named(Runnable task) {
    Thread made = new Thread(task, "clock-watch");
    made.setDaemon(true);
    return made;
  }

  private static long leadMillis() {
    return System.currentTimeMillis() - TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }

  private void look() {
    try {
      ClockReading reading = clock.get();
      // The same numbers are an old answer given again: they do not know of a step since.
      long at = reading.equals(seen.reading()) ? seen.lead() : lead.getAsLong();
      seen = new Seen(reading, at);
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
    return seen.reading();
  }

  /** Whether a time service keeps the clock. */
  public boolean synchronised() {
    return seen.reading().synchronised();
  }

  /**
   * Whether the clock is known to be within {@link ClockVerdict#AHEAD_MS} of UTC: a time service
   * says so in numbers, and nobody has set the clock since. False while nothing is known.
   */
  public boolean exact() {
    Seen last = seen;
    return last.reading().synchronised()
        && last.reading().worstMs() <= ClockVerdict.AHEAD_MS
        && Math.abs(lead.getAsLong() - last.lead()) <= ClockVerdict.AHEAD_MS;
  }

  /** Local clock minus UTC, milliseconds; 0 when unknown. */
  public double offsetMs() {
    Double offset = seen.reading().offsetMs();
    return offset == null ? 0 : offset;
  }

  /** A sentence while a time service is there but the clock is not good enough for alerts. */
  public Optional<String> degraded() {
    ClockReading last = seen.reading();
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
