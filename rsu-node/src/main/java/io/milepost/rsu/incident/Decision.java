package io.milepost.rsu.incident;

import io.milepost.protocol.message.IncidentChanged;
import java.util.List;

/**
 * What the desk decided about one input.
 *
 * @param changes versions to publish and write down, in order
 * @param joins requests to other nodes; each may come back as {@link IncidentDesk#refused}
 * @param incident id of the incident the input belongs to, null when it belongs to none
 * @param duplicate true when that incident was there before
 */
record Decision(
    List<IncidentChanged> changes, List<Join> joins, String incident, boolean duplicate) {

  /** Nothing to do. */
  static final Decision NOTHING = new Decision(List.of(), List.of(), null, false);

  /**
   * A request to the owner of an incident.
   *
   * @param owner node to ask
   * @param request what to ask
   * @param absorbed own incident that is withdrawn once the owner has accepted; null when none
   */
  record Join(String owner, JoinRequest request, String absorbed) {}
}
