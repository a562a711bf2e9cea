package io.milepost.rsu.denm;

import io.milepost.protocol.alert.EventId;
import io.milepost.protocol.denm.Denm;
import io.milepost.protocol.incident.TrafficDirection;
import io.milepost.protocol.message.AlertOnAir;
import java.util.List;

/** An alert on air as a DENM. No clock, no state. Thread-safe. */
final class DenmMapper {
  /**
   * Unix time of the zero of TimestampIts, milliseconds. 2004-01-01T00:00:00Z is 1072915200 s in
   * Unix time, but TimestampIts counts TAI seconds (TS 102 894-2), of which there have been five
   * more since then: the leap seconds of 2005, 2008, 2012, 2015 and 2016.
   */
  static final long ITS_EPOCH_MILLIS = 1_072_915_195_000L;

  /** Longest validity that a DENM can state, seconds (TS 103 831). */
  static final int MAX_VALIDITY_S = 86_400;

  private static final int PROTOCOL_VERSION = 2;
  private static final int ROAD_SIDE_UNIT = 15;
  private static final int IS_CANCELLATION = 0;
  private static final int MAX_SEQUENCE = 0xFFFF;
  private static final int MAX_QUALITY = 7;
  private static final double TENTH_MICRODEGREES = 1e7;
  private static final int LATITUDE_UNAVAILABLE = 900_000_001;
  private static final int LONGITUDE_UNAVAILABLE = 1_800_000_001;

  /** Upper ends of the classes of StandardLength3b, metres; beyond the last is class 7. */
  private static final int[] DISTANCE_CLASSES = {50, 100, 200, 500, 1000, 5000, 10_000};

  /** How well a camera's place or a reported place is known is not known. */
  private static final Denm.Ellipse ELLIPSE_UNAVAILABLE = new Denm.Ellipse(4095, 4095, 3601);

  private static final Denm.Altitude ALTITUDE_UNAVAILABLE = new Denm.Altitude(800_001, 15);

  /** One way of approach without points: the container must name one, and none is known. */
  private static final Denm.Location NO_TRACES =
      new Denm.Location(List.of(new Denm.Path(List.of())));

  private final String source;
  private final long stationId;

  DenmMapper(String node, long stationId) {
    this.source = "milepost_" + node;
    this.stationId = stationId;
  }

  /**
   * When a DENM was caused and made and how long it holds, UTC milliseconds.
   *
   * @param detection not after {@code reference}
   * @param end not before {@code detection}
   */
  record Times(long detection, long reference, long end) {}

  /** The DENM of an alert that holds. */
  Denm active(AlertOnAir alert, Times times) {
    Denm.Situation situation =
        new Denm.Situation(
            quality(alert.place()),
            new Denm.EventType(alert.type().cause(), alert.type().subcause()));
    return denm(alert, times, null, situation);
  }

  /** The DENM that cancels it: the management container alone (TS 103 831, release 2). */
  Denm termination(AlertOnAir alert, Times times) {
    return denm(alert, times, IS_CANCELLATION, null);
  }

  private Denm denm(AlertOnAir alert, Times times, Integer termination, Denm.Situation situation) {
    AlertOnAir.Place place = alert.place();
    boolean lane = situation != null && place != null && place.lane() != null;
    return new Denm(
        Denm.TYPE,
        source,
        times.reference(),
        Denm.SCHEMA_VERSION,
        new Denm.Message(
            PROTOCOL_VERSION,
            stationId,
            new Denm.Management(
                new Denm.ActionId(stationId, sequenceNumber(alert.event())),
                times.detection() - ITS_EPOCH_MILLIS,
                times.reference() - ITS_EPOCH_MILLIS,
                termination,
                position(place),
                distanceClass(alert.distanceM()),
                place == null ? null : direction(place.direction()),
                validity(times),
                ROAD_SIDE_UNIT),
            situation,
            situation == null ? null : NO_TRACES,
            lane ? new Denm.Alacarte(place.lane()) : null));
  }

  /** The last 16 bits of the event's number: 65535 is followed by 0, as in TS 103 831. */
  static int sequenceNumber(String event) {
    return (int) (EventId.number(event) & MAX_SEQUENCE);
  }

  private static int validity(Times times) {
    long seconds = -Math.floorDiv(times.detection() - times.end(), 1000L);
    return (int) Math.max(0, Math.min(MAX_VALIDITY_S, seconds));
  }

  private static Denm.Position position(AlertOnAir.Place place) {
    return new Denm.Position(
        place == null ? LATITUDE_UNAVAILABLE : tenthMicrodegrees(place.lat()),
        place == null ? LONGITUDE_UNAVAILABLE : tenthMicrodegrees(place.lon()),
        ELLIPSE_UNAVAILABLE,
        ALTITUDE_UNAVAILABLE);
  }

  private static int tenthMicrodegrees(double degrees) {
    return (int) Math.round(degrees * TENTH_MICRODEGREES);
  }

  /** Null for 0, which is what a distance that nobody gave comes as. */
  private static Integer distanceClass(double metres) {
    if (metres <= 0) {
      return null;
    }
    int distanceClass = 0;
    while (distanceClass < DISTANCE_CLASSES.length && metres >= DISTANCE_CLASSES[distanceClass]) {
      distanceClass++;
    }
    return distanceClass;
  }

  private static Integer direction(TrafficDirection direction) {
    if (direction == null) {
      return null;
    }
    return switch (direction) {
      case ALL -> 0;
      case UPSTREAM -> 1;
      case DOWNSTREAM -> 2;
      case OPPOSITE -> 3;
    };
  }

  /** Confidence in sevenths, rounded up; 0 would say that it is not known. */
  private static int quality(AlertOnAir.Place place) {
    return place == null
        ? 0
        : (int) Math.max(1, Math.min(MAX_QUALITY, Math.ceil(place.confidence() * MAX_QUALITY)));
  }
}
