package io.milepost.rsu.recording;

import io.milepost.protocol.message.IncidentChanged;
import io.milepost.protocol.message.Topics;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;

/**
 * Keeps the clips of a node. Deploy it as a worker.
 *
 * <p><i>Consumes</i>: {@link Topics#INCIDENTS}, confirmed incidents of this node's cameras.
 *
 * <p><i>Publishes</i>: {@link Topics#CLIPS}, for the partial clip and again when it is complete.
 *
 * <p><i>Threading</i>: worker; everything here waits for the disk.
 *
 * <p><i>Drops</i>: nothing; an order is on disk before anything is built.
 */
public final class ClipVerticle extends VerticleBase {
  private static final long STEP_MILLIS = 250;
  private static final long SWEEP_MILLIS = 30_000;

  private final ClipKeeper keeper;
  private MessageConsumer<Object> incidents;
  private boolean stopped;

  /** A verticle for this keeper. */
  public ClipVerticle(ClipKeeper keeper) {
    this.keeper = keeper;
  }

  @Override
  public Future<?> start() {
    incidents = Topics.INCIDENTS.consume(vertx.eventBus(), this::changed);
    vertx.setTimer(STEP_MILLIS, timer -> step());
    vertx.setPeriodic(SWEEP_MILLIS, timer -> keeper.sweep());
    return incidents.completion();
  }

  private void changed(IncidentChanged change) {
    if (change.change() == IncidentChanged.Change.CONFIRMED) {
      keeper.confirmed(change.incident());
    }
  }

  /** The next step is set only after this one, so that slow disks pile nothing up. */
  private void step() {
    try {
      keeper.step().forEach(ready -> Topics.CLIPS.publish(vertx.eventBus(), ready));
    } finally {
      if (!stopped) {
        vertx.setTimer(STEP_MILLIS, timer -> step());
      }
    }
  }

  @Override
  public Future<?> stop() {
    stopped = true;
    return incidents.unregister();
  }
}
