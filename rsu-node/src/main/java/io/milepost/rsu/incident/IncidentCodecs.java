package io.milepost.rsu.incident;

import io.milepost.protocol.bus.RecordCodec;
import io.milepost.rsu.rules.FindingMessage;
import io.vertx.core.eventbus.EventBus;

/** Registers what only rules and incident desks say to each other. */
public final class IncidentCodecs {
  private IncidentCodecs() {}

  /** Call once per Vert.x instance, on every node and before the first verticle. */
  public static void register(EventBus bus) {
    RecordCodec.register(bus, FindingMessage.class);
    NodeTopics.registerCodecs(bus);
  }
}
