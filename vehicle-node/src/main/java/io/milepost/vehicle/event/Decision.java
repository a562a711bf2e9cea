package io.milepost.vehicle.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.milepost.protocol.incident.Suggestion;

/**
 * What the vehicle does now.
 *
 * @param action null when nothing concerns it
 * @param event alert that asks for it, null without an action
 * @param because one phrase for people
 */
public record Decision(Suggestion action, String event, String because) {
  /** Nothing to do. */
  public static final Decision NONE = new Decision(null, null, "no alert is active");

  /** Whether it asks for more than to be shown. */
  @JsonIgnore
  public boolean isAction() {
    return action != null && action != Suggestion.INFORM;
  }

  /** Code of the action, {@code none} without one. */
  public String code() {
    return action == null ? "none" : action.code();
  }
}
