package io.milepost.protocol.alert;

import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.incident.Suggestion;
import io.milepost.protocol.incident.TrafficDirection;
import io.milepost.protocol.incident.Urgency;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * What an alert says. Same bytes for every copy of one version. Ranges are those of {@code
 * alert-body.schema.json}, which is the authority; {@link #read} is a faster reader proven equal to
 * it by test.
 *
 * @param event identity, {@code <rsu>/<n>}
 * @param version grows with each change, from 1
 * @param state whether it holds
 * @param type what happened
 * @param cause ETSI TS 102 894-2 causeCode, 0..255
 * @param subcause ETSI TS 102 894-2 subCauseCode, 0..255
 * @param severity how bad
 * @param confidence 0..1
 * @param suggest what vehicles are advised to do
 * @param road road identifier, 1 to 64 characters
 * @param lane ETSI lanePosition, -1 (off the road) to 14; null when unknown
 * @param lat WGS-84 degrees
 * @param lon WGS-84 degrees
 * @param distanceM metres from the road users being warned, 0..100000
 * @param direction traffic concerned
 * @param detectedAt UTC milliseconds
 * @param ttlS seconds for which each copy holds, 1..3600
 * @param text sentence for drivers, at most 512 characters
 * @param urgency how soon to act; null when the sender does not say, and then left out
 */
public record AlertBody(
    String event,
    int version,
    AlertState state,
    IncidentType type,
    int cause,
    int subcause,
    Severity severity,
    double confidence,
    Suggestion suggest,
    String road,
    Integer lane,
    double lat,
    double lon,
    double distanceM,
    TrafficDirection direction,
    long detectedAt,
    int ttlS,
    String text,
    Urgency urgency) {
  /** Most characters of the text. */
  public static final int MAX_TEXT = 512;

  /** Most characters of the road identifier. */
  public static final int MAX_ROAD = 64;

  /** Longest distance, metres. */
  public static final double MAX_DISTANCE_M = 100_000;

  /** Life of an alert unless configured otherwise, seconds. */
  public static final int DEFAULT_TTL_S = 30;

  /** Longest life, seconds. */
  public static final int MAX_TTL_S = 3600;

  /** Largest integer that every JSON implementation keeps exactly (RFC 8259 §6). */
  static final long MAX_SAFE_INTEGER = (1L << 53) - 1;

  private static final String ELLIPSIS = "…";
  private static final int MAX_CODE = 255;
  private static final int MIN_LANE = -1;
  private static final int MAX_LANE = 14;
  private static final Map<String, AlertState> STATES =
      codes(AlertState.values(), AlertState::code);
  private static final Map<String, IncidentType> TYPES =
      codes(
          Arrays.stream(IncidentType.values())
              .filter(IncidentType::forVehicles)
              .toArray(IncidentType[]::new),
          IncidentType::code);
  private static final Map<String, Severity> SEVERITIES = codes(Severity.values(), Severity::code);
  private static final Map<String, Suggestion> SUGGESTIONS =
      codes(Suggestion.values(), Suggestion::code);
  private static final Map<String, TrafficDirection> DIRECTIONS =
      codes(TrafficDirection.values(), TrafficDirection::code);
  private static final Map<String, Urgency> URGENCIES = codes(Urgency.values(), Urgency::code);

  /** Checks what must never be null. */
  public AlertBody {
    Objects.requireNonNull(event, "event");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(severity, "severity");
    Objects.requireNonNull(suggest, "suggest");
    Objects.requireNonNull(road, "road");
    Objects.requireNonNull(direction, "direction");
    Objects.requireNonNull(text, "text");
  }

  /** An alert without urgency. */
  public AlertBody(
      String event,
      int version,
      AlertState state,
      IncidentType type,
      int cause,
      int subcause,
      Severity severity,
      double confidence,
      Suggestion suggest,
      String road,
      Integer lane,
      double lat,
      double lon,
      double distanceM,
      TrafficDirection direction,
      long detectedAt,
      int ttlS,
      String text) {
    this(
        event,
        version,
        state,
        type,
        cause,
        subcause,
        severity,
        confidence,
        suggest,
        road,
        lane,
        lat,
        lon,
        distanceM,
        direction,
        detectedAt,
        ttlS,
        text,
        null);
  }

  /** Reads a body from part of an array. Never throws, whatever the bytes are. */
  public static Parsed<AlertBody> read(byte[] json, int offset, int length) {
    Parsed<BodyReader> parsed = BodyReader.parse(json, offset, length);
    if (!parsed.ok()) {
      return new Parsed<>(null, parsed.problem());
    }
    BodyReader in = parsed.value();
    String event = in.text("event", 1, MAX_ROAD);
    if (event != null && !EventId.isValid(event)) {
      in.refuse("event", "must be <rsu>/<number>");
    }
    long version = in.integer("version", 1, Integer.MAX_VALUE);
    AlertState state = in.code("state", STATES);
    IncidentType type = in.code("type", TYPES);
    long cause = in.integer("cause", 0, MAX_CODE);
    long subcause = in.integer("subcause", 0, MAX_CODE);
    Severity severity = in.code("severity", SEVERITIES);
    double confidence = in.number("confidence", 0, 1);
    Suggestion suggest = in.code("suggest", SUGGESTIONS);
    String road = in.text("road", 1, MAX_ROAD);
    Integer lane = in.has("lane") ? (int) in.integer("lane", MIN_LANE, MAX_LANE) : null;
    double lat = in.number("lat", -90, 90);
    double lon = in.number("lon", -180, 180);
    double distance = in.number("distance_m", 0, MAX_DISTANCE_M);
    TrafficDirection direction = in.code("direction", DIRECTIONS);
    long detectedAt = in.integer("detected_at", 0, MAX_SAFE_INTEGER);
    long ttl = in.integer("ttl_s", 1, MAX_TTL_S);
    String text = in.text("text", 0, MAX_TEXT);
    Urgency urgency = in.has("urgency") ? in.code("urgency", URGENCIES) : null;
    if (in.problem() != null) {
      return new Parsed<>(null, in.problem());
    }
    return new Parsed<>(
        new AlertBody(
            event,
            (int) version,
            state,
            type,
            (int) cause,
            (int) subcause,
            severity,
            confidence,
            suggest,
            road,
            lane,
            lat,
            lon,
            distance,
            direction,
            detectedAt,
            (int) ttl,
            text,
            urgency),
        null);
  }

  /**
   * The bytes to send. A text that would make the datagram too long is cut at a code point and ends
   * in an ellipsis.
   *
   * @param maxBytes room for the body, see {@link EnvelopeWire#maxBody}
   * @throws IllegalArgumentException when even an empty text does not fit
   */
  public byte[] encode(int maxBytes) {
    byte[] json = BodyWriter.write(this, text);
    int keep = text.codePointCount(0, text.length());
    while (json.length > maxBytes) {
      if (keep == 0) {
        throw new IllegalArgumentException("alert " + event + " does not fit into a datagram");
      }
      // A code point takes at most 12 bytes of JSON (two \\uXXXX escapes).
      keep = Math.max(0, keep - Math.max(1, (json.length - maxBytes) / 12));
      String cut = text.substring(0, text.offsetByCodePoints(0, keep));
      json = BodyWriter.write(this, keep == 0 ? "" : cut + ELLIPSIS);
    }
    return json;
  }

  /** The same alert with another confidence. */
  public AlertBody withConfidence(double other) {
    return with(version, other);
  }

  /** The same alert under another version. */
  public AlertBody withVersion(int other) {
    return with(other, confidence);
  }

  private AlertBody with(int otherVersion, double otherConfidence) {
    return new AlertBody(
        event,
        otherVersion,
        state,
        type,
        cause,
        subcause,
        severity,
        otherConfidence,
        suggest,
        road,
        lane,
        lat,
        lon,
        distanceM,
        direction,
        detectedAt,
        ttlS,
        text,
        urgency);
  }

  private static <E> Map<String, E> codes(E[] values, Function<E, String> code) {
    Map<String, E> codes = new LinkedHashMap<>();
    for (E each : values) {
      codes.put(code.apply(each), each);
    }
    return codes;
  }
}
