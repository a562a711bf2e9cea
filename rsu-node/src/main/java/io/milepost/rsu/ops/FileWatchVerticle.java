package io.milepost.rsu.ops;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.function.LongSupplier;

/**
 * Looks after files that may change while the node runs, once a second.
 *
 * <p><em>Consumes</em> nothing.
 *
 * <p><em>Publishes</em> nothing on the bus; what the files say is had from whoever reads them.
 *
 * <p><em>Threading</em> event loop for the timer, a worker thread for the files.
 *
 * <p><em>Drops</em> new content that is wrong, and counts it.
 */
public final class FileWatchVerticle extends VerticleBase {
  private static final long PERIOD_MILLIS = 1000;

  private final Runnable check;
  private final LongSupplier reloaded;
  private final LongSupplier refused;
  private boolean checking;

  /**
   * A watch.
   *
   * @param what counts in {@code milepost.<what>.reloaded} and {@code milepost.<what>.refused}
   * @param check reads the files again if they have changed; blocks for the disk
   * @param reloaded how often new content has been taken on
   * @param refused how often new content was wrong
   */
  public FileWatchVerticle(
      String what,
      Runnable check,
      LongSupplier reloaded,
      LongSupplier refused,
      MeterRegistry registry) {
    this.check = check;
    this.reloaded = reloaded;
    this.refused = refused;
    // The registry holds what it asks weakly; this verticle is held by its deployment.
    FunctionCounter.builder("milepost." + what + ".reloaded", this, v -> v.reloaded.getAsLong())
        .description("new " + what + " taken on while running")
        .register(registry);
    FunctionCounter.builder("milepost." + what + ".refused", this, v -> v.refused.getAsLong())
        .description("new " + what + " refused")
        .register(registry);
  }

  @Override
  public Future<?> start() {
    vertx.setPeriodic(PERIOD_MILLIS, id -> look());
    return Future.succeededFuture();
  }

  private void look() {
    if (!checking) {
      checking = true;
      vertx
          .executeBlocking(
              () -> {
                check.run();
                return null;
              },
              false)
          .onComplete(done -> checking = false);
    }
  }
}
