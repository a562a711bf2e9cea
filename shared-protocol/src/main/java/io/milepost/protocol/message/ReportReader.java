package io.milepost.protocol.message;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.json.Json;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads reports and says in one sentence what is wrong with one: the field, what it may be, and
 * what it is. Accepts what {@code incident-report.schema.json} accepts, which is the authority, and
 * refuses in addition duplicate keys and dates that no calendar has. Thread-safe.
 */
public final class ReportReader {
  /** Numbers from here on are milliseconds; as seconds they would lie in the year 5138. */
  private static final double FIRST_MILLIS = 1e11;

  private static final double MAX_MILLIS = 253_402_300_799_999d;
  private static final int SHOWN = 40;
  private static final List<String> FIELDS =
      List.of(
          "type",
          "severity",
          "road",
          "lat",
          "lon",
          "distance_m",
          "lane",
          "ts",
          "source",
          "clip_hint");
  private static final Map<String, Severity> SHORT_SEVERITIES =
      Map.of("med", Severity.MEDIUM, "hi", Severity.HIGH, "crit", Severity.CRITICAL);
  private static final Map<String, IncidentType> TYPES =
      Arrays.stream(IncidentType.values())
          .collect(Collectors.toMap(IncidentType::code, t -> t, (a, b) -> a, LinkedHashMap::new));
  private static final Map<String, Severity> SEVERITIES =
      Arrays.stream(Severity.values())
          .collect(Collectors.toMap(Severity::code, s -> s, (a, b) -> a, LinkedHashMap::new));
  private static final Pattern NAME =
      Pattern.compile("[^\\p{Cntrl}\\p{Cs}]*[^\\p{Cntrl}\\p{Cs} ][^\\p{Cntrl}\\p{Cs}]*");
  private static final Pattern PRINTABLE = Pattern.compile("[^\\p{Cntrl}\\p{Cs}]*");
  private static final Pattern ISO =
      Pattern.compile(
          "([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]([0-9]{2}:[0-9]{2})"
              + "(:[0-9]{2})?(?:[.,]([0-9]{1,9}))?([Zz]|[+-][0-9]{2}(?::?[0-9]{2})?)?");

  private ReportReader() {}

  /**
   * Reads a report from bytes.
   *
   * @param source who reports when the report itself does not say
   * @throws MilepostException BAD_REQUEST with one sentence
   */
  public static IncidentReport read(byte[] utf8, String source) {
    return read(tree(utf8), source);
  }

  /**
   * Reads a report.
   *
   * @param source who reports when the report itself does not say
   * @throws MilepostException BAD_REQUEST with one sentence
   */
  public static IncidentReport read(JsonNode tree, String source) {
    if (tree == null || !tree.isObject()) {
      throw refuse("a report must be a JSON object such as {\"type\": \"collision\", ...}");
    }
    tree.fieldNames()
        .forEachRemaining(
            field -> {
              if (!FIELDS.contains(field)) {
                throw refuse(
                    "unknown field '"
                        + shown(field)
                        + "'; known fields are "
                        + String.join(", ", FIELDS));
              }
            });
    String reporter = text(tree, "source", true);
    Double lane = number(tree, "lane", 1, IncidentReport.MAX_LANE, false);
    if (lane != null && lane != Math.rint(lane)) {
      throw refuse("lane must be a whole number from 1 to 14 but is " + shown(tree.get("lane")));
    }
    return new IncidentReport(
        code(tree, "type", TYPES, Map.of()),
        code(tree, "severity", SEVERITIES, SHORT_SEVERITIES),
        text(tree, "road", false),
        number(tree, "lat", -90, 90, true),
        number(tree, "lon", -180, 180, true),
        number(tree, "distance_m", 0, 100_000, false),
        time(tree.get("ts")),
        reporter == null ? source : reporter,
        text(tree, "clip_hint", true),
        lane == null ? null : lane.intValue());
  }

