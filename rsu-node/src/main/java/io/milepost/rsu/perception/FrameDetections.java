package io.milepost.rsu.perception;

import java.util.List;

/**
 * What one inference found in one frame, before tracking. Immutable; travels inside the process
 * only.
 *
 * @param camera camera id
 * @param ptsMicros presentation time of the frame, microseconds
 * @param utcMillis UTC of the frame, milliseconds
 * @param width source width, pixels
 * @param height source height, pixels
 * @param detections objects found, best first
 * @param captureMicros time from packet read to decoded picture
 * @param waitMicros time the picture waited for the model
 * @param inferenceMicros time from the picture to this list
 * @param finishedNanos {@link System#nanoTime()} at which this list was ready
 * @param sight whether the camera's pictures can be believed
 */
public record FrameDetections(
    String camera,
    long ptsMicros,
    long utcMillis,
    int width,
    int height,
    List<Detection> detections,
    long captureMicros,
    long waitMicros,
    long inferenceMicros,
    long finishedNanos,
    Sight sight) {

  /** Makes the list immutable. */
  public FrameDetections {
    detections = List.copyOf(detections);
  }

  /** A list of a camera that sees clearly. */
  public FrameDetections(
      String camera,
      long ptsMicros,
      long utcMillis,
      int width,
      int height,
      List<Detection> detections,
      long captureMicros,
      long waitMicros,
      long inferenceMicros,
      long finishedNanos) {
    this(
        camera,
        ptsMicros,
        utcMillis,
        width,
        height,
        detections,
        captureMicros,
        waitMicros,
        inferenceMicros,
        finishedNanos,
        Sight.CLEAR);
  }

  /** The same frame with other detections and another sight. */
  public FrameDetections with(List<Detection> others, Sight seen) {
    return new FrameDetections(
        camera,
        ptsMicros,
        utcMillis,
        width,
        height,
        others,
        captureMicros,
        waitMicros,
        inferenceMicros,
        finishedNanos,
        seen);
  }
}
