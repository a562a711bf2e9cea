package io.milepost.rsu.api;

import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.incident.IncidentState;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.incident.Suggestion;
import io.milepost.protocol.incident.TrafficDirection;
import io.milepost.protocol.message.AlertOnAir;
import io.milepost.protocol.message.CameraState;
import io.milepost.protocol.message.IncidentChanged;
import io.milepost.protocol.message.IncidentTraces;
import io.milepost.protocol.message.RulesReply;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values as the other parts of a node would make them. */
final class Samples {
  private Samples() {}

  static Incident incident(String id, IncidentType type, Severity severity, String camera) {
    return incident(id, type, severity, camera, System.currentTimeMillis());
  }

  static Incident incident(
      String id, IncidentType type, Severity severity, String camera, long confirmedAt) {
    return incident("rsu-a", id, type, severity, camera, confirmedAt);
  }

  static Incident incidentOf(String node, String id, IncidentType type) {
    return incident(node, id, type, Severity.HIGH, "cam-9", System.currentTimeMillis());
  }

  private static Incident incident(
      String node,
      String id,
      IncidentType type,
      Severity severity,
      String camera,
      long confirmedAt) {
    return new Incident(
        id,
        1,
        type,
        severity,
        IncidentState.OPEN,
        0.93,
        node,
        camera,
        "A7 km 132.4",
        2,
        51.53413,
        9.92177,
        500,
        TrafficDirection.UPSTREAM,
        confirmedAt - 1_180,
        confirmedAt,
        confirmedAt,
        null,
        "Two vehicles stopped within 3 m of each other after hard braking.",
        List.of(node + "/" + camera),
        Map.of("deceleration_mps2", 7.84, "gap_m", 2.1, "tracks", List.of(12, 14), "rule", "crash"),
        null,
        null);
  }

  static Incident withState(Incident i, IncidentState state, String actor, String note) {
    return new Incident(
        i.id(),
        i.version() + 1,
        i.type(),
        i.severity(),
        state,
        i.confidence(),
        i.node(),
        i.camera(),
        i.road(),
        i.lane(),
        i.lat(),
        i.lon(),
        i.distanceM(),
        i.direction(),
        i.startedAt(),
        i.confirmedAt(),
        System.currentTimeMillis(),
        state == IncidentState.RESOLVED || state == IncidentState.FALSE_ALARM
            ? Long.valueOf(System.currentTimeMillis())
            : null,
        i.summary(),
        i.seenBy(),
        i.evidence(),
        actor,
        note);
  }

  static Incident seenBy(Incident i, List<String> seers) {
    return new Incident(
        i.id(),
        i.version(),
        i.type(),
        i.severity(),
        i.state(),
        i.confidence(),
        i.node(),
        i.camera(),
        i.road(),
        i.lane(),
        i.lat(),
        i.lon(),
        i.distanceM(),
        i.direction(),
        i.startedAt(),
        i.confirmedAt(),
        i.updatedAt(),
        i.resolvedAt(),
        i.summary(),
        seers,
        i.evidence(),
        i.actor(),
        i.note());
  }

  static IncidentChanged confirmed(Incident incident) {
    return new IncidentChanged(IncidentChanged.Change.CONFIRMED, incident, Map.of(), 0);
  }

  static IncidentChanged updated(Incident incident) {
    return new IncidentChanged(IncidentChanged.Change.UPDATED, incident, Map.of(), 0);
  }

  static AlertOnAir alert(Incident incident, String state) {
    Map<String, Long> stages = new LinkedHashMap<>();
    stages.put("capture", 3_900L);
    stages.put("wait", 6_200L);
    stages.put("inference", 21_400L);
    stages.put("rules", 310L);
    stages.put("desk", 840L);
    stages.put("sign", 120L);
    stages.put("send", 260L);
    stages.put("decision_to_wire", 1_220L);
    return new AlertOnAir(
        incident.node() + "/17",
        1,
        state,
        incident.id(),
        incident.node(),
        incident.type(),
        incident.severity(),
        Suggestion.SLOW_DOWN,
        incident.road(),
        incident.distanceM(),
        "Collision in 500 m. Slow down.",
        30,
        incident.startedAt(),
        incident.confirmedAt() + 1,
        14,
        stages);
  }

  static RulesReply rules(String camera) {
    return new RulesReply(
        camera,
        "files",
        null,
        Map.of("collision", Map.of("enabled", true), "shadow", List.of("fall")),
        List.of(
            new RulesReply.RuleState("collision", false, 0.4, 2),
            new RulesReply.RuleState("fall", true, 0, 1)),
        List.of(
            new RulesReply.ShadowFinding(
                "shadow-fall-1",
                IncidentType.FALL,
                Severity.HIGH,
                0.7,
                "CONFIRMED",
                System.currentTimeMillis() - 5000,
                Map.of("shape", 1.4))),
        null,
        null);
  }

  static IncidentTraces traces(String incident) {
    long now = System.currentTimeMillis();
    List<IncidentTraces.Frame> frames = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      frames.add(
          new IncidentTraces.Frame(
              now - 4000 + i * 100, Arrays.asList(i / 40.0, i < 10 ? null : (40 - i) / 10.0)));
    }
    return new IncidentTraces(
        incident,
        List.of(
            new IncidentTraces.Trace(
                "cam-1",
                "collision-1",
                IncidentType.COLLISION,
                now,
                List.of(
                    new IncidentTraces.Condition("score", "at_least", 0.55),
                    new IncidentTraces.Condition("gap_units", "at_most", 0.45)),
                frames)));
  }

  static CameraState camera(String id, String name, String state, String reason) {
    boolean live = "live".equals(state);
    return new CameraState(
        id,
        name,
        "A7 km 132.4",
        51.534,
        9.921,
        state,
        reason,
        live ? RoadPictures.WIDTH : 0,
        live ? RoadPictures.HEIGHT : 0,
        live ? "h264" : null,
        live ? 25.0 : 0,
        live ? 9.8 : 0,
        live ? 40 : 754_000,
        12);
  }
}
