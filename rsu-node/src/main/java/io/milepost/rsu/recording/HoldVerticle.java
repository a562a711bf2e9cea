package io.milepost.rsu.recording;

import io.milepost.protocol.message.RecordedCameras;
import io.milepost.protocol.message.Topics;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;

/**
 * Tells what a node keeps, and holds it for people. Deploy it as a worker.
 *
 * <p><i>Consumes</i>: {@link Topics#holds} and {@link Topics#recorded} of this node, as requests.
 *
 * <p><i>Publishes</i>: nothing.
 *
 * <p><i>Threading</i>: worker; everything here waits for the disk.
 *
 * <p><i>Drops</i>: nothing; a hold is on disk before it is answered.
 */
public final class HoldVerticle extends VerticleBase {
  private final String node;
  private final HoldDesk desk;
  private final Holdings holdings;
  private MessageConsumer<Object> orders;
  private MessageConsumer<Object> queries;

  /**
   * A verticle for the desk of this node.
   *
   * @param node this node's id
   */
  public HoldVerticle(String node, HoldDesk desk, Holdings holdings) {
    this.node = node;
    this.desk = desk;
    this.holdings = holdings;
  }

  @Override
  public Future<?> start() {
    orders =
        Topics.holds(node)
            .answer(vertx.eventBus(), order -> Future.succeededFuture(desk.answer(order)));
    queries =
        Topics.recorded(node)
            .answer(
                vertx.eventBus(),
                query -> Future.succeededFuture(new RecordedCameras(holdings.list(node))));
    return Future.all(orders.completion(), queries.completion());
  }

  @Override
  public Future<?> stop() {
    return Future.all(orders.unregister(), queries.unregister());
  }
}
