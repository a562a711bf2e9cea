package io.milepost.rsu.rules.geometry;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a zone is for. */
public enum ZoneType {
  /** Where vehicles drive; people do not belong here. */
  CARRIAGEWAY,
  /** One lane, with the direction in which it is driven. */
  LANE,
  /** Where people may cross the carriageway. */
  CROSSING,
  /** Hard shoulder: standing vehicles are noticed, people less so. */
  SHOULDER,
  /** Where nobody may be. */
  RESTRICTED,
  /** Where vehicles may stand: a parking bay, a lay-by, the queue of a signal. */
  PARKING,
  /** Where the camera's rules do not look. */
  IGNORE,
  /** No area but a line of two points or more that is crossed from left to right or back. */
  LINE;

  /** The word in configuration and JSON, for example {@code carriageway}. */
  @JsonValue
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The type of a word in configuration, null when there is none. */
  static ZoneType of(String code) {
    for (ZoneType each : values()) {
      if (each.code().equals(code)) {
        return each;
      }
    }
    return null;
  }
}
