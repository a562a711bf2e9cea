package io.milepost.protocol.incident;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Which traffic an alert concerns, seen from the incident (ETSI relevanceTrafficDirection). */
public enum TrafficDirection {
  /** All traffic. */
  ALL("all"),
  /** Traffic approaching the incident. */
  UPSTREAM("upstream"),
  /** Traffic that has passed it. */
  DOWNSTREAM("downstream"),
  /** Traffic on the opposite carriageway. */
  OPPOSITE("opposite");

  private final String code;

  TrafficDirection(String code) {
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
  public static TrafficDirection of(String code) {
    for (TrafficDirection each : values()) {
      if (each.code.equals(code)) {
        return each;
      }
    }
    throw new IllegalArgumentException(
        "'" + code + "' is no " + TrafficDirection.class.getSimpleName());
  }
}
