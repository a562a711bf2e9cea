package io.milepost.vehicle.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.protocol.alert.AlertBody;
import io.milepost.protocol.alert.Authenticator;
import io.milepost.protocol.alert.EnvelopeView;
import io.milepost.protocol.alert.EnvelopeWire;
import io.milepost.protocol.alert.EventId;
import io.milepost.protocol.alert.KeyRing;
import io.milepost.protocol.alert.Parsed;
import io.milepost.protocol.alert.RejectReason;
import io.milepost.protocol.alert.Signer;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.json.Json;
import io.milepost.vehicle.event.ActiveAlert;
import io.milepost.vehicle.event.Grounds;
import io.milepost.vehicle.event.VehicleEvent;
import io.milepost.vehicle.position.Fix;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/** A decision as one line of JSON, and its check without the vehicle. */
public final class EvidenceRecord {
  private EvidenceRecord() {}

  /**
   * What a check found.
   *
   * @param sound whether every datagram kept is authentic and says what the record says
   * @param text what was decided, why, and what of it is proven; several lines
   */
  public record Check(boolean sound, String text) {}

  /** The line for a decision; {@code lost} is the number of decisions that could not be kept. */
  static String line(VehicleEvent event, long lost) {
    Grounds grounds = event.grounds();
    ObjectNode line = Json.mapper().createObjectNode();
    line.put("time", EventLine.time(event.at())).put("at", event.at());
    line.put("before", grounds.before() == null ? "none" : grounds.before().code());
    line.put("action", event.decision().code()).put("because", event.decision().because());
    if (grounds.rule() != null) {
      line.put("rule", grounds.rule());
    }
    if (grounds.fix() != null) {
      line.set("position", position(grounds.fix()));
    }
    ActiveAlert alert = grounds.alert();
    if (alert != null) {
      line.put("event", alert.body().event()).put("source", alert.source());
      line.put("distance_m", Math.round(alert.distanceM() * 10) / 10.0);
      line.put("distance_from", alert.way().from().code());
      if (alert.noAction() != null) {
        line.put("no_action", alert.noAction());
      }
      line.put("verified", alert.verified());
      line.set("alert", Json.tree(alert.body()));
      if (alert.datagram() != null) {
        line.put("datagram", Base64.getEncoder().encodeToString(alert.datagram()));
      }
    }
    if (grounds.trigger() != null) {
      line.put("trigger", Base64.getEncoder().encodeToString(grounds.trigger()));
      line.put("trigger_verified", grounds.triggerVerified());
    }
    if (lost > 0) {
      line.put("lost_before", lost);
    }
    return Json.write(line);
  }

  private static ObjectNode position(Fix fix) {
    ObjectNode position = Json.mapper().createObjectNode();
    position.put("lat", fix.lat()).put("lon", fix.lon());
    if (!Double.isNaN(fix.speedMps())) {
      position.put("speed_mps", fix.speedMps());
    }
    if (!Double.isNaN(fix.trackDeg())) {
      position.put("track_deg", fix.trackDeg());
    }
    return position;
  }

  /**
   * Checks a line: tag and signature of every datagram kept, with the keys that were valid when it
   * was sent, that the datagram of the alert is one and says what the record says, and that no
   * action goes without one.
   */
  public static Check check(String line, KeyRing keys) {
    JsonNode record;
    try {
      record = Json.read(line, JsonNode.class);
    } catch (MilepostException e) {
      return new Check(false, "BROKEN: this line is no record");
    }
    if (record == null || !record.path("action").isTextual()) {
      return new Check(false, "BROKEN: this line is no record");
    }
    StringBuilder text = new StringBuilder(400);
    text.append(text(record, "time")).append("  ").append(text(record, "before")).append(" -> ");
    text.append(text(record, "action")).append("\n  because ").append(text(record, "because"));
    JsonNode position = record.get("position");
    if (position != null) {
      text.append("\n  position ")
          .append(position.path("lat").asText())
          .append(' ')
          .append(position.path("lon").asText())
          .append(", speed ")
          .append(position.path("speed_mps").asText("unknown"))
          .append(" m/s");
      if (record.has("distance_from")) {
        text.append(", distance ").append(text(record, "distance_from"));
      }
    }
    if (record.has("lost_before")) {
      text.append("\n  before it ")
          .append(text(record, "lost_before"))
          .append(" could not be kept");
    }
    boolean sound = true;
    if (record.has("datagram")) {
      sound = datagram(text, "alert", record.get("datagram"), record, keys);
    } else if (record.has("alert")) {
      text.append("\n  alert: its datagram was not kept");
      sound = false;
    } else if (!text(record, "action").equals("none")) {
      text.append("\n  BROKEN: it names an action and no alert that asks for it");
      sound = false;
    }
    if (record.has("trigger")) {
      sound &= datagram(text, "decided on arrival of", record.get("trigger"), null, keys);
    }
    if (!record.has("alert") && !record.has("trigger")) {
      text.append("\n  time alone led to it; there is no datagram");
    }
    return new Check(sound, text.toString());
  }

