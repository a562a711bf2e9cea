package io.milepost.rsu.broadcast;

import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.incident.Suggestion;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * What to advise, and in which words.
 *
 * @param slowDownWithinM up to this distance danger asks for less speed, metres
 * @param stopWithinM up to this distance a blocked road asks for a stop, metres
 */
record Advice(double slowDownWithinM, double stopWithinM) {
  private static final Set<IncidentType> DANGER =
      EnumSet.of(
          IncidentType.COLLISION,
          IncidentType.FIRE,
          IncidentType.SMOKE,
          IncidentType.BLOCKAGE,
          IncidentType.WRONG_WAY,
          IncidentType.PEDESTRIAN_ON_ROAD);
  private static final Set<IncidentType> LANE_BLOCKED =
      EnumSet.of(IncidentType.STOPPED_VEHICLE, IncidentType.DEBRIS);
  private static final double JUST_AHEAD_M = 10;

  /** The advice for an incident. */
  Suggestion suggest(Incident incident) {
    double distance = incident.distanceM();
    if (incident.type() == IncidentType.BLOCKAGE && distance <= stopWithinM) {
      return Suggestion.STOP;
    }
    if (distance > slowDownWithinM) {
      return Suggestion.INFORM;
    }
    if (LANE_BLOCKED.contains(incident.type())) {
      return incident.lane() != null && incident.lane() >= 1
          ? Suggestion.CHANGE_LANE
          : Suggestion.SLOW_DOWN;
    }
    boolean grave = incident.severity().compareTo(Severity.HIGH) >= 0;
    return grave || DANGER.contains(incident.type()) ? Suggestion.SLOW_DOWN : Suggestion.INFORM;
  }

  /** One or two short sentences for a driver. */
  String text(Incident incident, Suggestion suggestion) {
    String what = incident.type().code().replace('_', ' ');
    String where =
        incident.distanceM() < JUST_AHEAD_M
            ? " just ahead."
            : String.format(Locale.ROOT, " in %.0f m.", incident.distanceM());
    String advice =
        switch (suggestion) {
          case INFORM -> "";
          case SLOW_DOWN -> " Slow down.";
          case CHANGE_LANE -> " Leave lane " + incident.lane() + ".";
          case STOP -> " Stop.";
        };
    return Character.toUpperCase(what.charAt(0)) + what.substring(1) + where + advice;
  }
}
