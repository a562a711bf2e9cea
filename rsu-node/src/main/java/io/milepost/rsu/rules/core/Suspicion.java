package io.milepost.rsu.rules.core;

/**
 * Evidence in a leaky bucket with hysteresis. Evidence is counted in seconds, never in frames: IDLE
 * → SUSPECT while it gathers → ACTIVE when there is enough → CLEARING while there is none → IDLE.
 * Not thread-safe.
 */
public final class Suspicion {
  /** Where it stands. */
  public enum State {
    IDLE,
    SUSPECT,
    ACTIVE,
    CLEARING
  }

  /** What an update led to. */
  public enum Change {
    NONE,
    CONFIRMED,
    CLEARED
  }

  private final double onSeconds;
  private final double leak;
  private final double offSeconds;
  private State state = State.IDLE;
  private double level;
  private double since;
  private double quiet;

  /**
   * An empty bucket.
   *
   * @param onSeconds seconds of full evidence that confirm
   * @param leak seconds lost per second without evidence
   * @param offSeconds seconds without evidence that clear
   */
  public Suspicion(double onSeconds, double leak, double offSeconds) {
    this.onSeconds = onSeconds;
    this.leak = leak;
    this.offSeconds = offSeconds;
  }

  /**
   * Takes the evidence of one frame in.
   *
   * @param now PTS seconds
   * @param dt seconds since the frame before
   * @param weight 0 for none, 1 for full evidence, more for overwhelming evidence
   */
  public Change update(double now, double dt, double weight) {
    if (weight > 0) {
      if (state == State.IDLE) {
        state = State.SUSPECT;
        since = now;
        level = 0;
      }
      level = Math.min(onSeconds, level + weight * dt);
      quiet = 0;
    } else {
      level = Math.max(0, level - leak * dt);
      quiet += dt;
    }
    return step(weight);
  }

  private Change step(double weight) {
    switch (state) {
      case SUSPECT:
        if (weight > 0 && level >= onSeconds) {
          state = State.ACTIVE;
          return Change.CONFIRMED;
        }
        state = weight <= 0 && level <= 0 ? State.IDLE : State.SUSPECT;
        return Change.NONE;
      case ACTIVE:
      case CLEARING:
        if (weight > 0) {
          state = State.ACTIVE;
        } else if (quiet >= offSeconds) {
          state = State.IDLE;
          level = 0;
          return Change.CLEARED;
        } else {
          state = State.CLEARING;
        }
        return Change.NONE;
      case IDLE:
      default:
        return Change.NONE;
    }
  }

  /** Goes on from where another one stands. */
  public void inherit(Suspicion other) {
    state = other.state;
    level = other.level;
    since = other.since;
    quiet = other.quiet;
  }

  /** A gap in time: what was building up is void, what is confirmed stays. */
  public void interrupt() {
    if (state == State.SUSPECT) {
      state = State.IDLE;
      level = 0;
    }
  }

  /** Where it stands after the last update. */
  public State state() {
    return state;
  }

  /** Whether there was enough evidence and it has not cleared since. */
  public boolean confirmed() {
    return state == State.ACTIVE || state == State.CLEARING;
  }

  /** 0 for nothing, 1 for confirmed. */
  public double share() {
    return confirmed() ? 1 : onSeconds <= 0 ? 0 : Math.min(1, level / onSeconds);
  }

  /** When the evidence began, PTS seconds. */
  public double since() {
    return since;
  }
}
