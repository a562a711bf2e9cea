package io.milepost.rsu.store;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.json.Json;
import io.milepost.protocol.message.AlertOnAir;
import io.milepost.protocol.message.ClipReady;
import io.milepost.protocol.message.IncidentChanged;
import io.milepost.rsu.incident.IncidentJournal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ordered outbox on this node's own disk. One thread writes; what has queued up meanwhile is
 * committed together with one fsync.
 *
 * <p>Bound: {@value #CAPACITY} records wait in memory. Callers never block: their future completes
 * when the record is on disk, however long that takes; a failing disk is retried every second and
 * shown by {@link #degraded()}. Beyond the bound {@code append} fails OVERLOADED at once and is
 * counted. Thread-safe; futures complete on the spool's thread.
 */
public final class Spool implements IncidentJournal, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
  private static final int CAPACITY = 65_536;
  private static final int GROUP = 512;
  private static final long RETRY_MILLIS = 1000;

  private final BlockingQueue<Job<?>> queue = new ArrayBlockingQueue<>(CAPACITY);
  private final SpoolTables tables;
  private final Thread writer;
  private final AtomicLong depth = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private final AtomicLong rejected = new AtomicLong();
  private volatile String trouble;
  private volatile boolean closing;

  private Spool(Connection connection) throws SQLException {
    this.tables = new SpoolTables(connection);
    this.depth.set(tables.count());
    this.writer = new Thread(this::run, "spool-writer");
    this.writer.setDaemon(true);
    this.writer.start();
  }

  /**
   * Opens the spool of a node; blocks.
   *
   * @param dataFolder the node's data folder, created when it is not there
   * @throws MilepostException CONFIGURATION when it cannot be used
   */
  public static Spool open(Path dataFolder) {
    try {
      return new Spool(SpoolFile.open(dataFolder));
    } catch (SQLException e) {
      throw new MilepostException(
          FailureCode.CONFIGURATION, "cannot read the spool in " + dataFolder, e);
    }
  }

  @Override
  public Future<Void> append(IncidentChanged change) {
    Incident incident = change.incident();
    String body = Json.write(change);
    return add(
        () -> {
          tables.insert(RecordKind.INCIDENT, body);
          tables.active(incident.id(), incident.isActive() ? Json.write(incident) : null);
        });
  }

  /** Writes an alert's state down; completes as {@link #append(IncidentChanged)} does. */
  public Future<Void> append(AlertOnAir alert) {
    String body = Json.write(alert);
    return add(() -> tables.insert(RecordKind.ALERT, body));
  }

  /** Writes a clip down; completes as {@link #append(IncidentChanged)} does. */
  public Future<Void> append(ClipReady clip) {
    String body = Json.write(clip);
    return add(() -> tables.insert(RecordKind.CLIP, body));
  }

  /** Writes an audit entry down; completes as {@link #append(IncidentChanged)} does. */
  public Future<Void> append(AuditEntry entry) {
    String body = Json.write(entry);
    return add(() -> tables.insert(RecordKind.AUDIT, body));
  }

  @Override
  public Future<List<Incident>> active() {
    return submit(new Job<>(0, tables::activeBodies))
        .map(bodies -> bodies.stream().map(body -> Json.read(body, Incident.class)).toList());
  }

  /** The oldest records, at most {@code max}. */
  Future<List<SpoolRecord>> head(int max) {
    return submit(new Job<>(0, () -> tables.head(max)));
  }

  /** Forgets all records up to and including one; they are safe elsewhere now. */
  Future<Integer> removeThrough(long seq) {
    return submit(new Job<>(-1, () -> tables.removeThrough(seq)));
  }

  /** Puts a record aside that PostgreSQL refuses for what it contains. */
  Future<Integer> setAside(SpoolRecord entry, String reason) {
    return submit(new Job<>(-1, () -> tables.setAside(entry, reason)));
  }

  private Future<Void> add(Write write) {
    return submit(
        new Job<>(
            1,
            () -> {
              write.run();
              return null;
            }));
  }

  private <T> Future<T> submit(Job<T> job) {
    if (closing || !queue.offer(job)) {
      rejected.incrementAndGet();
      return Future.failedFuture(
          closing
              ? new MilepostException(FailureCode.UNAVAILABLE, "the spool is closed")
              : new MilepostException(
                  FailureCode.OVERLOADED,
                  "the spool has " + CAPACITY + " records waiting for the disk"));
    }
    return job.promise.future();
  }

  private void run() {
    List<Job<?>> group = new ArrayList<>();
    while (!closing || !queue.isEmpty()) {
      try {
        Job<?> first = queue.poll(200, TimeUnit.MILLISECONDS);
        if (first == null) {
          continue;
        }
        group.add(first);
        queue.drainTo(group, GROUP - 1);
        commit(group);
      } catch (InterruptedException e) {
        closing = true;
      }
      group.clear();
    }
    tables.close();
    queue.drainTo(group);
    group.forEach(job -> job.promise.tryFail("the spool is closed"));
  }

  /** Commits a group, again and again until the disk takes it or the spool is closed. */
  private void commit(List<Job<?>> group) throws InterruptedException {
    while (true) {
      try {
        tables.inTransaction(() -> group.forEach(Job::work));
        trouble = null;
        break;
      } catch (SQLException | RuntimeException e) {
        failures.incrementAndGet();
        trouble = e.getMessage();
        LOG.error("spool write failed records={} retry_ms={}", group.size(), RETRY_MILLIS, e);
        if (closing) {
          group.forEach(job -> job.promise.tryFail(e));
          return;
        }
        TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
      }
    }
    group.forEach(job -> depth.addAndGet(job.change()));
    group.forEach(Job::done);
  }

  /** Records on disk that wait for PostgreSQL. */
  public long depth() {
    return depth.get();
  }

  /** Groups the disk did not take at first, since the start. */
  public long failures() {
    return failures.get();
  }

  /** Calls turned away because the bound was reached, since the start. */
  public long rejected() {
    return rejected.get();
  }

  /** A sentence for the node's status while the disk does not take records. */
  public Optional<String> degraded() {
    return Optional.ofNullable(trouble)
        .map(words -> "the spool cannot write (" + words + "); check the data folder's disk");
  }

  /** Writes what waits and closes the file; blocks for at most five seconds. */
  @Override
  public void close() {
    closing = true;
    try {
      writer.join(5000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Something to be written inside a transaction. */
  private interface Write {
    void run() throws SQLException;
  }

  /** Something to be done inside a transaction. */
  private interface Work<T> {
    T run() throws SQLException;
  }

  private static final class Job<T> {
    private final int sign;
    private final Work<T> work;
    private final Promise<T> promise = Promise.promise();
    private T result;

    Job(int sign, Work<T> work) {
      this.sign = sign;
      this.work = work;
    }

    void work() {
      try {
        result = work.run();
      } catch (SQLException e) {
        throw new IllegalStateException(e.getMessage(), e);
      }
    }

    /** By how much the outbox has grown. */
    long change() {
      return sign < 0 ? -((Integer) result).longValue() : sign;
    }

    /** Whoever waits must not be able to stop the spool's thread. */
    void done() {
      try {
        promise.complete(result);
      } catch (RuntimeException e) {
        LOG.error("spool listener failed", e);
      }
    }
  }
}
