package io.milepost.protocol.message;

import java.util.List;

/**
 * The tracked objects in one frame of one camera. The frame is addressed by {@code (camera, pts)};
 * recording, live pictures and clips carry the same PTS.
 *
 * @param camera camera id
 * @param ptsMicros presentation time of the frame on the camera's own clock, microseconds
 * @param utcMillis UTC of the frame, milliseconds
 * @param width width of the source picture, pixels
 * @param height height of the source picture, pixels
 * @param boxes tracked objects, in source pixels
 */
public record Detections(
    String camera, long ptsMicros, long utcMillis, int width, int height, List<TrackedBox> boxes) {

  /** Makes the list immutable. */
  public Detections {
    boxes = List.copyOf(boxes);
  }
}