  /**
   * The JSON in these bytes, whatever it holds.
   *
   * @throws MilepostException BAD_REQUEST when they are not UTF-8 or not one whole JSON value
   */
  public static JsonNode tree(byte[] utf8) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw refuse("the text is not UTF-8; save it as UTF-8");
    }
    // Editors on Windows begin a file with a byte order mark; RFC 8259 §8.1 lets readers skip it.
    String json = text.startsWith("\uFEFF") ? text.substring(1) : text;
    if (json.isBlank()) {
      throw refuse("there is nothing to read; write a JSON object");
    }
    try {
      return Json.mapper().readTree(json);
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      String where =
          at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
      throw refuse("not valid JSON" + where + ": " + firstLine(e.getOriginalMessage()));
    }
  }

  static boolean isName(String text, int max) {
    return text != null
        && text.codePointCount(0, text.length()) <= max
        && NAME.matcher(text).matches();
  }

  static boolean isPrintable(String text, int max) {
    return text.codePointCount(0, text.length()) <= max && PRINTABLE.matcher(text).matches();
  }

  private static <E> E code(
      JsonNode tree, String field, Map<String, E> codes, Map<String, E> shorts) {
    JsonNode node = present(tree, field);
    String code = node.textValue();
    E value = code == null ? null : codes.getOrDefault(code, shorts.get(code));
    if (value == null) {
      throw refuse(
          field
              + " must be one of "
              + String.join(", ", codes.keySet())
              + " but is "
              + shown(node));
    }
    return value;
  }

  private static JsonNode present(JsonNode tree, String field) {
    JsonNode node = tree.get(field);
    if (node == null) {
      throw refuse(field + " is missing");
    }
    return node;
  }

  private static String text(JsonNode tree, String field, boolean optional) {
    JsonNode node = optional ? tree.get(field) : present(tree, field);
    if (node == null || (optional && node.isNull())) {
      return null;
    }
    if (!node.isTextual()) {
      throw refuse(field + " must be text but is " + shown(node));
    }
    return node.textValue();
  }

  private static Double number(
      JsonNode tree, String field, double min, double max, boolean required) {
    JsonNode node = required ? present(tree, field) : tree.get(field);
    if (node == null || (!required && node.isNull())) {
      return null;
    }
    double value = node.isNumber() ? node.doubleValue() : Double.NaN;
    if (!(value >= min && value <= max)) {
      throw refuse(
          String.format(
                  Locale.ROOT, "%s must be a number from %.0f to %.0f but is ", field, min, max)
              + shown(node));
    }
    return value;
  }

  private static Long time(JsonNode node) {
    if (node == null || node.isNull()) {
      return null;
    }
    if (node.isNumber()) {
      double value = node.doubleValue();
      if (value >= 0 && value <= MAX_MILLIS) {
        return Math.round(value < FIRST_MILLIS ? value * 1000 : value);
      }
    } else if (node.isTextual()) {
      Matcher iso = ISO.matcher(node.textValue());
      if (iso.matches() && (iso.group(4) == null || iso.group(3) != null)) {
        try {
          return instant(iso).toEpochMilli();
        } catch (DateTimeException ignored) {
          // refused below
        }
      }
    }
    throw refuse(
        "ts must be UTC seconds or milliseconds since 1970, or a time such as"
            + " 2026-01-31T12:00:00Z, but is "
            + shown(node));
  }

  private static Instant instant(Matcher iso) {
    String seconds = iso.group(3) == null ? ":00" : iso.group(3);
    String fraction = iso.group(4) == null ? "" : "." + iso.group(4);
    String zone = iso.group(5);
    ZoneOffset offset =
        zone == null || zone.equalsIgnoreCase("z") ? ZoneOffset.UTC : ZoneOffset.of(zone);
    return LocalDateTime.parse(iso.group(1) + 'T' + iso.group(2) + seconds + fraction)
        .toInstant(offset);
  }

  private static String shown(JsonNode node) {
    return shown(node.toString());
  }

  private static String shown(String text) {
    String clean = text.replaceAll("[\\p{Cntrl}\\p{Cs}]", "?");
    return clean.codePointCount(0, clean.length()) <= SHOWN
        ? clean
        : clean.substring(0, clean.offsetByCodePoints(0, SHOWN)) + "…";
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }

  private static MilepostException refuse(String sentence) {
    return new MilepostException(FailureCode.BAD_REQUEST, sentence);
  }
}
