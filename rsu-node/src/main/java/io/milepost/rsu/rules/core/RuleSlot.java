package io.milepost.rsu.rules.core;

/** A rule at work in an engine. */
public final class RuleSlot {
  private final Rule rule;
  private final boolean shadow;
  private boolean retiring;
  private long confirmed;

  /**
   * A rule that begins.
   *
   * @param shadow whether it is on trial
   */
  public RuleSlot(Rule rule, boolean shadow) {
    this.rule = rule;
    this.shadow = shadow;
  }

  /** The rule itself. */
  public Rule rule() {
    return rule;
  }

  /** Whether it is on trial: nobody acts on what it says. */
  public boolean shadow() {
    return shadow;
  }

  /** Whether a successor has taken over, and it only closes what it has opened. */
  public boolean retiring() {
    return retiring;
  }

  /** A successor takes over from now on. */
  public void retire() {
    retiring = true;
  }

  /** Findings confirmed since it began with its present thresholds. */
  public long confirmed() {
    return confirmed;
  }

  void confirmedOne() {
    confirmed++;
  }
}
