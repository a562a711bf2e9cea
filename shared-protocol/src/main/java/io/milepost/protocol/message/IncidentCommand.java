package io.milepost.protocol.message;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.util.Locale;

/**
 * What an operator does with an incident.
 *
 * @param incident id of the incident; required
 * @param action what to do; required
 * @param actor who; set by the API from the caller's token, never trusted from outside
 * @param note free text, at most 2000 characters; required for {@code note}
 */
public record IncidentCommand(String incident, Action action, String actor, String note) {

  /**
   * Refuses what is missing.
   *
   * @throws MilepostException BAD_REQUEST naming the field
   */
  public IncidentCommand {
    if (incident == null || incident.isBlank()) {
      throw new MilepostException(FailureCode.BAD_REQUEST, "incident is missing");
    }
    if (action == null) {
      throw new MilepostException(FailureCode.BAD_REQUEST, "action is missing");
    }
    if (note != null && note.length() > 2000) {
      throw new MilepostException(
          FailureCode.BAD_REQUEST, "note must have at most 2000 characters");
    }
    if (action == Action.NOTE && (note == null || note.isBlank())) {
      throw new MilepostException(FailureCode.BAD_REQUEST, "note is missing");
    }
  }

  /** What can be done. */
  public enum Action {
    /** Take note of it. */
    ACKNOWLEDGE,
    /** Add a note. */
    NOTE,
    /** It is over; vehicles are told so. */
    RESOLVE,
    /** It never happened; vehicles are told so. */
    FALSE_ALARM;

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
          "unknown action '" + code + "'; one of acknowledge, note, resolve, false_alarm");
    }
  }
}
