package io.milepost.rsu.api;

import io.milepost.protocol.json.Json;
import io.milepost.protocol.message.Detections;
import io.milepost.protocol.message.Topics;
import io.vertx.core.Context;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.LinkedHashSet;
import java.util.Set;

/** Boxes of one camera on their way to the viewers of one event loop, written once for all. */
final class BoxFeed {
  private final Context context;
  private final Set<LiveWatch> watchers = new LinkedHashSet<>();
  private final MessageConsumer<?> consumer;

  BoxFeed(Context context, EventBus bus, String camera) {
    this.context = context;
    this.consumer = Topics.detections(camera).consume(bus, this::arrived);
  }

  private void arrived(Detections seen) {
    context.runOnContext(v -> deliver(seen));
  }

  private void deliver(Detections seen) {
    if (watchers.isEmpty()) {
      return;
    }
    String text = Json.write(new Message("detections", seen));
    for (LiveWatch watch : watchers) {
      watch.boxes(text);
    }
  }

  void add(LiveWatch watch) {
    watchers.add(watch);
  }

  /** True when nobody is left. */
  boolean remove(LiveWatch watch) {
    watchers.remove(watch);
    if (watchers.isEmpty()) {
      close();
    }
    return watchers.isEmpty();
  }

  void close() {
    consumer.unregister();
  }

  private record Message(String type, Detections detections) {}
}
