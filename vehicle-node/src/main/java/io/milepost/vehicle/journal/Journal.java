package io.milepost.vehicle.journal;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.milepost.vehicle.event.VehicleEvent;
import io.milepost.vehicle.event.VehicleEvent.Kind;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes events on a thread of its own; handing one over never waits for disk or terminal. Two
 * bounded queues, each drop counted: lines to print lose the oldest first. Rows for the CSV file
 * lose the oldest that is no decision; a decision is only lost when more decisions wait than the
 * queue holds, which takes a disk that has stood still for thousands of changes of mind.
 */
public final class Journal implements AutoCloseable {
  /** Lines waiting to be printed. */
  static final int MAX_LINES = 1024;

  /** Rows waiting to be written. */
  static final int MAX_ROWS = 8192;

  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
  private static final long MAX_FILE_BYTES = 10L << 20;
  private static final int KEEP_FILES = 5;
  private static final long RETRY_MILLIS = 1000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<VehicleEvent> lines = new ArrayDeque<>();
  private final Deque<VehicleEvent> rows = new ArrayDeque<>();
  private final PrintStream screen;
  private final boolean json;
  private final AlertsCsv csv;
  private final Counter linesDropped;
  private final Counter rowsDropped;
  private final Thread printer;
  private final Thread writer;
  private boolean closed;
  private boolean failing;

  /**
   * A journal; {@link #start} begins to write.
   *
   * @param file CSV file, null for none
   * @param screen where lines go
   * @param json additionally one JSON line per event
   */
  public Journal(Path file, PrintStream screen, boolean json, MeterRegistry registry) {
    this.screen = screen;
    this.json = json;
    this.csv = file == null ? null : new AlertsCsv(file, MAX_FILE_BYTES, KEEP_FILES);
    this.linesDropped = registry.counter("milepost.vehicle.journal.dropped", "queue", "screen");
    this.rowsDropped = registry.counter("milepost.vehicle.journal.dropped", "queue", "csv");
    registry.gauge("milepost.vehicle.journal.depth", rows, Deque::size);
    this.printer = new Thread(this::print, "journal-screen");
    this.writer = new Thread(this::write, "journal-csv");
  }

  /** Begins to write. */
  public void start() {
    printer.start();
    if (csv != null) {
      writer.start();
    }
  }

  /** Takes an event from any thread; waits for nothing but a short lock. */
  public void accept(VehicleEvent event) {
    lock.lock();
    try {
      lines.addLast(event);
      if (lines.size() > MAX_LINES) {
        lines.removeFirst();
        linesDropped.increment();
      }
      if (csv != null) {
        rows.addLast(event);
        if (rows.size() > MAX_ROWS) {
          dropOldestRow();
        }
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void dropOldestRow() {
    rowsDropped.increment();
    for (Iterator<VehicleEvent> all = rows.iterator(); all.hasNext(); ) {
      if (all.next().kind() != Kind.DECIDE) {
        all.remove();
        return;
      }
    }
    rows.removeFirst();
  }

  private List<VehicleEvent> take(Deque<VehicleEvent> queue) {
    lock.lock();
    try {
      while (queue.isEmpty() && !closed) {
        changed.awaitUninterruptibly();
      }
      List<VehicleEvent> taken = new ArrayList<>(queue);
      queue.clear();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  private void print() {
    for (List<VehicleEvent> batch = take(lines); !batch.isEmpty(); batch = take(lines)) {
      for (VehicleEvent event : batch) {
        screen.println(EventLine.text(event));
        if (json) {
          screen.println(EventLine.json(event));
        }
      }
      screen.flush();
    }
  }

  private void write() {
    for (List<VehicleEvent> batch = take(rows); !batch.isEmpty(); batch = take(rows)) {
      int written = 0;
      while (written < batch.size()) {
        written += append(batch.subList(written, batch.size()));
        if (written < batch.size() && !pauseUnlessClosed()) {
          return;
        }
      }
    }
  }

  /** Rows are flushed per batch: a crash loses at most what was still queued. */
  private int append(List<VehicleEvent> batch) {
    int written = 0;
    try {
      for (VehicleEvent event : batch) {
        csv.append(event);
        written++;
      }
      csv.flush();
      if (failing) {
        failing = false;
        LOG.info("csv written again");
      }
    } catch (IOException e) {
      if (!failing) {
        failing = true;
        LOG.warn("csv not written reason={} action=retry", e.getMessage());
      }
    }
    return written;
  }

  private boolean pauseUnlessClosed() {
    lock.lock();
    try {
      if (!closed) {
        long left = TimeUnit.MILLISECONDS.toNanos(RETRY_MILLIS);
        while (left > 0 && !closed) {
          left = changed.awaitNanos(left);
        }
      }
      return !closed;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Writes what is queued, then ends. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      printer.join(TimeUnit.SECONDS.toMillis(2));
      if (csv != null) {
        writer.join(TimeUnit.SECONDS.toMillis(2));
        csv.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.warn("csv not closed reason={}", e.getMessage());
    }
  }
}
