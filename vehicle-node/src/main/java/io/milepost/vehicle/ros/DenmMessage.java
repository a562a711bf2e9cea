package io.milepost.vehicle.ros;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.protocol.alert.AlertBody;
import io.milepost.protocol.alert.EventId;
import io.milepost.protocol.json.Json;
import io.milepost.vehicle.event.VehicleEvent;
import io.milepost.vehicle.event.VehicleEvent.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;

/**
 * An alert under the field names of {@code etsi_its_denm_msgs/msg/DENM} (ETSI EN 302 637-3 v1.3.1
 * as ROS fields). A subset: header, management, situation, and the lane of the à la carte
 * container; no location container, because an alert carries no traces. What is left out takes the
 * type's defaults, so every {@code _is_present} is said.
 */
final class DenmMessage {
  private static final int PROTOCOL_VERSION = 2;
  private static final int MESSAGE_ID_DENM = 1;
  private static final int STATION_ROAD_SIDE_UNIT = 15;
  private static final int TERMINATION_CANCELLATION = 0;
  private static final int MAX_SEQUENCE = 0xFFFF;
  private static final double TENTH_MICRODEGREES = 1e7;
  private static final int SEMI_AXIS_UNAVAILABLE = 4095;
  private static final int HEADING_UNAVAILABLE = 3601;
  private static final int ALTITUDE_UNAVAILABLE = 800_001;
  private static final int ALTITUDE_CONFIDENCE_UNAVAILABLE = 15;
  private static final int HIGHEST_QUALITY = 7;
  private static final long ITS_EPOCH = Instant.parse("2004-01-01T00:00:00Z").toEpochMilli();

  /** TimestampIts counts TAI: leap seconds between 2004 and now, all of them since 2017. */
  private static final long LEAP_MILLIS = 5_000;

  /** Upper ends of RelevanceDistance 0 to 6, metres. */
  private static final double[] DISTANCES = {50, 100, 200, 500, 1000, 5000, 10_000};

  private DenmMessage() {}

  /**
   * The message.
   *
   * @return null when the event concerns no alert
   */
  static ObjectNode of(VehicleEvent event) {
    AlertBody body = event.body();
    if (body == null) {
      return null;
    }
    ObjectNode message = Json.mapper().createObjectNode();
    long station = station(event.source());
    ObjectNode header = message.putObject("header");
    header.put("protocol_version", PROTOCOL_VERSION).put("message_id", MESSAGE_ID_DENM);
    value(header, "station_id", station);
    ObjectNode denm = message.putObject("denm");
    management(denm.putObject("management"), event, station);
    denm.put("situation_is_present", true);
    ObjectNode situation = denm.putObject("situation");
    value(situation, "information_quality", quality(body.confidence()));
    ObjectNode cause = situation.putObject("event_type");
    value(cause, "cause_code", body.cause());
    value(cause, "sub_cause_code", body.subcause());
    situation.put("linked_cause_is_present", false).put("event_history_is_present", false);
    denm.put("location_is_present", false).put("alacarte_is_present", body.lane() != null);
    if (body.lane() != null) {
      ObjectNode alacarte = denm.putObject("alacarte");
      alacarte.put("lane_position_is_present", true);
      value(alacarte, "lane_position", body.lane());
    }
    return message;
  }

  private static void management(ObjectNode management, VehicleEvent event, long station) {
    AlertBody body = event.body();
    ObjectNode action = management.putObject("action_id");
    value(action, "originating_station_id", station);
    value(action, "sequence_number", EventId.number(body.event()) & MAX_SEQUENCE);
    value(management, "detection_time", its(body.detectedAt()));
    value(management, "reference_time", its(event.at()));
    boolean over = event.kind() == Kind.CANCEL || event.kind() == Kind.EXPIRE;
    management.put("termination_is_present", over);
    if (over) {
      value(management, "termination", TERMINATION_CANCELLATION);
    }
    ObjectNode position = management.putObject("event_position");
    value(position, "latitude", Math.round(body.lat() * TENTH_MICRODEGREES));
    value(position, "longitude", Math.round(body.lon() * TENTH_MICRODEGREES));
    ObjectNode ellipse = position.putObject("position_confidence_ellipse");
    value(ellipse, "semi_major_confidence", SEMI_AXIS_UNAVAILABLE);
    value(ellipse, "semi_minor_confidence", SEMI_AXIS_UNAVAILABLE);
    value(ellipse, "semi_major_orientation", HEADING_UNAVAILABLE);
    ObjectNode altitude = position.putObject("altitude");
    value(altitude, "altitude_value", ALTITUDE_UNAVAILABLE);
    value(altitude, "altitude_confidence", ALTITUDE_CONFIDENCE_UNAVAILABLE);
    management.put("relevance_distance_is_present", true);
    value(management, "relevance_distance", distance(body.distanceM()));
    management.put("relevance_traffic_direction_is_present", true);
    int direction =
        switch (body.direction()) {
          case ALL -> 0;
          case UPSTREAM -> 1;
          case DOWNSTREAM -> 2;
          case OPPOSITE -> 3;
        };
    value(management, "relevance_traffic_direction", direction);
    // Counted from the detection, while ttl_s counts from each copy.
    long lived = (Math.max(0, event.at() - body.detectedAt()) + 999) / 1000;
    value(management, "validity_duration", Math.min(86_400, lived + body.ttlS()));
    management.put("transmission_interval_is_present", false);
    value(management, "station_type", STATION_ROAD_SIDE_UNIT);
  }

  /** An RSU has a name, a station a number: the first four bytes of the name's SHA-256. */
  private static long station(String source) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(source.getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.wrap(digest).getInt() & 0xFFFF_FFFFL;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Confidence in sevenths, rounded up; 0 would say that it is not known. */
  private static long quality(double confidence) {
    return Math.max(1, (long) Math.ceil(confidence * HIGHEST_QUALITY));
  }

  private static long its(long utc) {
    return Math.max(0, utc - ITS_EPOCH + LEAP_MILLIS);
  }

  private static int distance(double metres) {
    int code = 0;
    while (code < DISTANCES.length && metres >= DISTANCES[code]) {
      code++;
    }
    return code;
  }

  private static void value(ObjectNode parent, String field, long value) {
    parent.putObject(field).put("value", value);
  }
}
