package io.milepost.vehicle.journal;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.vehicle.event.VehicleEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps every decision with the bytes it rests on, as JSON Lines, on a thread of its own; each
 * batch is forced to the disk. A decision waits while the disk does not take it. At most 8192 wait
 * (about 25 MB); beyond that the newest is not kept, because what began a chain of decisions tells
 * more than its end, it is counted, and the next record says how many are missing.
 */
public final class EvidenceJournal implements AutoCloseable {
  /** Decisions waiting to be written. */
  static final int MAX_WAITING = 8192;

  private static final Logger LOG = LoggerFactory.getLogger(EvidenceJournal.class);
  private static final long MAX_FILE_BYTES = 10L << 20;
  private static final int KEEP_FILES = 20;
  private static final long RETRY_MILLIS = 1000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private final RotatingFile file;
  private final Counter kept;
  private final Counter dropped;
  private final Thread thread = new Thread(this::write, "evidence");
  private long lost;
  private boolean closed;
  private boolean failing;

  private record Waiting(VehicleEvent event, long lost) {}

  /**
   * Opens the file to append; {@link #start} begins to write.
   *
   * @throws MilepostException CONFIGURATION when the file cannot be written
   */
  public EvidenceJournal(Path path, MeterRegistry registry) {
    try {
      file = new RotatingFile(path, null, MAX_FILE_BYTES, KEEP_FILES);
    } catch (IOException e) {
      throw new MilepostException(
          FailureCode.CONFIGURATION,
          "evidence file " + path + " cannot be written; check the path",
          e);
    }
    kept = registry.counter("milepost.vehicle.evidence.kept");
    dropped = registry.counter("milepost.vehicle.evidence.dropped");
    registry.gauge("milepost.vehicle.evidence.depth", this, EvidenceJournal::depth);
  }

  /** Begins to write. */
  public void start() {
    thread.start();
  }

  /** Takes an event from any thread, keeps decisions; waits for nothing but a short lock. */
  public void accept(VehicleEvent event) {
    if (event.grounds() == null) {
      return;
    }
    lock.lock();
    try {
      if (waiting.size() >= MAX_WAITING) {
        lost++;
        dropped.increment();
        return;
      }
      waiting.addLast(new Waiting(event, lost));
      lost = 0;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  private int depth() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  private void write() {
    boolean going = true;
    for (List<Waiting> batch = peek(); going && !batch.isEmpty(); batch = peek()) {
      int appended = append(batch);
      remove(appended);
      boolean forced = force();
      while (!forced && pauseUnlessClosed()) {
        forced = force();
      }
      kept.increment(forced ? appended : 0);
      going = forced && (appended == batch.size() || pauseUnlessClosed());
    }
  }

  private List<Waiting> peek() {
    lock.lock();
    try {
      while (waiting.isEmpty() && !closed) {
        changed.awaitUninterruptibly();
      }
      return new ArrayList<>(waiting);
    } finally {
      lock.unlock();
    }
  }

  /** Number of records taken over by the file. */
  private int append(List<Waiting> batch) {
    int appended = 0;
    try {
      for (Waiting each : batch) {
        file.append(EvidenceRecord.line(each.event(), each.lost()));
        appended++;
      }
    } catch (IOException e) {
      failed(e);
    }
    return appended;
  }

  private boolean force() {
    try {
      file.force();
      if (failing) {
        failing = false;
        LOG.info("evidence written again");
      }
      return true;
    } catch (IOException e) {
      failed(e);
      return false;
    }
  }

  private void failed(IOException e) {
    if (!failing) {
      failing = true;
      LOG.warn("evidence not written reason={} action=retry", e.getMessage());
    }
  }

  private void remove(int appended) {
    lock.lock();
    try {
      for (int i = 0; i < appended; i++) {
        waiting.removeFirst();
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean pauseUnlessClosed() {
    lock.lock();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(RETRY_MILLIS);
      while (left > 0 && !closed) {
        left = changed.awaitNanos(left);
      }
      return !closed;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Writes what waits, then ends. */
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
      if (thread.isAlive()) {
        thread.join(TimeUnit.SECONDS.toMillis(2));
      }
      file.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.warn("evidence not closed reason={}", e.getMessage());
    }
  }
}
