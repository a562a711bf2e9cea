package io.milepost.protocol.alert;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import io.milepost.protocol.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Writes alerts field by field; the bytes are those of {@link Json#writeBytes}, without the
 * reflection that would stand between a decision and its first datagram.
 */
final class BodyWriter {
  private static final int USUAL_BYTES = 512;
  private static final SerializableString EVENT = new SerializedString("event");
  private static final SerializableString VERSION = new SerializedString("version");
  private static final SerializableString STATE = new SerializedString("state");
  private static final SerializableString TYPE = new SerializedString("type");
  private static final SerializableString CAUSE = new SerializedString("cause");
  private static final SerializableString SUBCAUSE = new SerializedString("subcause");
  private static final SerializableString SEVERITY = new SerializedString("severity");
  private static final SerializableString CONFIDENCE = new SerializedString("confidence");
  private static final SerializableString SUGGEST = new SerializedString("suggest");
  private static final SerializableString ROAD = new SerializedString("road");
  private static final SerializableString LANE = new SerializedString("lane");
  private static final SerializableString LAT = new SerializedString("lat");
  private static final SerializableString LON = new SerializedString("lon");
  private static final SerializableString DISTANCE_M = new SerializedString("distance_m");
  private static final SerializableString DIRECTION = new SerializedString("direction");
  private static final SerializableString DETECTED_AT = new SerializedString("detected_at");
  private static final SerializableString TTL_S = new SerializedString("ttl_s");
  private static final SerializableString TEXT = new SerializedString("text");
  private static final SerializableString URGENCY = new SerializedString("urgency");

  private BodyWriter() {}

  /**
   * UTF-8 bytes of an alert.
   *
   * @param text in place of the alert's own
   */
  static byte[] write(AlertBody body, String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(USUAL_BYTES);
    try (JsonGenerator json = Json.mapper().getFactory().createGenerator(out)) {
      json.writeStartObject();
      text(json, EVENT, body.event());
      number(json, VERSION, body.version());
      text(json, STATE, body.state().code());
      text(json, TYPE, body.type().code());
      number(json, CAUSE, body.cause());
      number(json, SUBCAUSE, body.subcause());
      text(json, SEVERITY, body.severity().code());
      number(json, CONFIDENCE, body.confidence());
      text(json, SUGGEST, body.suggest().code());
      text(json, ROAD, body.road());
      if (body.lane() != null) {
        number(json, LANE, body.lane());
      }
      number(json, LAT, body.lat());
      number(json, LON, body.lon());
      number(json, DISTANCE_M, body.distanceM());
      text(json, DIRECTION, body.direction().code());
      number(json, DETECTED_AT, body.detectedAt());
      number(json, TTL_S, body.ttlS());
      text(json, TEXT, text);
      if (body.urgency() != null) {
        text(json, URGENCY, body.urgency().code());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static void text(JsonGenerator json, SerializableString name, String value)
      throws IOException {
    json.writeFieldName(name);
    json.writeString(value);
  }

  private static void number(JsonGenerator json, SerializableString name, long value)
      throws IOException {
    json.writeFieldName(name);
    json.writeNumber(value);
  }

  private static void number(JsonGenerator json, SerializableString name, double value)
      throws IOException {
    json.writeFieldName(name);
    json.writeNumber(value);
  }
}
