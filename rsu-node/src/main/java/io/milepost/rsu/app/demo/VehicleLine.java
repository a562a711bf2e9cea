package io.milepost.rsu.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.json.Json;
import java.util.Optional;

/**
 * A line that the vehicle printed: words for people in brackets, or an event as JSON.
 *
 * @param text what to show, null for an event
 * @param event the event, null for words
 */
record VehicleLine(String text, JsonNode event) {

  /** Lines worth telling; empty for anything else, such as logs. */
  static Optional<VehicleLine> parse(String line) {
    if (line.startsWith("[")) {
      return Optional.of(new VehicleLine(line, null));
    }
    if (!line.startsWith("{")) {
      return Optional.empty();
    }
    try {
      return Optional.of(new VehicleLine(null, Json.read(line, JsonNode.class)));
    } catch (MilepostException notJson) {
      return Optional.empty();
    }
  }

  /** Whether it says that this alert has been received and its tag verified. */
  boolean isVerifiedReceptionOf(String alertEvent) {
    return event != null
        && event.path("kind").asText().equals("recv")
        && event.path("event").asText().equals(alertEvent)
        && event.path("verified").asBoolean();
  }

  /** Milliseconds from the datagram's arrival to the decision. */
  double decisionMillis() {
    return event.path("wire_to_decision_us").asDouble() / 1000;
  }
}
