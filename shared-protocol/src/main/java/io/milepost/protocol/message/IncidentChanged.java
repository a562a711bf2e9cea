package io.milepost.protocol.message;

import io.milepost.protocol.incident.Incident;
import java.util.Map;
import java.util.Objects;

/**
 * An incident has a new version.
 *
 * @param change what kind of change
 * @param incident the incident after the change
 * @param stages microseconds spent per stage on the way to this decision, in order (capture, wait,
 *     inference, rules, desk); empty when the change did not come from a camera
 * @param decidedAtNanos {@link System#nanoTime()} of the owning process at the decision; only
 *     meaningful inside that process
 */
public record IncidentChanged(
    Change change, Incident incident, Map<String, Long> stages, long decidedAtNanos) {

  /** Checks what must never be null. */
  public IncidentChanged {
    Objects.requireNonNull(change, "change");
    Objects.requireNonNull(incident, "incident");
    stages = stages == null ? Map.of() : stages;
  }

  /** Kinds of change. */
  public enum Change {
    /** A new incident. */
    CONFIRMED,
    /** Something about it changed: severity, place, another camera, operator's note. */
    UPDATED,
    /** It is over. */
    RESOLVED,
    /**
     * Its node lost a de-duplication race; the incident lives on under {@code
     * evidence.merged_into}.
     */
    MERGED
  }
}
