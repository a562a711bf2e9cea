package io.milepost.bench.perception;

import java.util.Locale;

/**
 * How a number of cameras fared for some seconds.
 *
 * @param cameras how many
 * @param looked pictures looked at
 * @param worstShare of the pictures due at one camera those looked at, for the camera that fared
 *     worst
 * @param awakeShare of the cameras' time that in which they are looked at at their full rate
 * @param decodedShare of the pictures sent those that were decoded
 * @param tooOld pictures dropped for their age
 * @param shortage the scheduler's sentence, empty when it lowered no rate
 * @param ageP50 from the time a picture is due at the camera to the end of its rules, milliseconds
 * @param ageP99 the same
 * @param allocatedPerFrame heap bytes of the whole process per picture looked at
 * @param cameraCpuMillis processor time of the cameras' threads per picture sent: reading, decoding
 *     and the eye
 * @param lookCpuMillis processor time of the inference threads per picture looked at
 * @param rulesCpuMillis processor time of the event loops per picture looked at
 * @param secondCpuMillis processor time of the whole process per camera and second of its video,
 *     with what the due pictures would have taken that were not looked at
 * @param speed seconds of video that were played per second; below 1 when the machine is too busy
 * @param cores kept busy by this process
 * @param othersCores kept busy by others, who disturb the figure
 * @param residentMib memory of the process at the end
 */
record Load(
    int cameras,
    long looked,
    double worstShare,
    double awakeShare,
    double decodedShare,
    long tooOld,
    String shortage,
    double ageP50,
    double ageP99,
    double allocatedPerFrame,
    double cameraCpuMillis,
    double lookCpuMillis,
    double rulesCpuMillis,
    double secondCpuMillis,
    double speed,
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
    return lookedFps * (lookCpuMillis + rulesCpuMillis) + sentFps * cameraCpuMillis;
  }

  String line() {
    return String.format(
        Locale.ROOT,
        "%2d cameras: %s, worst camera %.1f %% of its pictures, age p50 %.0f p99 %.0f ms,"
            + " awake %.0f %%, decoded %.0f %%, %.1f ms of processor per camera and second,"
            + " %.2f cores (others %.2f)%s",
        cameras,
        kept() ? "kept" : "not kept",
        worstShare * 100,
        ageP50,
        ageP99,
        awakeShare * 100,
        decodedShare * 100,
        secondCpuMillis,
        cores,
        othersCores,
        shortage.isEmpty() ? "" : ", rates lowered");
  }
}
