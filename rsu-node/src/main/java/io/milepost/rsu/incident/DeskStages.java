package io.milepost.rsu.incident;

import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.message.IncidentChanged;
import io.milepost.rsu.rules.FindingMessage;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Adds the desk's own share to the time budget that travels with a decision. */
final class DeskStages {
  private DeskStages() {}

  /**
   * A change that came from a finding carries its stages plus {@code desk} (microseconds from the
   * rule's decision to now) and the moment of the rule's decision; any other carries no stages.
   */
  static IncidentChanged change(
      IncidentChanged.Change kind, Incident incident, FindingMessage message) {
    long now = System.nanoTime();
    if (message == null) {
      return new IncidentChanged(kind, incident, Map.of(), now);
    }
    Map<String, Long> stages = new LinkedHashMap<>(message.stages());
    stages.put("desk", Math.max(0, (now - message.decidedNanos()) / 1000));
    return new IncidentChanged(
        kind, incident, Collections.unmodifiableMap(stages), message.decidedNanos());
  }
}
