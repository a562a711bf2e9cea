package io.milepost.rsu.keys;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.milepost.protocol.alert.LiveKeys;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/**
 * Looks after the key files once a second.
 *
 * <p><em>Consumes</em> nothing.
 *
 * <p><em>Publishes</em> nothing on the bus; the new ring in {@link LiveKeys#get}.
 *
 * <p><em>Threading</em> event loop for the timer, a worker thread for the files.
 *
 * <p><em>Drops</em> new content that is wrong, and counts it.
 */
public final class KeyRingVerticle extends VerticleBase {
  private static final long PERIOD_MILLIS = 1000;

  private final LiveKeys keys;
  private boolean checking;

  /** Counts in {@code milepost.keys.*}. */
  public KeyRingVerticle(LiveKeys keys, MeterRegistry registry) {
    this.keys = keys;
    FunctionCounter.builder("milepost.keys.reloaded", keys, LiveKeys::reloads)
        .description("key rings taken on while running")
        .register(registry);
    FunctionCounter.builder("milepost.keys.refused", keys, LiveKeys::refusals)
        .description("new key rings refused")
        .register(registry);
  }

  @Override
  public Future<?> start() {
    vertx.setPeriodic(PERIOD_MILLIS, id -> check());
    return Future.succeededFuture();
  }

  private void check() {
    if (!checking) {
      checking = true;
      vertx.executeBlocking(keys::check, false).onComplete(done -> checking = false);
    }
  }
}
