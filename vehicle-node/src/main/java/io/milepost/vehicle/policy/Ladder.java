package io.milepost.vehicle.policy;

import io.milepost.protocol.incident.Suggestion;
import io.milepost.vehicle.event.ActiveAlert;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The steps inform, slow_down, change_lane, stop. Up at once. Down, for an alert that still holds,
 * only when the policy would not ask for the step even 50 m nearer, and has not for three seconds.
 * An alert that has ended, or that must not be acted on, lets go at once: those judgements have
 * their own certainty. Not thread-safe.
 */
final class Ladder {
  /** More than the error of a position in town, metres. */
  static final double MARGIN_M = 50;

  /** Longer than any gap between position reports that still counts as known, nanoseconds. */
  static final long HOLD_NANOS = TimeUnit.SECONDS.toNanos(3);

  /** Another alert must be this much nearer to be the reason for the same step, metres. */
  static final double NEARER_M = 20;

  private final Policy policy;
  private final Map<Key, Rung> rungs = new HashMap<>();
  private Key reason;
  private boolean holding;

  private record Key(String event, boolean verified) {}

  private static final class Rung {
    private Policy.Choice choice;
    private long askedAt;
  }

  /**
   * What is to be done, and why.
   *
   * @param alert the alert that asks for it, null when none holds
   * @param choice action and rule, null when no alert holds
   */
  record Step(ActiveAlert alert, Policy.Choice choice) {}

  Ladder(Policy policy) {
    this.policy = policy;
  }

  /** The step to be on. */
  Step climb(List<ActiveAlert> alerts, long nanos) {
    Set<Key> present = new HashSet<>();
    holding = false;
    Step best = null;
    for (ActiveAlert alert : alerts) {
      Key key = key(alert);
      present.add(key);
      Step step = new Step(alert, hold(key, alert, nanos));
      best = best == null || isStronger(step, best) ? step : best;
    }
    rungs.keySet().retainAll(present);
    reason = best == null ? null : key(best.alert());
    return best == null ? new Step(null, null) : best;
  }

  private Policy.Choice hold(Key key, ActiveAlert alert, long nanos) {
    Policy.Choice now = policy.choose(alert, alert.distanceM());
    Rung rung = rungs.computeIfAbsent(key, any -> new Rung());
    Suggestion held = rung.choice == null ? null : rung.choice.action();
    if (held == null || alert.noAction() != null || now.action().compareTo(held) >= 0) {
      rung.choice = now;
      rung.askedAt = nanos;
      return now;
    }
    Policy.Choice near = policy.choose(alert, Math.max(0, alert.distanceM() - MARGIN_M));
    if (near.action().compareTo(held) >= 0) {
      rung.askedAt = nanos;
    } else if (nanos - rung.askedAt >= HOLD_NANOS) {
      rung.choice = near;
      rung.askedAt = nanos;
    }
    holding = true;
    return rung.choice;
  }

  private boolean isStronger(Step one, Step other) {
    int order = one.choice().action().compareTo(other.choice().action());
    if (order != 0) {
      return order > 0;
    }
    double nearer = other.alert().distanceM() - one.alert().distanceM();
    if (key(one.alert()).equals(reason)) {
      return nearer > -NEARER_M;
    }
    return key(other.alert()).equals(reason) ? nearer > NEARER_M : nearer > 0;
  }

  private static Key key(ActiveAlert alert) {
    return new Key(alert.body().event(), alert.verified());
  }

  /** Whether a step is held that would not be taken anew, so that time alone can change it. */
  boolean isHolding() {
    return holding;
  }
}
