package io.milepost.host.service;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says READY when it is made and STOPPING when it is closed. In between it tells the service
 * manager three times per watchdog time that the node is alive, but only while every probe has made
 * progress since the question before; else it says nothing and lets the manager restart the node. A
 * thread of its own asks, so a blocked event loop can neither answer nor keep the question away.
 */
public final class Watchdog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);
  private static final int PINGS_PER_LIMIT = 3;
  private static final Duration STATUS_PERIOD = Duration.ofSeconds(10);

  private final ServiceManager manager;
  private final List<Probe> probes;
  private final Supplier<String> status;
  private final boolean watched;
  private final ScheduledExecutorService thread;
  private boolean wasFine = true;

  private Watchdog(ServiceManager manager, List<Probe> probes, Supplier<String> status) {
    this.manager = manager;
    this.probes = List.copyOf(probes);
    this.status = status;
    this.watched = manager.watchdog().isPresent();
    this.thread =
        manager.present() ? Executors.newSingleThreadScheduledExecutor(this::named) : null;
  }

  /**
   * Tells that the node is ready and begins to watch. Does nothing without a service manager.
   *
   * @param manager closed with this
   * @param status one line on how the node is; asked by the watching thread, must not block
   */
  public static Watchdog start(
      ServiceManager manager, List<Probe> probes, Supplier<String> status) {
    Watchdog watchdog = new Watchdog(manager, probes, status);
    watchdog.begin();
    return watchdog;
  }

  private void begin() {
    if (thread == null) {
      return;
    }
    manager.ready(status.get());
    Duration period =
        manager.watchdog().map(limit -> limit.dividedBy(PINGS_PER_LIMIT)).orElse(STATUS_PERIOD);
    // Never two at once after a pause of the whole process: a loop needs the time between.
    thread.scheduleWithFixedDelay(this::ask, 0, period.toNanos(), TimeUnit.NANOSECONDS);
    LOG.info(
        "service manager told ready=1 watchdog_ms={} probes={}",
        manager.watchdog().map(Duration::toMillis).orElse(0L),
        probes.size());
  }

  private Thread named(Runnable task) {
    Thread made = new Thread(task, "watchdog");
    made.setDaemon(true);
    return made;
  }

  private void ask() {
    try {
      List<String> stuck = stuck(System.nanoTime());
      if (stuck.isEmpty() != wasFine) {
        report(stuck);
      }
      wasFine = stuck.isEmpty();
      if (!stuck.isEmpty()) {
        manager.status("stuck: " + String.join("; ", stuck));
      } else if (watched) {
        manager.alive(status.get());
      } else {
        manager.status(status.get());
      }
    } catch (RuntimeException e) {
      // A probe that throws is no sign of life; the executor would go silent without a word.
      LOG.error("watchdog question failed", e);
    }
  }

  private List<String> stuck(long nanos) {
    List<String> sentences = new ArrayList<>();
    for (Probe probe : probes) {
      Optional<String> sentence = probe.stuck(nanos);
      sentence.ifPresent(sentences::add);
    }
    return sentences;
  }

  private void report(List<String> stuck) {
    if (!stuck.isEmpty()) {
      LOG.error("node stuck reason=\"{}\"", String.join("; ", stuck));
    } else {
      LOG.info("node makes progress again");
    }
  }

  @Override
  public void close() {
    if (thread == null) {
      return;
    }
    thread.shutdownNow();
    try {
      thread.awaitTermination(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    manager.stopping();
    manager.close();
  }
}
