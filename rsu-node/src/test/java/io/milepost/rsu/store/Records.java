package io.milepost.rsu.store;

import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.incident.IncidentState;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.incident.Suggestion;
import io.milepost.protocol.incident.TrafficDirection;
import io.milepost.protocol.message.AlertOnAir;
import io.milepost.protocol.message.ClipReady;
import io.milepost.protocol.message.IncidentChanged;
import java.util.List;
import java.util.Map;

/** Records as a node makes them. */
final class Records {
  static final long UTC = 1_790_000_000_000L;

  private Records() {}

  static AuditEntry audit(String id) {
    return new AuditEntry(
        id, UTC, "a", "eve", "login", null, "ok", "127.0.0.1", Map.of("agent", "test"));
  }

  static Incident incident(String id, int version, IncidentState state) {
    return incident(id, version, state, UTC);
  }

  static Incident incident(String id, int version, IncidentState state, long confirmedAt) {
    boolean over = state == IncidentState.RESOLVED;
    return new Incident(
        id,
        version,
        IncidentType.COLLISION,
        Severity.HIGH,
        state,
        0.9,
        "a",
        "near",
        "A9",
        null,
        48,
        11,
        500,
        TrafficDirection.UPSTREAM,
        confirmedAt - 1000,
        confirmedAt,
        confirmedAt + version,
        over ? confirmedAt + version : null,
        "Collision on A9, seen by camera near",
        List.of("a/near"),
        Map.of("iou", 0.4),
        null,
        null);
  }

  static IncidentChanged changed(Incident incident) {
    return new IncidentChanged(
        incident.version() == 1 ? IncidentChanged.Change.CONFIRMED : IncidentChanged.Change.UPDATED,
        incident,
        Map.of("rules", 5L),
        1);
  }

  static AlertOnAir alert(String incident, int version, String state) {
    return new AlertOnAir(
        "a/1",
        version,
        state,
        incident,
        "a",
        IncidentType.COLLISION,
        Severity.HIGH,
        Suggestion.SLOW_DOWN,
        "A9",
        500,
        "Collision ahead.",
        30,
        UTC,
        UTC + 2,
        1,
        Map.of("send", 90L));
  }

  static ClipReady clip(String incident, double seconds, boolean complete) {
    return new ClipReady(
        "clip-" + incident,
        incident,
        "near",
        "a",
        "clip.mp4",
        UTC,
        UTC + Math.round(seconds * 1000),
        seconds,
        1000,
        "ab12",
        complete);
  }
}
