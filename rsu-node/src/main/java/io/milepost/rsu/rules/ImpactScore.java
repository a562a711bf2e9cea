package io.milepost.rsu.rules;

import java.util.List;

/**
 * Weighs what speaks for a crash. No single sign is enough; the weights add up so that a violent
 * change of velocity needs either an equal and opposite one next to it, or contact and standing
 * still afterwards. Hard braking behind a queue stays below the threshold: comfortable braking is
 * below 4 m/s², emergency braking about 8 m/s², which between the two windows (about 0.5 s apart)
 * are 1.3 and 2.7 units/s.
 */
final class ImpactScore {
  static final double SHOCK = 0.4;
  static final double PARTNER = 0.3;
  static final double CONTACT = 0.15;
  static final double STANDING = 0.3;
  static final double SHAPE = 0.1;
  private static final double GAIN = 0.5;
  private static final double BRAKING_ON = 1.4;
  private static final double BRAKING_FULL = 3.2;

  private final CollisionConfig config;

  ImpactScore(CollisionConfig config) {
    this.config = config;
  }

  /** Linear from 0 at {@code on} to 1 at {@code full}. */
  static double ramp(double value, double on, double full) {
    return Math.max(0, Math.min(1, (value - on) / (full - on)));
  }

  /** How much a velocity change is more than driving, 0..1. */
  double strength(Shock s) {
    return strength(s, false);
  }

  private double strength(Shock s, boolean answered) {
    double size = ramp(s.size(), config.shockOn(), config.shockFull());
    double along = s.before() < 0.3 ? 0 : -(s.dx() * s.beforeX() + s.dy() * s.beforeY());
    if (!answered && along > 0.9 * s.size() * s.before() && s.after() < s.before()) {
      size = Math.min(size, 0.35 + 0.65 * ramp(s.size(), BRAKING_ON, BRAKING_FULL));
    }
    return size * ramp(s.significance(), config.significanceOn(), config.significanceFull());
  }

  /** The opposite shock of the partner, null when there is none. */
  static Impact answer(Impact impact, List<Impact> all) {
    Impact best = null;
    for (Impact o : all) {
      if (o != impact
          && o.shock().track() != impact.shock().track()
          && (o.shock().track() == impact.partner() || impact.shock().track() == o.partner())
          && Math.abs(o.shock().time() - impact.shock().time()) <= 0.6
          && o.shock().opposes(impact.shock()) > 0.3
          && (best == null || o.shock().size() > best.shock().size())) {
        best = o;
      }
    }
    return best;
  }

  /**
   * The score.
   *
   * @param impact what is weighed
   * @param answer opposite shock of the partner, null when there is none
   * @param queue whether others came to stand as well
   */
  double of(Impact impact, Impact answer, boolean queue) {
    Shock s = impact.shock();
    double contact = impact.contact() * (impact.closing() > 0.3 ? 1 : 0.5);
    double answered = 0;
    if (answer != null) {
      Shock a = answer.shock();
      answered = ramp(a.size(), 0.4, 1.4) * ramp(a.significance(), 2, 5);
    }
    double standing = s.before() >= 1 ? ramp(impact.stood(), 0.2, 0.9) : 0;
    double partnerStanding = 0.5 * ramp(impact.partnerStood(), 0.3, 1.5) * contact;
    double still = Math.max(standing, partnerStanding) * (queue ? 0.4 : 1);
    double score = SHOCK * strength(s, answered > 0.3) + CONTACT * contact + PARTNER * answered;
    score += STANDING * still + SHAPE * ramp(s.aspect(), 0.15, 0.4) * Math.max(still, answered);
    boolean gained = s.after() > s.before() + 0.3;
    if (gained) {
      score *= GAIN;
    }
    return score;
  }
}
