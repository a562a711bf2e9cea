package io.milepost.rsu.denm;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.milepost.protocol.message.AlertOnAir;
import io.milepost.protocol.message.Topics;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.Optional;

/**
 * Tells other systems what this node tells vehicles.
 *
 * <p><em>Consumes</em> {@link Topics#ALERTS}, acting only on alerts of its own node.
 *
 * <p><em>Publishes</em> {@link Topics#DENM}, and the same messages at the MQTT broker when there is
 * one.
 *
 * <p><em>Threading</em> a worker thread of its own ({@link #options}), so that neither writing JSON
 * nor loading the broker's client takes time from the event loops that tell vehicles.
 *
 * <p><em>Drops</em> beyond 1000 events at a time, and beyond 1000 messages that the broker has not
 * got, the oldest; counted.
 */
public final class DenmVerticle extends VerticleBase {
  private static final int CAPACITY = 1000;
  private static final long RENEW_MILLIS = 1000;
  private static final long NO_TIMER = -1;

  private final String node;
  private final MqttConfig mqtt;
  private final MeterRegistry registry;
  private final DenmBook book;
  private final Counter told;
  private final Counter dropped;
  private MessageConsumer<Object> consumer;
  private volatile DenmOutlet outlet;
  private long timer = NO_TIMER;

  /** Not deployed yet. */
  public DenmVerticle(String node, DenmConfig denm, MqttConfig mqtt, MeterRegistry registry) {
    this.node = node;
    this.mqtt = mqtt;
    this.registry = registry;
    this.book = new DenmBook(new DenmMapper(node, denm.stationIdOf(node)), CAPACITY);
    this.told = registry.counter("milepost.denm.published");
    this.dropped = registry.counter("milepost.denm.dropped");
  }

  /** How it must be deployed. */
  public static DeploymentOptions options() {
    return new DeploymentOptions()
        .setThreadingModel(ThreadingModel.WORKER)
        .setWorkerPoolName("denm")
        .setWorkerPoolSize(1);
  }

  @Override
  public Future<?> start() {
    consumer = Topics.ALERTS.consume(vertx.eventBus(), this::heard);
    if (mqtt.enabled()) {
      // Not waited for: the node is ready without its broker.
      context.runOnContext(
          v ->
              outlet = new MqttPublisher(mqtt, node, MqttPublisher.Retry.DEFAULT, vertx, registry));
    }
    return consumer.completion();
  }

  private void heard(AlertOnAir alert) {
    if (alert.node().equals(node)) {
      book.heard(alert, System.currentTimeMillis(), System.nanoTime()).ifPresent(this::tell);
      dropped.increment(book.dropped() - dropped.count());
      if (timer == NO_TIMER) {
        timer = vertx.setPeriodic(RENEW_MILLIS, id -> renew());
      }
    }
  }

  private void renew() {
    book.renew(System.currentTimeMillis(), System.nanoTime()).forEach(this::tell);
    if (book.size() == 0) {
      vertx.cancelTimer(timer);
      timer = NO_TIMER;
    }
  }

  private void tell(DenmBook.Told denm) {
    told.increment();
    Topics.DENM.publish(vertx.eventBus(), denm.denm());
    if (outlet != null) {
      outlet.offer(denm);
    }
  }

  /** One sentence when DENMs do not reach their broker. Any thread. */
  public Optional<String> degraded() {
    DenmOutlet now = outlet;
    return now == null ? Optional.empty() : now.degraded();
  }

  @Override
  public Future<?> stop() {
    if (timer != NO_TIMER) {
      vertx.cancelTimer(timer);
    }
    return consumer
        .unregister()
        .transform(done -> outlet == null ? Future.succeededFuture() : outlet.close());
  }
}
