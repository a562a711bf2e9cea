package io.milepost.vehicle.policy;

import io.milepost.vehicle.approach.Approaches;
import io.milepost.vehicle.approach.Travel;
import io.milepost.vehicle.event.ActiveAlert;
import io.milepost.vehicle.event.Decision;
import io.milepost.vehicle.position.Fix;
import io.milepost.vehicle.position.PositionSource;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * From the alerts that hold and the place of the vehicle to what it does, with a memory: a step
 * once taken is not left because of noise. Not thread-safe, never waits.
 */
public final class Decider {
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(90);

  private final Policy policy;
  private final Ladder ladder;
  private final Approaches approaches;
  private final PositionSource position;
  private long lookedAt;
  private boolean alerted;
  private boolean placed;

  /** Decides by these rules from this place. */
  public Decider(Policy policy, Approaches approaches, PositionSource position) {
    this.policy = policy;
    this.ladder = new Ladder(policy);
    this.approaches = approaches;
    this.position = position;
  }

  /** Decides by these rules at the distances that RSUs tell. */
  public static Decider withoutPosition(Policy policy) {
    return new Decider(
        policy, new Approaches(null, Travel.UNKNOWN, Approaches.RELEVANT_M), PositionSource.NONE);
  }

  /** Adds to each alert how far it is, and why it is not acted on if so. */
  public List<ActiveAlert> judge(List<ActiveAlert> reported, long nanos) {
    return approaches.judge(reported, here(nanos));
  }

  private Fix here(long nanos) {
    Fix fix = position.fix(nanos);
    return fix == null ? null : fix.at(nanos);
  }

  /**
   * What to do about all alerts that hold.
   *
   * @param reported alerts as told
   * @param nanos monotonic time now
   */
  public Verdict decide(List<ActiveAlert> reported, long nanos) {
    lookedAt = nanos;
    alerted = !reported.isEmpty();
    Fix fix = here(nanos);
    placed = fix != null;
    Ladder.Step step = ladder.climb(approaches.judge(reported, fix), nanos);
    if (step.alert() == null) {
      return new Verdict(Decision.NONE, null, null, fix);
    }
    String because = Policy.because(step.alert(), step.choice());
    Decision decision = new Decision(step.choice().action(), step.alert().body().event(), because);
    return new Verdict(decision, step.alert(), step.choice().rule(), fix);
  }

  /**
   * Whether time, movement or the loss of the position alone may lead to another decision, ten
   * times a second at most.
   */
  public boolean isDue(long nanos) {
    return alerted
        && nanos - lookedAt >= LOOK_NANOS
        && (ladder.isHolding() || placed || position.fix(nanos) != null);
  }

  /** The rules. */
  public Policy policy() {
    return policy;
  }

  /** The source of the vehicle's place. */
  public PositionSource position() {
    return position;
  }
}
