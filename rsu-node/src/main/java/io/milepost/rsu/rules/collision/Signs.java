package io.milepost.rsu.rules.collision;

import io.milepost.rsu.rules.core.Figures;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

/**
 * The signs of one standstill, each 0..1, and what they add up to: with one set of weights for a
 * vehicle that came to stand at about the same time as another near it, with others for one that
 * did so alone on the road or beside it. Reused; not thread-safe.
 */
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
  static final int ROTATED = 26;
  static final int ROTATED_FAR = 27;
  static final int ASKEW = 28;
  static final int ASKEW_FAR = 29;
  static final int FULLY_ACROSS = 30;
  static final int POSE = 31;
  static final int OTHER_ROTATED = 32;
  static final int OTHER_ROTATED_FAR = 33;
  static final int OTHER_ASKEW = 34;
  static final int OTHER_ASKEW_FAR = 35;
  static final int OTHER_ACROSS = 36;
  static final int NEAR = 37;
  static final int TOUCHING = 38;
  static final int TOGETHER = 39;
  static final int TOGETHER_TOUCHING = 40;
  static final int BOTH_TURNED = 41;
  static final int ONE_TURNED = 42;
  static final int NOT_FOLLOWED = 43;
  static final int BRIEF = 44;
  static final int VERY_BRIEF = 45;
  static final int SLID = 46;
  static final int TURNED_HARD = 47;
  static final int TURNED_NEED = 48;
  static final int TURNED_SHAKEN = 49;
  static final int OTHER_HARD = 50;
  static final int BOTH_HARD = 51;
  static final int BESIDE = 52;
  static final int FAR_BESIDE = 53;
  static final int BESIDE_BRIEF = 54;
  static final int BESIDE_TURNED = 55;
  static final int BESIDE_SHAKEN = 56;
  static final int OFF_LANE = 57;
  static final int OFF_LANE_TURNED = 58;
  static final int OTHERS_STOOD = 59;
  static final int STOOD_LONGER = 60;
  static final int STOOD_LONG = 61;
  static final int SIZE = 62;
  static final int LARGE = 63;
  static final int FAST_ROAD = 64;
  static final int STOOD_BEFORE = 65;
  static final int UNSTEADY = 66;
  static final int CUT_OFF = 67;
  private static final int COUNT = 68;

  private static final double QUEUED = 0.2;

  /** A sign is told when it moves the log odds by this much. */
  private static final double TELLING = 0.5;

  private static final String[] WORDS = {
    "stopped at once",
    "stopped harder than drivers brake",
    "stopped harder than brakes can",
    "lost speed all at once",
    "path does not fit even braking",
    "path is uneven",
    "touches another that stopped",
    "the other stopped at once",
    "the other turned while stopping",
    "turned while stopping",
    "turned and stopped at once",
    "stands across",
    "looks unlike what drives there",
    "changed its speed abruptly",
    "was suspected before it stood",
    "touched another when it slowed",
    "could not have stopped in time",
    "came too close right before it stopped",
    "was on a collision course for long",
    "others are slow",
    "others were slow before",
    "others stand ahead",
    "something stood in its way",
    "is small in the picture",
    "keeps standing",
    "nothing is turned",
    "its shape changed",
    "its shape changed much",
    "stands at an angle",
    "stands at a wide angle",
    "stands fully across",
    "stands turned",
    "the other's shape changed",
    "the other's shape changed much",
    "the other stands at an angle",
    "the other stands at a wide angle",
    "the other stands fully across",
    "stands close to another that stopped",
    "stands in touch with another",
    "both stopped at the same time",
    "both stopped at the same time in touch",
    "both stopped at once and stand turned",
    "both stopped at once and one stands turned",
    "its way there was not seen whole",
    "stopped within two seconds",
    "stopped within a second",
    "stopped as if it slid",
    "stopped hard and stands turned",
    "came too close and stands turned",
    "changed speed abruptly and stands turned",
    "the other stopped hard",
    "both stopped hard",
    "stands beside the road",
    "stands well off the road",
    "stopped at once beside the road",
    "stands turned beside the road",
    "changed speed abruptly beside the road",
    "stands outside of the lanes",
    "stands turned outside of the lanes",
    "others stood there before",
    "stands for seconds",
    "stands on",
    "is not tiny in the picture",
    "is large enough to judge",
    "traffic is fast there",
    "somebody stood there before",
    "its box is not steady",
    "is cut off by the edge of the picture"
  };

  /** Of one beside which another came to stand at about the same time. */
  private static final double[] PAIRED = {
    -0.03, 1.35, -1.13, 0.59, 0.20, -0.29, -0.03, 0, 1.38, 0.94, 0, 2.49, 0.29, -0.32, 3.26, 1.00,
    -0.72, -0.05, 2.72, -1.06, -0.39, -0.09, -0.27, -0.48, 0.36, 0.85, 0.58, 1.05, 0.14, 0.47, 0,
    -0.64, 0.40, 1.89, 0, 1.62, -0.22, 0.84, -0.01, -0.45, 0.40, -0.72, -0.23, -0.02, -0.02, -0.03,
    -0.14, 1.33, 0.46, 0.31, 1.84, -1.93, 0, -1.95, -0.62, -0.06, -0.12, 0.94, -0.29, -3.84, 0.88,
    1.98, 1.99, 0.36, 1.21, -1.28, 0, 1.49
  };

  /** Of one that came to stand alone on the road. */
  private static final double[] ALONE = {
    0, 1.51, -0.78, 0, 0.55, 0, -0.14, 0, 1.76, -0.13, 0, 0.97, 0.31, -0.46, 1.68, 0.67, -0.15, 0,
    2.71, -0.34, -0.51, -0.18, -0.45, -0.59, 0.78, -0.24, 1.15, 0.46, -0.62, 0.29, -0.36, 0, -0.45,
    0, 0, 1.18, -0.42, 0, 0.51, 0, 0, 0, 0, -0.35, -0.55, -0.26, 0, 0.07, 0.95, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, -3.43, 0.49, 1.42, 0.33, 0, 0.46, -0.66, 0.76, 0
  };

  /** Of one that came to stand alone outside of the lanes. */
  private static final double[] ASIDE = {
    0.40, 3.22, -2.07, 0, 0.70, 0, 0, 0, 0.82, 0, 0, 1.44, 0, 0.30, 3.17, 0.52, -0.82, 0, 1.95, 0,
    0.55, -0.54, -0.43, -0.81, 1.16, -0.03, 0.82, -0.09, -0.11, -0.11, -1.14, -0.13, 0, 0, 0.10,
    0.21, -0.12, 0, 0.16, 0, 0, 0, 0, 0.18, 0, -1.06, 0.02, 0.67, 0.56, 0.66, 0, 0, -0.88, -0.28,
    0.25, 1.35, 0.53, 0, -0.13, -2.53, 0.68, 1.07, 1.15, 0.13, 0.80, -0.40, 0.22, 1.09
  };

  /** All include log odds of 2.35 that put the threshold of all at its usual figure. */
  private static final double PAIRED_BIAS = -8.78;

  private static final double ALONE_BIAS = -5.04;

  private static final double ASIDE_BIAS = -7.29;

  private final double[] values = new double[COUNT];

  /** Whether another came to stand near it at about the same time. */
  boolean paired;

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
    paired = false;
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

  /** Whether others are slow, were slow before or stand ahead, or it braked as drivers do. */
  boolean ordinary() {
    double slow = Math.max(values[SLOW_OTHERS], values[SLOW_BEFORE]);
    boolean queued = Math.max(slow, values[QUEUE_AHEAD]) >= QUEUED;
    return queued || values[ABRUPT] <= 0 && values[HARD] <= 0;
  }

  /** How much speaks for a crash, 0..1, on the scale of the threshold; not a frequency. */
  double probability() {
    double[] weights = weights();
    double sum = paired ? PAIRED_BIAS : aside() ? ASIDE_BIAS : ALONE_BIAS;
    for (int i = 0; i < COUNT; i++) {
      sum += weights[i] * values[i];
    }
    return 1 / (1 + Math.exp(-sum));
  }

  private double[] weights() {
    return paired ? PAIRED : aside() ? ASIDE : ALONE;
  }

  private boolean aside() {
    return values[BESIDE] > 0.5 || values[OFF_LANE] > 0;
  }

  /** What counted most, in words for people. */
  Map<String, Object> told() {
    double[] weights = weights();
    StringJoiner speaks = new StringJoiner("; ");
    StringJoiner against = new StringJoiner("; ");
    for (int i = 0; i < COUNT; i++) {
      double counts = weights[i] * values[i];
      if (Math.abs(counts) >= TELLING) {
        (counts > 0 ? speaks : against).add(WORDS[i]);
      }
    }
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("speaks_for_it", speaks.toString());
    if (against.length() > 0) {
      out.put("speaks_against_it", against.toString());
    }
    if (speed > 0) {
      out.put("ground_speed_before_units_s", Figures.round(speed));
      out.put("stopped_within_seconds", Figures.round(braked));
    }
    if (need > 0) {
      out.put("needed_deceleration_units_s2", Figures.round(need));
    }
    return out;
  }
}
