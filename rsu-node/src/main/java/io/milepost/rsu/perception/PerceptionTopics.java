package io.milepost.rsu.perception;

import io.milepost.protocol.bus.RecordCodec;
import io.milepost.protocol.bus.Scope;
import io.milepost.protocol.bus.Topic;
import io.vertx.core.eventbus.EventBus;

/** Addresses inside this process. */
public final class PerceptionTopics {
  private PerceptionTopics() {}

  /** What was found in the frames of one camera, in the order of their PTS. */
  public static Topic<FrameDetections> detections(String camera) {
    return new Topic<>("local.detections." + camera, FrameDetections.class, Scope.LOCAL);
  }

  /** Registers the codec. Call once per Vert.x instance, before the first verticle. */
  public static void registerCodecs(EventBus bus) {
    RecordCodec.register(bus, FrameDetections.class);
  }
}
