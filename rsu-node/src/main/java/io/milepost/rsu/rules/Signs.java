package io.milepost.rsu.rules;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The signs of one standstill, each 0..1, and what they add up to. Reused; not thread-safe. */
final class Signs {
  static final int ABRUPT = 0;
  static final int HARD = 1;
  static final int IMPOSSIBLE = 2;
  static final int JUMP = 3;
  static final int KINK = 4;
  static final int MISFIT = 5;
  static final int CONTACT = 6;
  static final int PARTNER_ABRUPT = 7;
  static final int PARTNER_TURNED = 8;
  static final int TURNED = 9;
  static final int TURNED_ABRUPTLY = 10;
  static final int ACROSS = 11;
  static final int ODD = 12;
  static final int SHAKEN = 13;
  static final int SUSPECTED = 14;
  static final int TOUCHED = 15;
  static final int NEED = 16;
  static final int NEED_TIMELY = 17;
  static final int NEED_LASTING = 18;
  static final int SLOW_OTHERS = 19;
  static final int SLOW_BEFORE = 20;
  static final int QUEUE_AHEAD = 21;
  static final int BLOCKED = 22;
  static final int SMALL = 23;
  static final int STOOD = 24;
  static final int STRAIGHT = 25;
  static final int OFF_TILTED = 26;
  static final int OFF_SHAKEN = 27;
  private static final int COUNT = 28;

  private static final String[] NAMES = {
    "abrupt",
    "hard",
    "impossible",
    "jump",
    "kink",
    "misfit",
    "contact",
    "partner_abrupt",
    "partner_turned",
    "turned",
    "turned_abruptly",
    "across",
    "odd",
    "shaken",
    "suspected",
    "touched",
    "need",
    "need_timely",
    "need_lasting",
    "slow_others",
    "slow_before",
    "queue_ahead",
    "blocked",
    "small",
    "stood",
    "straight",
    "off_tilted",
    "off_shaken"
  };

  private static final double[] WEIGHTS = {
    0.51, 1.37, -1.18, 0.66, 0.65, -0.31, 0.49, 0.26, 0.89, 0.81, 0.43, 1.50, 0.96, 0.80, 2.33,
    1.49, 1.08, 0.46, 2.13, -1.42, -0.60, -1.31, -0.45, -3.47, 1.05, -1.5, 0, 0
  };

  /** Of one that touches nobody and stands beside the road that is driven. */
  private static final double[] RUN_OFF = {
    0.54, 0.77, 0, 0.11, 0, 0, 0, 0, 0, 0, 1.99, 0.40, 0.07, 1.97, 1.09, 0, 1.38, 0, 0, -0.67, 0, 0,
    0, -1.34, 0.84, 0, 0.54, 0.88
  };

  private static final double RUN_OFF_BIAS = -3.51;

  /** Log odds that let one threshold serve both. */
  private static final double RUN_OFF_OFFSET = 2;

  private static final double BIAS = -4.47;

  private final double[] values = new double[COUNT];
  private double[] weights = WEIGHTS;

  /** Whether it stands beside the road that is driven and touches nobody. */
  boolean off;

  /** When it began to brake, PTS seconds. */
  double began;

  /** Speed before, units per second on the ground; 0 when it could not be fitted. */
  double speed;

  /** Seconds it took to stop. */
  double braked;

  /** Deceleration that would have been needed to avoid the other, units/s². */
  double need;

  /** Track of the other in that conflict, 0 for none. */
  int other;

  void clear() {
    Arrays.fill(values, 0);
    speed = 0;
    braked = 0;
    need = 0;
    off = false;
    other = 0;
  }

  void set(int sign, double value) {
    values[sign] = value;
  }

  void raise(int sign, double value) {
    values[sign] = Math.max(values[sign], value);
  }

  double get(int sign) {
    return values[sign];
  }

  /** Probability of a crash as the regression puts it, 0..1. */
  double probability() {
    double crash = sum(BIAS, WEIGHTS);
    double left = off ? sum(RUN_OFF_BIAS + RUN_OFF_OFFSET, RUN_OFF) : Double.NEGATIVE_INFINITY;
    weights = left > crash ? RUN_OFF : WEIGHTS;
    return 1 / (1 + Math.exp(-Math.max(crash, left)));
  }

  private double sum(double bias, double[] by) {
    double sum = bias;
    for (int i = 0; i < COUNT; i++) {
      sum += by[i] * values[i];
    }
    return sum;
  }

  /** What counted most, for people. */
  Map<String, Object> told() {
    Map<String, Object> out = new LinkedHashMap<>();
    for (int i = 0; i < COUNT; i++) {
      if (Math.abs(weights[i] * values[i]) >= 0.25) {
        out.put("sign_" + NAMES[i], CollisionRule.round(values[i]));
      }
    }
    if (speed > 0) {
      out.put("ground_speed_before_units_s", CollisionRule.round(speed));
      out.put("stopped_within_seconds", CollisionRule.round(braked));
    }
    if (need > 0) {
      out.put("needed_deceleration_units_s2", CollisionRule.round(need));
    }
    return out;
  }
}
