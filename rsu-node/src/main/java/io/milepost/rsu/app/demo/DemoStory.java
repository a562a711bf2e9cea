package io.milepost.rsu.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.protocol.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What has become of the first incident of {@code rsu-a}, gathered step by step. Not thread-safe;
 * the demo's loop owns it.
 */
final class DemoStory {
  private JsonNode incident;
  private JsonNode alert;
  private JsonNode clip;
  private final Set<String> receivedBy = new LinkedHashSet<>();
  private Double receiveMillis;
  private Integer rows;
  private String seenBy;

  /** The incident as the API tells it. */
  void incident(JsonNode told) {
    incident = told;
  }

  /** The alert on air for it. */
  void alert(JsonNode told) {
    alert = told;
  }

  /**
   * A vehicle has received and verified the alert; the milliseconds are from arrival to decision.
   */
  void received(String vehicle, double millis) {
    receivedBy.add(vehicle);
    if (receiveMillis == null) {
      receiveMillis = millis;
    }
  }

  /** The clip as far as it goes. */
  void clip(JsonNode told) {
    clip = told;
  }

  /** Rows of the incident in PostgreSQL. */
  void rows(int count) {
    rows = count;
  }

  /** Another node that lists the incident. */
  void seenBy(String node) {
    seenBy = node;
  }

  boolean hasIncident() {
    return incident != null;
  }

  boolean hasAlert() {
    return alert != null;
  }

  boolean isReceived() {
    return !receivedBy.isEmpty();
  }

  boolean hasRows() {
    return rows != null && rows > 0;
  }

  boolean isSeen() {
    return seenBy != null;
  }

  boolean isClipComplete() {
    return clip != null && clip.path("complete").asBoolean();
  }

  String incidentId() {
    return incident.path("id").asText();
  }

  String alertEvent() {
    return alert == null ? "" : alert.path("event").asText();
  }

  /** Steps that have not happened, in the order of the story; empty when it went all the way. */
  List<String> missing() {
    List<String> steps = new ArrayList<>();
    note(steps, hasIncident(), "no incident was confirmed");
    note(steps, hasAlert(), "no alert went on air");
    note(steps, isReceived(), "the vehicle did not receive and verify the alert");
    note(steps, hasRows(), "the incident has no row in PostgreSQL");
    note(steps, isSeen(), "rsu-b does not list the incident");
    note(steps, isClipComplete(), clip == null ? "no clip was made" : "the clip is only partial");
    return steps;
  }

  private static void note(List<String> steps, boolean done, String sentence) {
    if (!done) {
      steps.add(sentence);
    }
  }

  /** Milliseconds from the packet of the deciding frame to the vehicle's decision. */
  double alertMillis() {
    double micros = 0;
    for (String stage : List.of("capture", "wait", "inference", "rules", "decision_to_wire")) {
      micros += alert.path("stages").path(stage).asDouble();
    }
    return micros / 1000 + receiveMillis;
  }

  /** The budget in words, stage by stage. */
  String budget() {
    StringBuilder words = new StringBuilder();
    alert
        .path("stages")
        .fields()
        .forEachRemaining(
            stage ->
                words.append(
                    String.format(
                        "%s %.1f ms · ", stage.getKey(), stage.getValue().asDouble() / 1000)));
    return words.append(String.format("receive %.2f ms", receiveMillis)).toString();
  }

  /** The one-line summary of a story that went all the way. */
  String summary() {
    ObjectNode line = Json.mapper().createObjectNode();
    line.put("incident", incidentId());
    line.put("camera", incident.path("camera").asText());
    line.put("type", incident.path("type").asText());
    line.put("alert_ms", Math.round(alertMillis() * 10) / 10.0);
    receivedBy.forEach(line.putArray("received_by")::add);
    line.put("clip", clip.path("file").asText());
    line.put("clip_seconds", Math.round(clip.path("seconds").asDouble() * 100) / 100.0);
    line.put("rows", rows);
    line.put("seen_by", seenBy);
    return line.toString();
  }
}
