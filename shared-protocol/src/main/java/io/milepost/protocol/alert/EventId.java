package io.milepost.protocol.alert;

/**
 * Identity of an alert on the wire, {@code <rsu>/<n>}. Unique per boot epoch of its RSU, or for
 * good when the RSU persists its counter.
 */
public final class EventId {
  /** Pattern used by the JSON Schemas. */
  public static final String PATTERN = "^[^/\\u0000-\\u001f\\u007f]{1,32}/[1-9][0-9]{0,9}$";

  private static final int MAX_DIGITS = 10;

  private EventId() {}

  /** The identity of an RSU's n-th event. */
  public static String of(String rsu, long number) {
    return rsu + "/" + number;
  }

  /** Whether a text has the form of {@link #PATTERN}. */
  public static boolean isValid(String event) {
    int slash = event.indexOf('/');
    int digits = event.length() - slash - 1;
    if (slash < 1 || digits < 1 || digits > MAX_DIGITS || event.charAt(slash + 1) == '0') {
      return false;
    }
    for (int i = slash + 1; i < event.length(); i++) {
      if (event.charAt(i) < '0' || event.charAt(i) > '9') {
        return false;
      }
    }
    for (int i = 0; i < slash; i++) {
      if (event.charAt(i) < ' ' || event.charAt(i) == 0x7F) {
        return false;
      }
    }
    return event.codePointCount(0, slash) <= EnvelopeWire.MAX_SOURCE;
  }

  /** Whether an event belongs to this RSU. */
  public static boolean belongsTo(String event, String rsu) {
    return event.length() > rsu.length()
        && event.charAt(rsu.length()) == '/'
        && event.startsWith(rsu);
  }

  /** The number of a valid event id. */
  public static long number(String event) {
    return Long.parseLong(event.substring(event.indexOf('/') + 1));
  }
}
