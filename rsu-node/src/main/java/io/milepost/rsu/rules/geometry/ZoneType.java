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
  /** Two or more points: a line that crossings are counted at. */
  LINE;

  /** The word in configuration and JSON, for example {@code carriageway}. */
  @JsonValue
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
