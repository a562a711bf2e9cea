package io.milepost.vehicle.policy;

import io.milepost.protocol.alert.AlertBody;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.incident.Suggestion;
import java.util.List;

/**
 * One rule of the policy.
 *
 * @param name shown with the decision; required
 * @param types types it is for; empty for all
 * @param maxDistanceM applies up to this distance, metres; null for any
 * @param minSeverity applies from this severity on; null for any
 * @param action what to do; required
 */
public record PolicyRule(
    String name,
    List<IncidentType> types,
    Double maxDistanceM,
    Severity minSeverity,
    Suggestion action) {

  /**
   * Refuses incomplete rules.
   *
   * @throws MilepostException CONFIGURATION naming the rule
   */
  public PolicyRule {
    types = types == null ? List.of() : List.copyOf(types);
    require(name != null && !name.isBlank(), "a policy rule has no name");
    require(
        action != null,
        "policy rule '" + name + "' has no action; one of inform, slow_down, change_lane, stop");
    require(
        maxDistanceM == null || (maxDistanceM >= 0 && maxDistanceM <= AlertBody.MAX_DISTANCE_M),
        "max_distance_m of policy rule '" + name + "' must be from 0 to 100000");
  }

  boolean matches(AlertBody alert, double distanceM) {
    return (types.isEmpty() || types.contains(alert.type()))
        && (maxDistanceM == null || distanceM <= maxDistanceM)
        && (minSeverity == null || alert.severity().compareTo(minSeverity) >= 0);
  }

  private static void require(boolean condition, String sentence) {
    if (!condition) {
      throw new MilepostException(FailureCode.CONFIGURATION, sentence);
    }
  }
}
