package io.milepost.protocol.message;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;

/**
 * An incident reported by a person or another system.
 *
 * @param type what happened; required
 * @param severity how bad; required
 * @param road road identifier; required
 * @param lat WGS-84 degrees, -90..90; required
 * @param lon WGS-84 degrees, -180..180; required
 * @param distanceM metres to the place, 0..100000; null when unknown
 * @param ts UTC milliseconds at which it happened; null for now
 * @param source who reports, at most 64 characters; required
 * @param clipHint camera or clip name to look at; may be null
 */
public record IncidentReport(
    IncidentType type,
    Severity severity,
    String road,
    Double lat,
    Double lon,
    Double distanceM,
    Long ts,
    String source,
    String clipHint) {

  /**
   * Refuses what is missing or out of range.
   *
   * @throws MilepostException BAD_REQUEST naming the field
   */
  public IncidentReport {
    require(type != null, "type is missing");
    require(severity != null, "severity is missing");
    require(
        road != null && !road.isBlank() && road.length() <= 64,
        "road must have 1 to 64 characters");
    require(lat != null && Math.abs(lat) <= 90, "lat must be a number from -90 to 90");
    require(lon != null && Math.abs(lon) <= 180, "lon must be a number from -180 to 180");
    require(
        distanceM == null || (distanceM >= 0 && distanceM <= 100_000),
        "distance_m must be a number from 0 to 100000");
    require(
        source != null && !source.isBlank() && source.length() <= 64,
        "source must have 1 to 64 characters");
    require(
        clipHint == null || clipHint.length() <= 256, "clip_hint must have at most 256 characters");
  }

  private static void require(boolean condition, String sentence) {
    if (!condition) {
      throw new MilepostException(FailureCode.BAD_REQUEST, sentence);
    }
  }
}
