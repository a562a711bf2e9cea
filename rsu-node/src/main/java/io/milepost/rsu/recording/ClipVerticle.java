package io.milepost.rsu.recording;

import io.milepost.protocol.message.ClipOrder;
import io.milepost.protocol.message.ClipOrdered;
import io.milepost.protocol.message.ClipReady;
import io.milepost.protocol.message.IncidentChanged;
import io.milepost.protocol.message.Topics;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.List;

/**
 * Keeps the clips of a node. Deploy it as a worker.
 *
 * <p><i>Consumes</i>: {@link Topics#INCIDENTS}, confirmed incidents of this node's cameras; {@link
 * Topics#clipOrders}, what people ask for.
 *
 * <p><i>Publishes</i>: {@link Topics#CLIPS}, for the partial clip, when it has grown, when it is
 * complete and when it has been deleted.
 *
 * <p><i>Threading</i>: worker; everything here waits for the disk.
 *
 * <p><i>Drops</i>: nothing; an order is on disk before anything is built.
 */
public final class ClipVerticle extends VerticleBase {
  private static final long STEP_MILLIS = 250;
  private static final long SWEEP_MILLIS = 30_000;

  private final String node;
  private final ClipKeeper keeper;
  private final ClipLibrary library;
  private MessageConsumer<Object> incidents;
  private MessageConsumer<Object> orders;
  private boolean stopped;

  /** A verticle for the keeper of this node. */
  public ClipVerticle(String node, ClipKeeper keeper) {
    this.node = node;
    this.keeper = keeper;
    this.library = keeper.library();
  }

  @Override
  public Future<?> start() {
    incidents = Topics.INCIDENTS.consume(vertx.eventBus(), this::changed);
    orders = Topics.clipOrders(node).answer(vertx.eventBus(), this::ordered);
    vertx.setTimer(STEP_MILLIS, timer -> step());
    vertx.setPeriodic(SWEEP_MILLIS, timer -> publish(keeper.sweep()));
    return Future.all(incidents.completion(), orders.completion());
  }

  private void changed(IncidentChanged change) {
    boolean begun = change.change() == IncidentChanged.Change.CONFIRMED;
    if (begun || change.change() == IncidentChanged.Change.UPDATED) {
      keeper.seen(change.incident());
    }
  }

  private void publish(List<ClipReady> clips) {
    clips.forEach(clip -> Topics.CLIPS.publish(vertx.eventBus(), clip));
  }

  private Future<ClipOrdered> ordered(ClipOrder order) {
    String id = keeper.order(order);
    String state = library.info(id).map(ClipInfo::state).orElse("ordered");
    return Future.succeededFuture(new ClipOrdered(id, node, state));
  }

  /** The next step is set only after this one, so that slow disks pile nothing up. */
  private void step() {
    try {
      publish(keeper.step());
    } finally {
      if (!stopped) {
        vertx.setTimer(STEP_MILLIS, timer -> step());
      }
    }
  }

  @Override
  public Future<?> stop() {
    stopped = true;
    return Future.all(incidents.unregister(), orders.unregister());
  }
}
