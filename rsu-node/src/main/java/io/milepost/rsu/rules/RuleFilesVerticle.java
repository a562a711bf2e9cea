package io.milepost.rsu.rules;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/**
 * Looks after the files of the rules once a second.
 *
 * <p><em>Consumes</em> nothing.
 *
 * <p><em>Publishes</em> nothing on the bus; the new rules in {@link LiveRules#get}.
 *
 * <p><em>Threading</em> event loop for the timer, a worker thread for the files.
 *
 * <p><em>Drops</em> new content that is wrong, and counts it.
 */
public final class RuleFilesVerticle extends VerticleBase {
  private static final long PERIOD_MILLIS = 1000;

  private final LiveRules rules;
  private boolean checking;

  /** Counts in {@code milepost.rules.reloaded} and {@code milepost.rules.refused}. */
  public RuleFilesVerticle(LiveRules rules, MeterRegistry registry) {
    this.rules = rules;
    FunctionCounter.builder("milepost.rules.reloaded", rules, LiveRules::reloads)
        .description("rules taken on while running")
        .register(registry);
    FunctionCounter.builder("milepost.rules.refused", rules, LiveRules::refusals)
        .description("new rules refused")
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
      vertx.executeBlocking(rules::check, false).onComplete(done -> checking = false);
    }
  }
}
