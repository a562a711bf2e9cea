package io.milepost.rsu.incident;

import io.vertx.core.eventbus.EventBus;

/** Registers what only incident desks say to each other. */
public final class IncidentCodecs {
  private IncidentCodecs() {}

  /** Call once per Vert.x instance, on every node and before the first verticle. */
  public static void register(EventBus bus) {
    NodeTopics.registerCodecs(bus);
  }
}
