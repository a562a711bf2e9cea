package io.milepost.rsu.store;

import java.util.Locale;

/** What a spooled record is; decides which table it ends in. */
public enum RecordKind {
  /** A version of an incident, with the change that made it. */
  INCIDENT,
  /** The state of an alert. */
  ALERT,
  /** A clip, partial or complete. */
  CLIP,
  /** Something a person or a machine did through the API. */
  AUDIT;

  String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  static RecordKind of(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}
