package io.milepost.protocol.incident;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Where an incident stands in its life. */
public enum IncidentState {
  /** Confirmed and not yet looked at by an operator. */
  OPEN("open"),
  /** An operator has taken note. */
  ACKNOWLEDGED("acknowledged"),
  /** Over, whether seen by the camera or said by an operator. */
  RESOLVED("resolved"),
  /** Judged by an operator not to have happened. */
  FALSE_ALARM("false_alarm");

  private final String code;

  IncidentState(String code) {
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
  public static IncidentState of(String code) {
    for (IncidentState each : values()) {
      if (each.code.equals(code)) {
        return each;
      }
    }
    throw new IllegalArgumentException(
        "'" + code + "' is no " + IncidentState.class.getSimpleName());
  }
}
