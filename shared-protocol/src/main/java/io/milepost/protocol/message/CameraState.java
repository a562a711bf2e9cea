package io.milepost.protocol.message;

/**
 * How one camera is doing.
 *
 * @param id camera id, unique in the cluster
 * @param name name for people
 * @param road road identifier
 * @param lat WGS-84 degrees
 * @param lon WGS-84 degrees
 * @param state {@code connecting}, {@code live}, {@code down} or {@code stopped}
 * @param reason why it is not live, or why its pictures cannot be believed; null when all is well
 * @param width picture width, pixels; 0 when unknown
 * @param height picture height, pixels; 0 when unknown
 * @param codec video codec, null when unknown
 * @param fps frames per second that arrive
 * @param inferredFps frames per second that were looked at
 * @param frameAgeMillis age of the newest frame, -1 without one
 * @param dropped frames dropped since start, all reasons together
 */
public record CameraState(
    String id,
    String name,
    String road,
    double lat,
    double lon,
    String state,
    String reason,
    int width,
    int height,
    String codec,
    double fps,
    double inferredFps,
    long frameAgeMillis,
    long dropped) {

  /** The same with a reason. */
  public CameraState because(String why) {
    return new CameraState(
        id,
        name,
        road,
        lat,
        lon,
        state,
        why,
        width,
        height,
        codec,
        fps,
        inferredFps,
        frameAgeMillis,
        dropped);
  }
}
