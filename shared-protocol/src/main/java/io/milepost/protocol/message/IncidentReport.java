package io.milepost.protocol.message;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;

/**
 * An incident reported by a person or another system. {@code incident-report.schema.json} is the
 * authority on its JSON form; {@link ReportReader} reads it, wherever it comes from.
 *
 * @param type what happened; required
 * @param severity how bad; required
 * @param road road identifier, 1 to 64 characters; required
 * @param lat WGS-84 degrees, -90..90; required
 * @param lon WGS-84 degrees, -180..180; required
 * @param distanceM metres to the place, 0..100000; null when unknown
 * @param ts UTC milliseconds at which it happened; null for now
 * @param source who reports, 1 to 64 characters; required
 * @param clipHint camera or clip name to look at, at most 256 characters; may be null
 * @param lane lane from the median, 1..14; null when unknown
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
    String clipHint,
    Integer lane) {
  /** Who reports, when a message on the bus does not say. */
  public static final String UNNAMED = "bus";

  /** Highest lane number. */
  public static final int MAX_LANE = 14;

  /**
   * Refuses what is missing or out of range.
   *
   * @throws MilepostException BAD_REQUEST naming the field
   */
  public IncidentReport {
    require(type != null, "type is missing");
    require(severity != null, "severity is missing");
    require(ReportReader.isName(road, 64), "road must have 1 to 64 printable characters");
    require(lat != null && Math.abs(lat) <= 90, "lat must be a number from -90 to 90");
    require(lon != null && Math.abs(lon) <= 180, "lon must be a number from -180 to 180");
    require(
        distanceM == null || (distanceM >= 0 && distanceM <= 100_000),
        "distance_m must be a number from 0 to 100000");
    require(ReportReader.isName(source, 64), "source must have 1 to 64 printable characters");
    require(
        clipHint == null || ReportReader.isPrintable(clipHint, 256),
        "clip_hint must have at most 256 printable characters");
    require(
        lane == null || (lane >= 1 && lane <= MAX_LANE),
        "lane must be a whole number from 1 to 14");
  }

  /** A report without a lane. */
  public IncidentReport(
      IncidentType type,
      Severity severity,
      String road,
      Double lat,
      Double lon,
      Double distanceM,
      Long ts,
      String source,
      String clipHint) {
    this(type, severity, road, lat, lon, distanceM, ts, source, clipHint, null);
  }

  /** The way every JSON and CBOR form takes in; unknown fields are refused. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static IncidentReport of(JsonNode tree) {
    return ReportReader.read(tree, UNNAMED);
  }

  /** The same report as of another time. */
  public IncidentReport at(long utcMillis) {
    return new IncidentReport(
        type, severity, road, lat, lon, distanceM, utcMillis, source, clipHint, lane);
  }

  private static void require(boolean condition, String sentence) {
    if (!condition) {
      throw new MilepostException(FailureCode.BAD_REQUEST, sentence);
    }
  }
}
