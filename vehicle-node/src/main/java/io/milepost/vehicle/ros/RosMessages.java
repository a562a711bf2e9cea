package io.milepost.vehicle.ros;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.protocol.json.Json;
import io.milepost.vehicle.event.Decision;
import io.milepost.vehicle.event.VehicleEvent;

/** Messages as JSON objects with the field names of ROS. */
final class RosMessages {
  private RosMessages() {}

  /**
   * {@code std_msgs/msg/String} with one JSON object: {@code kind} (up, recv, cancel, expire, lost,
   * back, decide, down), {@code n} (grows by one with each message of this process), {@code at}
   * (UTC milliseconds, vehicle clock), {@code src} (RSU, when one is concerned), {@code decision}
   * and {@code because} (what the vehicle does from now on), {@code decided_by} (event that asks
   * for it), {@code verified}, {@code note}, and {@code alert} (the body as signed by the RSU).
   */
  static ObjectNode alert(VehicleEvent event, long number) {
    ObjectNode json = Json.mapper().createObjectNode();
    json.put("kind", event.kind().code()).put("n", number).put("at", event.at());
    if (event.source() != null) {
      json.put("src", event.source());
    }
    Decision decision = event.decision();
    json.put("decision", decision.code()).put("because", decision.because());
    if (decision.event() != null) {
      json.put("decided_by", decision.event());
    }
    if (event.body() != null) {
      json.put("verified", event.verified());
      json.set("alert", Json.mapper().valueToTree(event.body()));
    }
    if (!event.note().isEmpty()) {
      json.put("note", event.note());
    }
    return string(json);
  }

  /** The first message, {@code up}, and the last, {@code down}: after it nothing is known. */
  static ObjectNode life(String kind, String because, long utc, long number) {
    ObjectNode json = Json.mapper().createObjectNode();
    json.put("kind", kind)
        .put("n", number)
        .put("at", utc)
        .put("decision", "none")
        .put("because", because);
    return string(json);
  }

  private static ObjectNode string(ObjectNode json) {
    return Json.mapper().createObjectNode().put("data", Json.write(json));
  }

  /** {@code geometry_msgs/msg/Twist}: the cap forwards, nothing else. */
  static ObjectNode twist(double mps) {
    ObjectNode twist = Json.mapper().createObjectNode();
    twist.putObject("linear").put("x", mps).put("y", 0.0).put("z", 0.0);
    twist.putObject("angular").put("x", 0.0).put("y", 0.0).put("z", 0.0);
    return twist;
  }
}
