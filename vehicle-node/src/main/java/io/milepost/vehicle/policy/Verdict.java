package io.milepost.vehicle.policy;

import io.milepost.vehicle.event.ActiveAlert;
import io.milepost.vehicle.event.Decision;
import io.milepost.vehicle.position.Fix;

/**
 * A decision and what it rests on.
 *
 * @param decision what the vehicle does
 * @param alert alert that asks for it, null when none holds
 * @param rule rule of the policy, null when none matched
 * @param fix position used, null when it was not known
 */
public record Verdict(Decision decision, ActiveAlert alert, String rule, Fix fix) {
  /** Nothing to do. */
  public static final Verdict NONE = new Verdict(Decision.NONE, null, null, null);
}
