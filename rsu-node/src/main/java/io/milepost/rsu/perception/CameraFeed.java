package io.milepost.rsu.perception;

import io.milepost.rsu.camera.FrameSlot;
import java.util.Objects;

/**
 * A camera to look at.
 *
 * @param camera camera id
 * @param slot where its newest picture lies; perception is its only reader
 * @param pace how often to look at it
 * @param eye what sees its pictures without a model
 */
public record CameraFeed(String camera, FrameSlot slot, Pace pace, Eye eye) {

  /** Checks that nothing is missing. */
  public CameraFeed {
    Objects.requireNonNull(camera, "camera");
    Objects.requireNonNull(slot, "slot");
    Objects.requireNonNull(pace, "pace");
    Objects.requireNonNull(eye, "eye");
  }

  /** A camera that only a model looks at. */
  public CameraFeed(String camera, FrameSlot slot, Pace pace) {
    this(camera, slot, pace, Eye.NONE);
  }

  /** A camera that only a model looks at, so many times a second, 0.1..120. */
  public CameraFeed(String camera, FrameSlot slot, double targetFps) {
    this(camera, slot, Pace.of(targetFps));
  }
}
