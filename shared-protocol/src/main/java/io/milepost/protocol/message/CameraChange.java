package io.milepost.protocol.message;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;

/**
 * What to do with the set of a node's cameras.
 *
 * @param action what to do; required
 * @param camera camera id; null for ADD and CHECK
 * @param values the camera's keys as in the configuration, as JSON text because a null counts: all
 *     of them for ADD and REPLACE, those that change for CHANGE, {@code source} and {@code
 *     transport} for CHECK; null otherwise
 * @param actor who asks; set by the API
 */
public record CameraChange(Action action, String camera, String values, String actor) {

  /** Refuses what lacks its half. */
  public CameraChange {
    if (action == null || action.needsCamera && camera == null) {
      throw new MilepostException(FailureCode.BAD_REQUEST, "action or camera is missing");
    }
    if (action.needsValues && values == null) {
      throw new MilepostException(
          FailureCode.BAD_REQUEST, "the body must be a JSON object with a camera's keys");
    }
  }

  /** What can be done. */
  public enum Action {
    /** Only tell how a camera is configured. */
    SHOW(true, false),
    /** Take a camera in. */
    ADD(false, true),
    /** Give some of its keys other values. */
    CHANGE(true, true),
    /** Give all of its keys other values. */
    REPLACE(true, true),
    /** Let a camera go; its recordings stay. */
    REMOVE(true, false),
    /** Open a source once and say what it delivers. */
    CHECK(false, true);

    private final boolean needsCamera;
    private final boolean needsValues;

    Action(boolean needsCamera, boolean needsValues) {
      this.needsCamera = needsCamera;
      this.needsValues = needsValues;
    }
  }
}
