package io.milepost.protocol.message;

import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.incident.Suggestion;
import io.milepost.protocol.incident.TrafficDirection;
import java.util.Comparator;
import java.util.Map;

/**
 * What vehicles are being told about one incident, as the sending RSU knows it.
 *
 * @param event alert identity on the wire, {@code <rsu>/<n>}
 * @param version grows with each change
 * @param state {@code active}, {@code cancelled} or {@code expired}
 * @param incident id of the incident behind it
 * @param node sending RSU
 * @param type what happened
 * @param severity how bad
 * @param suggest what vehicles are advised to do
 * @param road road identifier
 * @param distanceM metres to the place
 * @param text sentence shown to drivers
 * @param ttlSeconds life of the alert without renewal
 * @param detectedAt UTC milliseconds of the detection
 * @param firstSentAt UTC milliseconds of the first datagram of this version
 * @param copies datagrams sent so far for this event
 * @param stages microseconds per stage from capture to the first datagram, in order (capture, wait,
 *     inference, rules, desk, sign, send, decision_to_wire)
 * @param place where it is; null when the sender did not say
 */
public record AlertOnAir(
    String event,
    int version,
    String state,
    String incident,
    String node,
    IncidentType type,
    Severity severity,
    Suggestion suggest,
    String road,
    double distanceM,
    String text,
    int ttlSeconds,
    long detectedAt,
    long firstSentAt,
    long copies,
    Map<String, Long> stages,
    Place place) {
  private static final Comparator<AlertOnAir> ORDER =
      Comparator.comparingLong(AlertOnAir::firstSentAt)
          .thenComparingInt(AlertOnAir::version)
          .thenComparingLong(AlertOnAir::copies);

  /**
   * Where it is and how sure that is.
   *
   * @param lat WGS-84 degrees
   * @param lon WGS-84 degrees
   * @param lane ETSI lanePosition, -1 (off the road) to 14; null when unknown
   * @param direction traffic concerned
   * @param confidence 0..1
   */
  public record Place(
      double lat, double lon, Integer lane, TrafficDirection direction, double confidence) {}

  /** An alert whose place is not known. */
  public AlertOnAir(
      String event,
      int version,
      String state,
      String incident,
      String node,
      IncidentType type,
      Severity severity,
      Suggestion suggest,
      String road,
      double distanceM,
      String text,
      int ttlSeconds,
      long detectedAt,
      long firstSentAt,
      long copies,
      Map<String, Long> stages) {
    this(
        event,
        version,
        state,
        incident,
        node,
        type,
        severity,
        suggest,
        road,
        distanceM,
        text,
        ttlSeconds,
        detectedAt,
        firstSentAt,
        copies,
        stages,
        null);
  }

  /**
   * Whether this is the later of two states of one event. Numbers of events and versions begin anew
   * with each boot of their RSU, so the time of sending counts before them.
   */
  public boolean isLaterThan(AlertOnAir other) {
    return ORDER.compare(this, other) > 0;
  }
}
