package io.milepost.rsu.rules.collision;

import java.util.List;

/**
 * Weighs what speaks for a crash. No single sign is enough; the weights add up so that a violent
 * change of velocity needs either an equal and opposite one next to it, or contact and standing
 * still afterwards. Hard braking behind a queue stays below the threshold: comfortable braking is
 * below 4 m/s², emergency braking about 8 m/s², which between the two windows (about 0.5 s apart)
 * are 1.3 and 2.7 units/s.
 */
final class ImpactScore {
  static final double SHOCK = 0.35;
  static final double PARTNER = 0.25;
  static final double CONTACT = 0.15;
  static final double STANDING = 0.3;
  static final double BOTH_STANDING = 0.15;
  static final double SHAPE = 0.1;
  private static final double FLOOR = 0.4;
  private static final double DROVE_ON = 0.4;
  private static final double QUEUED = 0.75;
  private static final double GAIN = 0.5;
  private static final double EXCHANGED = 0.4;
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
  double strength(Shock s, double gain) {
    return strength(s, gain, false);
  }

  private double strength(Shock s, double gain, boolean answered) {
    double size = ramp(gain * s.size(), config.shockOn(), config.shockFull());
    double along = s.before() < 0.3 ? 0 : -(s.dx() * s.beforeX() + s.dy() * s.beforeY());
    if (!answered && along > 0.9 * s.size() * s.before() && s.after() < s.before()) {
      size = Math.min(size, 0.35 + 0.65 * ramp(gain * s.size(), BRAKING_ON, BRAKING_FULL));
    }
    return size * ramp(s.significance(), config.significanceOn(), config.significanceFull());
  }

  /** Whether each goes on as the other did before: then two tracks changed places, not speeds. */
  private static boolean exchanged(Shock a, Shock b) {
    double apart = Math.hypot(a.beforeX() - b.beforeX(), a.beforeY() - b.beforeY());
    double one = Math.hypot(a.afterX() - b.beforeX(), a.afterY() - b.beforeY());
    double other = Math.hypot(b.afterX() - a.beforeX(), b.afterY() - a.beforeY());
    return apart > 1 && Math.max(one, other) < EXCHANGED * apart;
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
          && !exchanged(o.shock(), impact.shock())
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
   */
  double of(Impact impact, Impact answer) {
    Shock s = impact.shock();
    double closing =
        answer == null ? impact.closing() : Math.max(impact.closing(), answer.closing());
    double came = ramp(closing, 0.1, 0.6);
    double contact = impact.contact() * (0.3 + 0.7 * came);
    double calm = impact.queue() ? 0.4 : 1;
    double stood = ramp(impact.stood(), 0.1, 0.8);
    double partnerStood = ramp(impact.partnerStood(), 0.3, 1.2) * impact.contact();
    double still = Math.max(stood, 0.5 * partnerStood) * calm;
    double gain = 1 + (impact.gain() - 1) * impact.contact() * still;
    still *= ramp(gain * s.before(), 0.6, 1.2);
    double both = impact.queue() ? 0 : Math.min(stood, partnerStood);
    double answered = 0;
    if (answer != null) {
      Shock a = answer.shock();
      answered = ramp(gain * a.size(), 0.4, 1.4) * ramp(a.significance(), 2, 5) * came;
    }
    double strength = strength(s, gain, answered > 0.3);
    double hit = FLOOR + (1 - FLOOR) * ramp(Math.max(strength, answered), 0.05, 0.4);
    double score = SHOCK * strength + CONTACT * contact + PARTNER * answered;
    score += hit * (STANDING * still + BOTH_STANDING * both);
    score += SHAPE * ramp(s.aspect(), 0.15, 0.4) * Math.max(still, answered);
    score *= impact.queue() ? QUEUED : 1;
    score *= 1 - DROVE_ON * (1 - stood) * ramp(s.after() / Math.max(0.1, s.before()), 0.35, 0.7);
    boolean gained = s.after() > s.before() + 0.3;
    if (gained) {
      score *= GAIN;
    }
    return score;
  }
}
