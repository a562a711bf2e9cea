package io.milepost.rsu.incident;

import io.milepost.protocol.message.IncidentChanged;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands versions to the journal beside the alert, and again until the journal has taken them; order
 * is kept. Belongs to one event loop; the counters may be read from anywhere.
 */
final class JournalWriter {
  private static final Logger LOG = LoggerFactory.getLogger(JournalWriter.class);
  private static final long RETRY_MILLIS = 1000;

  private final Vertx vertx;
  private final IncidentJournal journal;
  private final Deque<IncidentChanged> refused = new ArrayDeque<>();
  private final AtomicInteger unwritten = new AtomicInteger();
  private final AtomicLong failures = new AtomicLong();

  JournalWriter(Vertx vertx, IncidentJournal journal) {
    this.vertx = vertx;
    this.journal = journal;
  }

  void write(IncidentChanged change) {
    unwritten.incrementAndGet();
    if (refused.isEmpty()) {
      offer(change);
    } else {
      refused.addLast(change);
    }
  }

  private void offer(IncidentChanged change) {
    var context = vertx.getOrCreateContext();
    journal
        .append(change)
        .onSuccess(done -> unwritten.decrementAndGet())
        .onFailure(e -> context.runOnContext(nothing -> failed(change, e)));
  }

  private void failed(IncidentChanged change, Throwable e) {
    failures.incrementAndGet();
    LOG.warn(
        "journal refused incident={} version={} reason={}",
        change.incident().id(),
        change.incident().version(),
        e.getMessage());
    if (refused.isEmpty()) {
      vertx.setTimer(RETRY_MILLIS, id -> retry());
    }
    refused.addLast(change);
  }

  private void retry() {
    int count = refused.size();
    for (int i = 0; i < count; i++) {
      offer(refused.removeFirst());
    }
  }

  /** Versions that are told but not yet on disk. */
  int unwritten() {
    return unwritten.get();
  }

  /** Attempts that failed since the start. */
  long failures() {
    return failures.get();
  }

  /** A sentence while versions wait because an attempt failed. */
  Optional<String> degraded() {
    int waiting = unwritten.get();
    return failures.get() > 0 && waiting > 0
        ? Optional.of(
            waiting + " incident versions are told but not written down; see the journal's errors")
        : Optional.empty();
  }
}
