package io.milepost.protocol.alert;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Whether an alert holds. */
public enum AlertState {
  /** It holds. */
  ACTIVE,
  /** It is over or was wrong; vehicles forget it. */
  CANCELLED;

  /** The code used in JSON. */
  @JsonValue
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
