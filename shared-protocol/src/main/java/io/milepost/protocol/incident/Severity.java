package io.milepost.protocol.incident;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.stream.Collectors;

/** How bad an incident is, lowest first; the order is used to compare. */
public enum Severity {
  /** Worth knowing. */
  LOW("low"),
  /** Drive with care. */
  MEDIUM("medium"),
  /** Danger ahead. */
  HIGH("high"),
  /** Lives at risk now. */
  CRITICAL("critical");

  private final String code;

  Severity(String code) {
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
  public static Severity of(String code) {
    for (Severity each : values()) {
      if (each.code.equals(code)) {
        return each;
      }
    }
    throw new IllegalArgumentException(
        "'"
            + code
            + "' is no Severity; one of "
            + Arrays.stream(values()).map(Severity::code).collect(Collectors.joining(", ")));
  }
}
