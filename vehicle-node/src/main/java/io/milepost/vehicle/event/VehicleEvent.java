package io.milepost.vehicle.event;

import io.milepost.protocol.alert.AlertBody;
import java.util.Locale;

/**
 * Something the driver, the journal or another program should know.
 *
 * @param kind what happened
 * @param at UTC milliseconds, vehicle clock
 * @param source RSU concerned; null for a decision without an alert
 * @param body alert concerned, null when none is
 * @param decision what the vehicle does from now on
 * @param ageMillis time since the datagram was sent, after clock offset; NaN without a datagram
 * @param wireToDecisionMicros from the datagram's arrival to the decision; -1 without a datagram
 * @param verified whether the tag of the datagram that led to it was checked; false without one
 * @param note one phrase for people, may be empty
 * @param grounds why, for a decision; null otherwise
 */
public record VehicleEvent(
    Kind kind,
    long at,
    String source,
    AlertBody body,
    Decision decision,
    double ageMillis,
    double wireToDecisionMicros,
    boolean verified,
    String note,
    Grounds grounds) {

  /** An event that is no decision. */
  public VehicleEvent(
      Kind kind,
      long at,
      String source,
      AlertBody body,
      Decision decision,
      double ageMillis,
      double wireToDecisionMicros,
      boolean verified,
      String note) {
    this(kind, at, source, body, decision, ageMillis, wireToDecisionMicros, verified, note, null);
  }

  /** Kinds of event. */
  public enum Kind {
    /** A new alert, or a new version of one. */
    RECV,
    /** An alert was cancelled, by its own datagram or because the RSU no longer lists it. */
    CANCEL,
    /** An alert ran out without being renewed. */
    EXPIRE,
    /** An RSU has gone silent; its alerts do not count until it is back. */
    LOST,
    /** A silent RSU is heard again. */
    BACK,
    /** The vehicle does something else from now on. */
    DECIDE;

    /** The code used in JSON and CSV. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
