package io.milepost.vehicle.journal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.protocol.alert.AlertBody;
import io.milepost.protocol.alert.EventId;
import io.milepost.protocol.json.Json;
import io.milepost.vehicle.event.VehicleEvent;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * An event as one line. {@code seq} is the number of the event at its RSU, so the first alert shows
 * {@code seq=1} however many heartbeats came before it.
 */
public final class EventLine {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private EventLine() {}

  /** UTC with milliseconds, for example {@code 2026-11-20T08:32:36.123Z}. */
  public static String time(long utcMillis) {
    return TIME.format(Instant.ofEpochMilli(utcMillis));
  }

  /** For people; values from the network cannot contain control characters. */
  public static String text(VehicleEvent event) {
    StringBuilder line = new StringBuilder(200);
    switch (event.kind()) {
      case RECV, CANCEL, EXPIRE -> alert(line, event);
      case LOST, BACK ->
          line.append('[')
              .append(event.kind())
              .append("] ")
              .append(clean(event.source()))
              .append(' ')
              .append(time(event.at()))
              .append(' ')
              .append(event.note())
              .append(" decision=")
              .append(event.decision().code());
      case DECIDE ->
          line.append("[DECIDE] ")
              .append(event.decision().code())
              .append(" because ")
              .append(clean(event.decision().because()));
      default -> throw new IllegalStateException("kind " + event.kind());
    }
    return line.toString();
  }

  private static void alert(StringBuilder line, VehicleEvent event) {
    AlertBody body = event.body();
    line.append('[')
        .append(event.kind())
        .append("] ")
        .append(time(event.at()))
        .append(" seq=")
        .append(EventId.number(body.event()))
        .append(" src=")
        .append(clean(event.source()))
        .append(" type=")
        .append(body.type().code())
        .append(" sev=")
        .append(body.severity().code())
        .append(" dist=")
        .append(String.format(Locale.ROOT, "%.1f", body.distanceM()))
        .append("m suggest=")
        .append(body.suggest().code())
        .append(" decision=")
        .append(event.decision().code())
        .append(" event=")
        .append(clean(body.event()))
        .append(" version=")
        .append(body.version())
        .append(" road=")
        .append(quoted(body.road()));
    if (!Double.isNaN(event.ageMillis())) {
      line.append(" age_ms=").append(Math.round(event.ageMillis()));
    }
    line.append(" verified=").append(event.verified() ? "yes" : "no");
    if (!event.note().isEmpty()) {
      line.append(" note=").append(quoted(event.note()));
    }
    line.append(" text=").append(quoted(body.text()));
  }

  /** For programs: one JSON object. */
  public static String json(VehicleEvent event) {
    ObjectNode line = Json.mapper().createObjectNode();
    line.put("kind", event.kind().code()).put("at", event.at());
    if (event.source() != null) {
      line.put("src", event.source());
    }
    AlertBody body = event.body();
    if (body != null) {
      line.put("seq", EventId.number(body.event()))
          .put("event", body.event())
          .put("version", body.version())
          .put("state", body.state().code())
          .put("type", body.type().code())
          .put("severity", body.severity().code())
          .put("distance_m", body.distanceM())
          .put("suggest", body.suggest().code())
          .put("road", body.road())
          .put("detected_at", body.detectedAt())
          .put("text", body.text())
          .put("verified", event.verified());
    }
    line.put("decision", event.decision().code()).put("because", event.decision().because());
    if (!Double.isNaN(event.ageMillis())) {
      line.put("age_ms", event.ageMillis());
    }
    if (event.wireToDecisionMicros() >= 0) {
      line.put("wire_to_decision_us", event.wireToDecisionMicros());
    }
    if (!event.note().isEmpty()) {
      line.put("note", event.note());
    }
    return Json.write(line);
  }

  private static String quoted(String text) {
    return '"' + clean(text).replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** Text from the network must not steer the terminal. */
  static String clean(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isUnprintable(text.charAt(i))) {
        StringBuilder clean = new StringBuilder(text);
        for (int j = i; j < clean.length(); j++) {
          if (isUnprintable(clean.charAt(j))) {
            clean.setCharAt(j, ' ');
          }
        }
        return clean.toString();
      }
    }
    return text;
  }

  private static boolean isUnprintable(char c) {
    // Also line separators and the marks that turn the direction of text around.
    return Character.isISOControl(c)
        || c == 0x2028
        || c == 0x2029
        || (c >= 0x202A && c <= 0x202E)
        || (c >= 0x2066 && c <= 0x2069);
  }
}
