package io.milepost.protocol.incident;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** How soon a driver must act, most pressing first. */
public enum Urgency {
  /** Now: the place lies within the distance that a stop takes. */
  IMMEDIATE("immediate"),
  /** Within seconds. */
  SOON("soon"),
  /** There is time. */
  AHEAD("ahead");

  private final String code;

  Urgency(String code) {
    this.code = code;
  }

  /** The code used in JSON and in rules. */
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
  public static Urgency of(String code) {
    for (Urgency each : values()) {
      if (each.code.equals(code)) {
        return each;
      }
    }
    throw new IllegalArgumentException(
        "'" + code + "' is no urgency; one of immediate, soon, ahead");
  }
}
