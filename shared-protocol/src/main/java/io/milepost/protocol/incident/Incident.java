package io.milepost.protocol.incident;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One incident as the whole cluster knows it. Immutable; every change is a new value with a higher
 * {@code version}.
 *
 * @param id identity across the cluster, {@code <node>-<epoch>-<n>}
 * @param version grows by one with each change, from 1
 * @param type what happened
 * @param severity how bad
 * @param state where it stands
 * @param confidence 0..1
 * @param node RSU that owns the incident and broadcasts its alert
 * @param camera camera that saw it first; null for a reported incident
 * @param road road identifier from the camera's configuration
 * @param lane lane number from the median, 1 = innermost; null when unknown
 * @param lat WGS-84 degrees
 * @param lon WGS-84 degrees
 * @param distanceM metres from the road users being warned to the place
 * @param direction traffic concerned
 * @param startedAt UTC milliseconds at which the evidence begins
 * @param confirmedAt UTC milliseconds at which the rule confirmed it
 * @param updatedAt UTC milliseconds of this version
 * @param resolvedAt UTC milliseconds, null while active
 * @param summary one sentence for people
 * @param seenBy {@code node/camera} of every camera that reported it
 * @param evidence named values that made the rule fire
 * @param actor operator who made the last change, null when Milepost itself did
 * @param note the operator's note with the last change, null when none
 */
public record Incident(
    String id,
    int version,
    IncidentType type,
    Severity severity,
    IncidentState state,
    double confidence,
    String node,
    String camera,
    String road,
    Integer lane,
    double lat,
    double lon,
    double distanceM,
    TrafficDirection direction,
    long startedAt,
    long confirmedAt,
    long updatedAt,
    Long resolvedAt,
    String summary,
    List<String> seenBy,
    Map<String, Object> evidence,
    String actor,
    String note) {

  /** Checks what must never be null and makes the collections immutable. */
  public Incident {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(severity, "severity");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(node, "node");
    seenBy = seenBy == null ? List.of() : List.copyOf(seenBy);
    evidence = evidence == null ? Map.of() : Map.copyOf(evidence);
    direction = direction == null ? TrafficDirection.ALL : direction;
  }

  /** True until it is resolved or judged a false alarm. */
  @JsonIgnore
  public boolean isActive() {
    return state == IncidentState.OPEN || state == IncidentState.ACKNOWLEDGED;
  }
}
