package io.milepost.rsu.incident;

import io.milepost.protocol.bus.Scope;
import io.milepost.protocol.bus.Topic;
import io.milepost.protocol.message.IncidentChanged;
import io.milepost.protocol.message.IncidentCommand;
import io.milepost.protocol.message.IncidentReport;

/** The short way from the desk to what must act at once in the same process. */
public final class LocalIncidents {
  /**
   * Every change this node makes, and every change another node makes to an incident of this node.
   * Handed over before {@code Topics.INCIDENTS} is published: a publication to the cluster may
   * first have to ask the cluster who listens, this one never does.
   */
  public static final Topic<IncidentChanged> TOPIC =
      new Topic<>("local.incidents", IncidentChanged.class, Scope.LOCAL);

  /**
   * As {@code Topics.INCIDENT_COMMAND}, answered by the desk of this very process. Whoever has a
   * desk at hand asks it here: a request to the cluster-wide address may go to a node that died a
   * moment ago and then ends TIMEOUT.
   */
  public static final Topic<IncidentCommand> COMMAND =
      new Topic<>("local.incidents.command", IncidentCommand.class, Scope.LOCAL);

  /** As {@code Topics.INCIDENT_REPORT}, answered by the desk of this very process. */
  public static final Topic<IncidentReport> REPORT =
      new Topic<>("local.incidents.report", IncidentReport.class, Scope.LOCAL);

  private LocalIncidents() {}
}
