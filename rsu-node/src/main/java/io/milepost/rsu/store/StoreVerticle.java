package io.milepost.rsu.store;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.milepost.protocol.message.AlertOnAir;
import io.milepost.protocol.message.ClipReady;
import io.milepost.protocol.message.Topics;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves records from the spool to PostgreSQL, in their order, and spools this node's alerts and
 * clips.
 *
 * <p><b>Consumes:</b> {@code Topics.ALERTS} and {@code Topics.CLIPS} of this node; the spool.
 *
 * <p><b>Publishes:</b> nothing.
 *
 * <p><b>Threading:</b> one event loop; migrations on a worker thread.
 *
 * <p><b>Drops:</b> nothing. While PostgreSQL is away records stay in the spool and attempts are 1
 * to 60 s apart. A record whose content PostgreSQL refuses is put aside in the spool file, counted
 * and shown.
 */
public final class StoreVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(StoreVerticle.class);
  private static final long POLL_MILLIS = 200;
  private static final long WRITE_TIMEOUT_SECONDS = 15;

  private final String node;
  private final Spool spool;
  private final Database database;
  private final BackOff backOff = new BackOff(() -> ThreadLocalRandom.current().nextDouble());
  private final Counter written;
  private final Counter failed;
  private final Counter setAside;
  private StoreWriter writer;
  private boolean migrated;
  private boolean stopping;
  private volatile String trouble = "PostgreSQL has not been reached yet";

  /**
   * A store to be deployed once per node.
   *
   * @param node node id
   * @param spool this node's spool
   * @param database where the records go; null leaves them in the spool
   * @param metrics gets {@code milepost.store.*} and {@code milepost.spool.*}
   */
  public StoreVerticle(String node, Spool spool, Database database, MeterRegistry metrics) {
    this.node = Objects.requireNonNull(node, "node");
    this.spool = Objects.requireNonNull(spool, "spool");
    this.database = database;
    this.written = metrics.counter("milepost.store.written");
    this.failed = metrics.counter("milepost.store.failed");
    this.setAside = metrics.counter("milepost.store.set.aside");
    Gauge.builder("milepost.spool.depth", spool, Spool::depth).register(metrics);
    Gauge.builder("milepost.spool.failures", spool, Spool::failures).register(metrics);
    Gauge.builder("milepost.spool.rejected", spool, Spool::rejected).register(metrics);
  }

  @Override
  public Future<?> start() {
    var alerts = Topics.ALERTS.consume(vertx.eventBus(), this::alert);
    var clips = Topics.CLIPS.consume(vertx.eventBus(), this::clip);
    if (database == null) {
      trouble = null;
    } else {
      writer = new StoreWriter(database, node);
      vertx.setTimer(1, id -> round());
    }
    return Future.all(alerts.completion(), clips.completion());
  }

  @Override
  public Future<?> stop() {
    stopping = true;
    return Future.succeededFuture();
  }

  private void alert(AlertOnAir alert) {
    if (alert.node().equals(node)) {
      warnOnFailure("alert", alert.event(), spool.append(alert));
    }
  }

  private void clip(ClipReady clip) {
    if (clip.node().equals(node)) {
      warnOnFailure("clip", clip.id(), spool.append(clip));
    }
  }

  private static void warnOnFailure(String what, String id, Future<Void> append) {
    append.onFailure(
        e -> LOG.error("not spooled kind={} id={} reason={}", what, id, e.getMessage()));
  }

  private void round() {
    if (stopping) {
      return;
    }
    (migrated ? Future.succeededFuture() : migrate())
        .compose(ready -> onContext(spool.head(database.config().batchSize())))
        .compose(this::move)
        .onSuccess(this::again)
        .onFailure(this::later);
  }

  private Future<Void> migrate() {
    return vertx
        .executeBlocking(() -> Migrations.apply(database.config()), false)
        .map(
            applied -> {
              migrated = true;
              LOG.info("store ready database={} migrations={}", database.config(), applied);
              return null;
            });
  }

  /** Moves a batch; returns how many records it had. */
  private Future<Integer> move(List<SpoolRecord> batch) {
    if (batch.isEmpty()) {
      return Future.succeededFuture(0);
    }
    long last = batch.get(batch.size() - 1).seq();
    return write(batch)
        .compose(done -> onContext(spool.removeThrough(last)))
        .recover(e -> StoreWriter.refusesContent(e) ? oneByOne(batch, 0) : Future.failedFuture(e))
        .map(
            done -> {
              written.increment(batch.size());
              return batch.size();
            });
  }

  private Future<Void> write(List<SpoolRecord> batch) {
    return writer.write(batch).timeout(WRITE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
  }

  /** Finds the record that the server refuses and puts it aside; the others go their way. */
  private Future<Integer> oneByOne(List<SpoolRecord> batch, int index) {
    if (index == batch.size()) {
      return Future.succeededFuture(batch.size());
    }
    SpoolRecord entry = batch.get(index);
    return write(List.of(entry))
        .compose(done -> onContext(spool.removeThrough(entry.seq())))
        .recover(
            e -> {
              if (!StoreWriter.refusesContent(e)) {
                return Future.failedFuture(e);
              }
              setAside.increment();
              LOG.error(
                  "record set aside kind={} seq={} reason={}",
                  entry.kind(),
                  entry.seq(),
                  e.getMessage());
              return onContext(spool.setAside(entry, e.getMessage()));
            })
        .compose(done -> oneByOne(batch, index + 1));
  }

  /** The spool completes on its own thread; everything here belongs to the event loop. */
  private <T> Future<T> onContext(Future<T> future) {
    return Future.future(
        promise ->
            future.onComplete(result -> context.runOnContext(nothing -> promise.handle(result))));
  }

  private void again(int moved) {
    if (trouble != null) {
      LOG.info("store up spool_depth={}", spool.depth());
    }
    trouble = null;
    backOff.reset();
    boolean full = moved == database.config().batchSize();
    vertx.setTimer(full ? 1 : POLL_MILLIS, id -> round());
  }

  private void later(Throwable e) {
    failed.increment();
    long delay = backOff.nextMillis();
    String words = e.getMessage() == null ? e.getClass().getSimpleName() : firstLine(e);
    trouble = "PostgreSQL does not take records (" + words + "); they wait in the spool";
    LOG.warn("store down retry_ms={} spool_depth={} reason={}", delay, spool.depth(), words);
    vertx.setTimer(delay, id -> round());
  }

  private static String firstLine(Throwable e) {
    return e.getMessage().strip().lines().findFirst().orElse(e.getClass().getSimpleName());
  }

  /** A sentence for the node's status while records cannot be moved. */
  public Optional<String> degraded() {
    return Optional.ofNullable(trouble);
  }

  /** Whether PostgreSQL took the newest batch. */
  public boolean up() {
    return database != null && trouble == null;
  }
}
