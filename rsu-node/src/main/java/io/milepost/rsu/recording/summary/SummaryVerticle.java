package io.milepost.rsu.recording.summary;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.milepost.protocol.message.IncidentChanged;
import io.milepost.protocol.message.Topics;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;

/**
 * Has the clips of a node put into words.
 *
 * <p><i>Consumes</i>: {@link Topics#INCIDENTS}, {@link Topics#CLIPS} of this node.
 *
 * <p><i>Publishes</i>: nothing.
 *
 * <p><i>Threading</i>: event loop; all that waits is on the keeper's thread.
 *
 * <p><i>Drops</i>: clips that come while too many wait, counted.
 */
public final class SummaryVerticle extends VerticleBase {
  private final String node;
  private final SummaryKeeper keeper;
  private MessageConsumer<Object> incidents;
  private MessageConsumer<Object> clips;

  /** A verticle for this keeper. */
  public SummaryVerticle(String node, SummaryKeeper keeper, MeterRegistry registry) {
    this.node = node;
    this.keeper = keeper;
    FunctionCounter.builder("milepost.summary.done", keeper, SummaryKeeper::done)
        .register(registry);
    FunctionCounter.builder("milepost.summary.failures", keeper, SummaryKeeper::failed)
        .description("Clips without words because the endpoint was slow, broken or lying")
        .register(registry);
    FunctionCounter.builder("milepost.summary.drops", keeper, SummaryKeeper::dropped)
        .register(registry);
  }

  @Override
  public Future<?> start() {
    incidents =
        Topics.INCIDENTS.consume(
            vertx.eventBus(),
            change -> {
              if (change.change() == IncidentChanged.Change.CONFIRMED) {
                keeper.confirmed(change.incident());
              }
            });
    clips =
        Topics.CLIPS.consume(
            vertx.eventBus(),
            clip -> {
              if (clip.node().equals(node)) {
                keeper.ready(clip);
              }
            });
    return Future.all(incidents.completion(), clips.completion());
  }

  @Override
  public Future<?> stop() {
    return Future.join(incidents.unregister(), clips.unregister());
  }
}
