package io.milepost.protocol.denm;

import java.util.List;

/**
 * A Decentralized Environmental Notification Message (ETSI TS 103 831 V2.2.1) in the JSON form of
 * Orange's schema 2.3.0, as far as a roadside unit fills it in. Field names, units and ranges are
 * the schema's.
 *
 * @param messageType always {@code denm}
 * @param sourceUuid sender, {@code milepost_<node>}
 * @param timestamp UTC milliseconds at which the message was made
 * @param version of the schema
 * @param message the message proper
 */
public record Denm(
    String messageType, String sourceUuid, long timestamp, String version, Message message) {
  /** The schema version that these records follow. */
  public static final String SCHEMA_VERSION = "2.3.0";

  /** Type in {@link #messageType}. */
  public static final String TYPE = "denm";

  /** Whether it says that the event is over. */
  public boolean terminates() {
    return message.management().termination() != null;
  }

  /**
   * Header and containers; a termination has only the management container.
   *
   * @param protocolVersion 2 for release 2 of the facilities layer
   * @param stationId originating station, unsigned 32 bits
   * @param management who, when, where
   * @param situation what; null in a termination
   * @param location how it is approached; null in a termination
   * @param alacarte what else is known; null when nothing is
   */
  public record Message(
      int protocolVersion,
      long stationId,
      Management management,
      Situation situation,
      Location location,
      Alacarte alacarte) {}

  /**
   * The management container.
   *
   * @param actionId identity of the event
   * @param detectionTime milliseconds since 2004-01-01 UTC on the TAI scale
   * @param referenceTime the same, of this very message; grows with each one of an event
   * @param termination 0 when the originator cancels; null while the event lasts
   * @param eventPosition where
   * @param awarenessDistance class 0 (below 50 m) to 7 (over 10 km)
   * @param trafficDirection 0 all, 1 upstream, 2 downstream, 3 opposite; null when unknown
   * @param validityDuration seconds from the detection time, 0..86400
   * @param stationType 15 for a roadside unit
   */
  public record Management(
      ActionId actionId,
      long detectionTime,
      long referenceTime,
      Integer termination,
      Position eventPosition,
      Integer awarenessDistance,
      Integer trafficDirection,
      int validityDuration,
      int stationType) {}

  /**
   * Identity of an event.
   *
   * @param originatingStationId unsigned 32 bits
   * @param sequenceNumber 0..65535
   */
  public record ActionId(long originatingStationId, int sequenceNumber) {}

  /**
   * A place.
   *
   * @param latitude 0.1 microdegree; 900000001 when unavailable
   * @param longitude 0.1 microdegree; 1800000001 when unavailable
   */
  public record Position(
      int latitude, int longitude, Ellipse positionConfidenceEllipse, Altitude altitude) {}

  /** How exact a place is; 4095, 4095, 3601 when unavailable. */
  public record Ellipse(int semiMajor, int semiMinor, int semiMajorOrientation) {}

  /** Height; 800001 and 15 when unavailable. */
  public record Altitude(int value, int confidence) {}

  /**
   * The situation container.
   *
   * @param informationQuality 1 (lowest) to 7; 0 when unavailable
   */
  public record Situation(int informationQuality, EventType eventType) {}

  /** Cause and sub-cause of TS 102 894-2. */
  public record EventType(int cause, int subcause) {}

  /**
   * The location container.
   *
   * @param detectionZonesToEventPosition at least one path; one without points when none is known
   */
  public record Location(List<Path> detectionZonesToEventPosition) {}

  /** Points on the way to the event. */
  public record Path(List<Object> path) {}

  /**
   * The à-la-carte container.
   *
   * @param lanePosition -1 off the road, 1 the innermost lane, 14 the outer hard shoulder
   */
  public record Alacarte(Integer lanePosition) {}
}
