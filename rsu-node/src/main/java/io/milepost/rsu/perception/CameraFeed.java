package io.milepost.rsu.perception;

import io.milepost.rsu.camera.FrameSlot;
import java.util.Objects;

/**
 * A camera to look at.
 *
 * @param camera camera id
 * @param slot where its newest picture lies; perception is its only reader
 * @param targetFps pictures per second to look at, 0.1..120
 * @param eye what sees its pictures without a model
 */
public record CameraFeed(String camera, FrameSlot slot, double targetFps, Eye eye) {

  /** Checks that nothing is missing or out of range. */
  public CameraFeed {
    Objects.requireNonNull(camera, "camera");
    Objects.requireNonNull(slot, "slot");
    Objects.requireNonNull(eye, "eye");
    if (!(targetFps >= 0.1 && targetFps <= 120)) {
      throw new IllegalArgumentException("targetFps must be 0.1..120 but is " + targetFps);
    }
  }

  /** A camera that only a model looks at. */
  public CameraFeed(String camera, FrameSlot slot, double targetFps) {
    this(camera, slot, targetFps, Eye.NONE);
  }
}
