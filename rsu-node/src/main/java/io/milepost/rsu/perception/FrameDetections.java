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
    long finishedNanos) {

  /** Makes the list immutable. */
  public FrameDetections {
    detections = List.copyOf(detections);
  }
}
