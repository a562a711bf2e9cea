package io.milepost.protocol.message;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.util.Locale;

/**
 * A command to one camera.
 *
 * @param action what to do; required
 * @param actor who asks; set by the API
 */
public record CameraCommand(Action action, String actor) {

  /** Refuses a command without an action. */
  public CameraCommand {
    if (action == null) {
      throw new MilepostException(
          FailureCode.BAD_REQUEST, "action is missing; one of start, stop, snapshot");
    }
  }

  /** What a camera can be told. */
  public enum Action {
    /** Connect and keep connected. */
    START,
    /** Disconnect and stay so. */
    STOP,
    /** Answer with the newest picture. */
    SNAPSHOT;

    /** The code used in JSON. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The action with this code. */
    @JsonCreator
    public static Action of(String code) {
      for (Action each : values()) {
        if (each.code().equals(code)) {
          return each;
        }
      }
      throw new IllegalArgumentException(
          "unknown action '" + code + "'; one of start, stop, snapshot");
    }
  }
}
