package io.milepost.rsu.rules.track;

/**
 * How objects are followed.
 *
 * @param highConfidence detections at or above join the first stage, 0..1
 * @param lowConfidence detections below are ignored, 0..1
 * @param newConfidence detections at or above may start a track, 0..1
 * @param minIou boxes overlapping less than this are no match in the first stage, 0..1
 * @param recoveryIou the same against the last observation, 0..1
 * @param lostMovingSeconds how long an unseen moving object is kept, 0.1..60 s
 * @param lostStationarySeconds how long an unseen standing object is kept, 0.1..600 s
 * @param stationarySeconds how long it must have stood to count as standing, 0.1..60 s
 * @param maxSpeed fastest motion of an object seen only once, units of about 1.5 m per second,
 *     1..100
 */
public record TrackerConfig(
    double highConfidence,
    double lowConfidence,
    double newConfidence,
    double minIou,
    double recoveryIou,
    double lostMovingSeconds,
    double lostStationarySeconds,
    double stationarySeconds,
    double maxSpeed) {

  /** What works without knowing the camera. */
  public static TrackerConfig defaults() {
    return new TrackerConfig(0.3, 0.1, 0.35, 0.15, 0.3, 2, 30, 2, 14);
  }
}
