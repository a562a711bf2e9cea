package io.milepost.protocol.incident;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What a vehicle is advised to do, mildest first. */
public enum Suggestion {
  /** Show it. */
  INFORM("inform"),
  /** Reduce speed. */
  SLOW_DOWN("slow_down"),
  /** Leave the lane named in the alert. */
  CHANGE_LANE("change_lane"),
  /** Come to a stop before the place. */
  STOP("stop");

  private final String code;

  Suggestion(String code) {
    this.code = code;
  }

  /** The code used in JSON and on the command line. */
  @JsonValue
  public String code() {
    return code;
  }

  /**
   * The constant with this code.
   *
   * @throws IllegalArgumentException when there is none
   */
  @JsonCreator
  public static Suggestion of(String code) {
    for (Suggestion each : values()) {
      if (each.code.equals(code)) {
        return each;
      }
    }
    throw new IllegalArgumentException(
        "'"
            + code
            + "' is no Suggestion; one of "
            + Arrays.stream(values()).map(Suggestion::code).collect(Collectors.joining(", ")));
  }
}
