package io.milepost.vehicle.ros;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.protocol.json.Json;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * A server that holds a client to the letter of rosbridge protocol 2: known operations, required
 * members and their types, publishing only what this connection has advertised, and messages whose
 * fields exist with that type. It does no ROS.
 */
final class StrictRosbridge implements AutoCloseable {
  private static final String MISSING = "missing";

  /** Fields by type: name to primitive or type. From the types' published definitions. */
  private static final Map<String, Map<String, String>> TYPES =
      Map.ofEntries(
          Map.entry("std_msgs/msg/String", Map.of("data", "string")),
          Map.entry("geometry_msgs/msg/Twist", Map.of("linear", "vector", "angular", "vector")),
          Map.entry("vector", Map.of("x", "float", "y", "float", "z", "float")),
          Map.entry(
              "etsi_its_denm_msgs/msg/DENM",
              Map.of("header", "ItsPduHeader", "denm", "Notification")),
          Map.entry(
              "ItsPduHeader",
              Map.of("protocol_version", "u8", "message_id", "u8", "station_id", "Value")),
          Map.entry(
              "Notification",
              Map.of(
                  "management",
                  "Management",
                  "situation",
                  "Situation",
                  "situation_is_present",
                  "bool",
                  "location_is_present",
                  "bool",
                  "alacarte",
                  "Alacarte",
                  "alacarte_is_present",
                  "bool")),
          Map.entry(
              "Management",
              Map.ofEntries(
                  Map.entry("action_id", "ActionID"),
                  Map.entry("detection_time", "Value"),
                  Map.entry("reference_time", "Value"),
                  Map.entry("termination", "Value"),
                  Map.entry("termination_is_present", "bool"),
                  Map.entry("event_position", "ReferencePosition"),
                  Map.entry("relevance_distance", "Value"),
                  Map.entry("relevance_distance_is_present", "bool"),
                  Map.entry("relevance_traffic_direction", "Value"),
                  Map.entry("relevance_traffic_direction_is_present", "bool"),
                  Map.entry("validity_duration", "Value"),
                  Map.entry("transmission_interval_is_present", "bool"),
                  Map.entry("station_type", "Value"))),
          Map.entry(
              "ActionID", Map.of("originating_station_id", "Value", "sequence_number", "Value")),
          Map.entry(
              "ReferencePosition",
              Map.of(
                  "latitude",
                  "Value",
                  "longitude",
                  "Value",
                  "position_confidence_ellipse",
                  "Ellipse",
                  "altitude",
                  "Altitude")),
          Map.entry(
              "Ellipse",
              Map.of(
                  "semi_major_confidence",
                  "Value",
                  "semi_minor_confidence",
                  "Value",
                  "semi_major_orientation",
                  "Value")),
          Map.entry("Altitude", Map.of("altitude_value", "Value", "altitude_confidence", "Value")),
          Map.entry(
              "Situation",
              Map.of(
                  "information_quality",
                  "Value",
                  "event_type",
                  "CauseCode",
                  "linked_cause_is_present",
                  "bool",
                  "event_history_is_present",
                  "bool")),
          Map.entry("CauseCode", Map.of("cause_code", "Value", "sub_cause_code", "Value")),
          Map.entry(
              "Alacarte", Map.of("lane_position", "Value", "lane_position_is_present", "bool")),
          Map.entry("Value", Map.of("value", "int")));

  final List<JsonNode> advertised = new CopyOnWriteArrayList<>();
  final List<JsonNode> published = new CopyOnWriteArrayList<>();
  final List<String> unadvertised = new CopyOnWriteArrayList<>();
  final List<String> wrong = new CopyOnWriteArrayList<>();
  final List<ServerWebSocket> clients = new CopyOnWriteArrayList<>();
  final int port;
  private final HttpServer server;

  StrictRosbridge(Vertx vertx, int port) {
    try {
      server =
          vertx
              .createHttpServer(new HttpServerOptions().setReuseAddress(true))
              .webSocketHandler(this::serve)
              .listen(port, "127.0.0.1")
              .toCompletionStage()
              .toCompletableFuture()
              .get(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    this.port = server.actualPort();
  }

  List<JsonNode> published(String topic) {
    return published.stream()
        .filter(message -> message.get("topic").asText().equals(topic))
        .map(message -> message.get("msg"))
        .toList();
  }

  private void serve(ServerWebSocket client) {
    clients.add(client);
    Map<String, String> topics = new ConcurrentHashMap<>();
    client.binaryMessageHandler(ignored -> refuse(client, "binary message"));
    client.textMessageHandler(
        text -> {
          try {
            String problem = take(Json.mapper().readTree(text), topics);
            if (problem != null) {
              refuse(client, problem + " in " + text);
            }
          } catch (java.io.IOException e) {
            refuse(client, "no JSON: " + text);
          }
        });
  }

  private void refuse(ServerWebSocket client, String problem) {
    wrong.add(problem);
    client.writeTextMessage(
        Json.write(Map.of("op", "status", "level", "error", "msg", problem, "id", "x")));
  }

  private String take(JsonNode message, Map<String, String> topics) {
    String topic = message.path("topic").asText(MISSING);
    if (!topic.matches("(/[A-Za-z_][A-Za-z0-9_]*)+")) {
      return "topic " + topic;
    }
    switch (message.path("op").asText(MISSING)) {
      case "advertise" -> {
        String type = message.path("type").asText(MISSING);
        if (!TYPES.containsKey(type)
            || !message.path("latch").isBoolean()
            || !message.path("queue_size").isInt()
            || !message.path("id").isTextual()) {
          return "advertise";
        }
        topics.put(topic, type);
        advertised.add(message);
        return null;
      }
      case "unadvertise" -> {
        unadvertised.add(topic);
        return topics.remove(topic) == null ? "not advertised" : null;
      }
      case "publish" -> {
        if (!topics.containsKey(topic)) {
          return "not advertised";
        }
        published.add(message);
        return fields(message.path("msg"), topics.get(topic));
      }
      default -> {
        return "operation";
      }
    }
  }

  private static String fields(JsonNode value, String type) {
    Map<String, String> fields = TYPES.get(type);
    if (fields == null) {
      boolean fits =
          switch (type) {
            case "string" -> value.isTextual();
            case "float" -> value.isNumber();
            case "bool" -> value.isBoolean();
            case "u8" -> value.isInt() && value.intValue() >= 0 && value.intValue() <= 255;
            default -> value.isIntegralNumber();
          };
      return fits ? null : type + " " + value;
    }
    if (!value.isObject()) {
      return type + " is no object";
    }
    for (Iterator<String> names = value.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!fields.containsKey(name)) {
        return "no field " + name + " in " + type;
      }
      String problem = fields(value.get(name), fields.get(name));
      if (problem != null) {
        return name + ": " + problem;
      }
    }
    return null;
  }

  @Override
  public void close() {
    clients.forEach(ServerWebSocket::close);
    server.close().toCompletionStage().toCompletableFuture().join();
  }
}
