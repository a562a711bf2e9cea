package io.milepost.rsu.incident;

import io.milepost.protocol.bus.Scope;
import io.milepost.protocol.bus.Topic;
import io.milepost.protocol.message.IncidentChanged;

/** The short way from the desk to what must act at once in the same process. */
public final class LocalIncidents {
  /**
   * Every change this node makes, handed over before {@code Topics.INCIDENTS} is published: a
   * publication to the cluster may first have to ask the cluster who listens, this one never does.
   */
  public static final Topic<IncidentChanged> TOPIC =
      new Topic<>("local.incidents", IncidentChanged.class, Scope.LOCAL);

  private LocalIncidents() {}
}