  private static boolean datagram(
      StringBuilder text, String role, JsonNode base64, JsonNode record, KeyRing keys) {
    text.append("\n  ").append(role).append(": ");
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(base64.asText());
    } catch (IllegalArgumentException e) {
      text.append("BROKEN: not base64");
      return false;
    }
    EnvelopeView view = new EnvelopeView();
    RejectReason reason = view.wrap(bytes, bytes.length);
    if (reason != null) {
      text.append("BROKEN: no datagram of version 1, ").append(reason.code());
      return false;
    }
    boolean isAlert = view.kind() == EnvelopeWire.KIND_ALERT;
    text.append(isAlert ? "datagram " : "heartbeat ")
        .append(EventLine.clean(String.valueOf(view.source())))
        .append(" epoch ")
        .append(view.epoch())
        .append(" sequence ")
        .append(view.sequence())
        .append(" sent ")
        .append(EventLine.time(view.sentAt()))
        .append(", ");
    return tag(text, view, bytes, keys)
        & (!isAlert || signature(text, view, keys))
        & (record == null || says(text, view, record));
  }

  private static boolean tag(StringBuilder text, EnvelopeView view, byte[] bytes, KeyRing keys) {
    if (!view.authenticated()) {
      text.append("NOT AUTHENTICATED: it carries no tag");
      return false;
    }
    KeyRing.Key key =
        keys.verifying(view.source(), view.keyId(), Instant.ofEpochMilli(view.sentAt()));
    if (key == null) {
      text.append("NOT CHECKED: key ")
          .append(view.keyId())
          .append(" was not valid then or is absent");
      return false;
    }
    boolean right = new Authenticator(key).verify(bytes, view.authenticatedLength());
    text.append(right ? "authentic, key " : "WRONG TAG under key ").append(view.keyId());
    return right;
  }

  /** Asked for only where the ring knows the RSU's public key, as on the road. */
  private static boolean signature(StringBuilder text, EnvelopeView view, KeyRing keys) {
    List<Signer> signers = keys.signers(view.source());
    if (signers.isEmpty()) {
      return true;
    }
    Instant sent = Instant.ofEpochMilli(view.sentAt());
    boolean right = signers.stream().anyMatch(each -> each.isValid(sent) && each.verifies(view));
    text.append(right ? ", signed by " : ", NOT SIGNED by ").append(view.source());
    return right;
  }

  private static boolean says(StringBuilder text, EnvelopeView view, JsonNode record) {
    Parsed<AlertBody> body = AlertBody.read(view.array(), view.bodyOffset(), view.bodyLength());
    String source = view.source();
    boolean same =
        view.kind() == EnvelopeWire.KIND_ALERT
            && body.ok()
            && EventId.belongsTo(body.value().event(), source)
            && record.path("source").asText().equals(source)
            && record.path("event").asText().equals(body.value().event())
            && Json.tree(body.value()).equals(strictly(record.path("alert")));
    if (!same) {
      text.append("; the record SAYS SOMETHING ELSE than its datagram");
    }
    return same;
  }

  /** Numbers as the same types, whichever way they were read. */
  private static JsonNode strictly(JsonNode alert) {
    try {
      return Json.tree(Json.read(alert, AlertBody.class));
    } catch (MilepostException e) {
      return alert;
    }
  }

  private static String text(JsonNode record, String name) {
    return EventLine.clean(record.path(name).asText("?"));
  }
}
