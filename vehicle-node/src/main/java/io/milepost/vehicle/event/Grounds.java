package io.milepost.vehicle.event;

import io.milepost.protocol.incident.Suggestion;
import io.milepost.vehicle.position.Fix;

/**
 * Why a decision was made, in a form that can be checked later.
 *
 * @param before action until then, null for none
 * @param alert the alert that asks for the action; null when none does
 * @param rule name of the policy's rule, null when no rule but the policy's remainder decided
 * @param fix position used, moved on to the moment of the decision; null when it was not known
 * @param trigger the datagram at whose arrival the decision was made, when it is another than the
 *     alert's own; null when it was, or when time or movement led to it
 * @param triggerVerified whether the tag of that datagram was checked
 */
public record Grounds(
    Suggestion before,
    ActiveAlert alert,
    String rule,
    Fix fix,
    byte[] trigger,
    boolean triggerVerified) {

  /** Whether the datagram that the decision rests on was checked; false without a datagram. */
  public boolean verified() {
    return alert != null ? alert.verified() : trigger != null && triggerVerified;
  }
}
