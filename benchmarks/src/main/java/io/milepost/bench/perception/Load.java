package io.milepost.bench.perception;

import java.util.Locale;

/**
 * How a number of cameras fared for some seconds.
 *
 * @param cameras how many
 * @param looked pictures looked at
 * @param worstShare of the pictures due at one camera those looked at, for the camera that fared
 *     worst
 * @param tooOld pictures dropped for their age
 * @param shortage the scheduler's sentence, empty when it lowered no rate
 * @param ageP50 from the time a picture is due at the camera to the end of its rules, milliseconds
 * @param ageP99 the same
 * @param allocatedPerFrame heap bytes of the whole process per picture looked at
 * @param decodeCpuMillis processor time of the cameras' threads per decoded picture
 * @param lookCpuMillis processor time of the inference threads per picture looked at
 * @param rulesCpuMillis processor time of the event loops per picture looked at
 * @param cores kept busy by this process
 * @param othersCores kept busy by others, who disturb the figure
 * @param residentMib memory of the process at the end
 */
record Load(
    int cameras,
    long looked,
    double worstShare,
    long tooOld,
    String shortage,
    double ageP50,
    double ageP99,
    double allocatedPerFrame,
    double decodeCpuMillis,
    double lookCpuMillis,
    double rulesCpuMillis,
    double cores,
    double othersCores,
    double residentMib) {
  /** Due pictures that may be missing from a window that begins and ends anywhere. */
  private static final double WHOLE = 0.97;

  /** Age that the rules may not exceed in 99 of 100 pictures, milliseconds. */
  static final double AGE_LIMIT = 250;

  boolean kept() {
    return worstShare >= WHOLE && tooOld == 0 && shortage.isEmpty() && ageP99 <= AGE_LIMIT;
  }

  /** Processor time that one camera takes per second, milliseconds. */
  double cpuMillisPerSecond(double lookedFps, double sentFps) {
    return lookedFps * (lookCpuMillis + rulesCpuMillis) + sentFps * decodeCpuMillis;
  }

  String line() {
    return String.format(
        Locale.ROOT,
        "%2d cameras: %s, worst camera %.1f %% of its pictures, age p50 %.0f p99 %.0f ms,"
            + " %.2f cores (others %.2f)%s",
        cameras,
        kept() ? "kept" : "not kept",
        worstShare * 100,
        ageP50,
        ageP99,
        cores,
        othersCores,
        shortage.isEmpty() ? "" : ", rates lowered");
  }
}
