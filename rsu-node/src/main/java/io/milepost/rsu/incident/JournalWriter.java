package io.milepost.rsu.incident;

import io.milepost.protocol.message.IncidentChanged;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands versions to the journal beside the alert, one after the other so that their order is kept,
 * and each again and again until the journal has taken it. Belongs to one event loop; the counters
 * may be read from anywhere.
 */
final class JournalWriter {
  private static final Logger LOG = LoggerFactory.getLogger(JournalWriter.class);
  private static final long RETRY_MILLIS = 1000;

  private final Vertx vertx;
  private final IncidentJournal journal;
  private final Deque<Entry> waiting = new ArrayDeque<>();
  private final AtomicInteger unwritten = new AtomicInteger();
  private final AtomicLong failures = new AtomicLong();
  private volatile boolean refused;

  JournalWriter(Vertx vertx, IncidentJournal journal) {
    this.vertx = vertx;
    this.journal = journal;
  }

  void write(IncidentChanged change) {
    unwritten.incrementAndGet();
    waiting.addLast(new Entry(change, Promise.promise()));
    if (waiting.size() == 1) {
      offer();
    }
  }

  private void offer() {
    Context context = vertx.getOrCreateContext();
    journal
        .append(waiting.getFirst().change)
        .onComplete(result -> context.runOnContext(nothing -> offered(result.cause())));
  }

  private void offered(Throwable failure) {
    if (failure == null) {
      refused = false;
      Entry written = waiting.removeFirst();
      unwritten.decrementAndGet();
      written.done.complete();
      if (!waiting.isEmpty()) {
        offer();
      }
      return;
    }
    failures.incrementAndGet();
    LOG.warn(
        "journal refused incident={} waiting={} retry_ms={} reason={}",
        waiting.getFirst().change.incident().id(),
        waiting.size(),
        RETRY_MILLIS,
        failure.getMessage());
    refused = true;
    vertx.setTimer(RETRY_MILLIS, id -> offer());
  }

  /** Completes when everything handed over so far is on disk, however long that takes. */
  Future<Void> written() {
    return waiting.isEmpty() ? Future.succeededFuture() : waiting.getLast().done.future();
  }

  /** Versions that are told but not yet on disk. */
  int unwritten() {
    return unwritten.get();
  }

  /** Attempts that failed since the start. */
  long failures() {
    return failures.get();
  }

  /** A sentence while the journal does not take what it is offered. */
  Optional<String> degraded() {
    return refused
        ? Optional.of(
            unwritten.get()
                + " incident versions are told but not written down; see the journal's errors")
        : Optional.empty();
  }

  private record Entry(IncidentChanged change, Promise<Void> done) {}
}
