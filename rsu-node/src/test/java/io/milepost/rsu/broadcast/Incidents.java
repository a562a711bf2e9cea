package io.milepost.rsu.broadcast;

import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.incident.IncidentState;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.incident.TrafficDirection;
import io.milepost.protocol.message.IncidentChanged;
import io.milepost.protocol.message.IncidentChanged.Change;
import java.util.List;
import java.util.Map;

/** Incidents for tests, changed step by step. */
record Incidents(
    String id,
    int version,
    String node,
    IncidentType type,
    Severity severity,
    double distance,
    Integer lane,
    double confidence) {

  static Incidents collision(String id) {
    return new Incidents(id, 1, "rsu-a", IncidentType.COLLISION, Severity.HIGH, 500, 2, 0.9);
  }

  Incidents severity(Severity other) {
    return new Incidents(id, version + 1, node, type, other, distance, lane, confidence);
  }

  Incidents distance(double other) {
    return new Incidents(id, version + 1, node, type, severity, other, lane, confidence);
  }

  Incidents type(IncidentType other) {
    return new Incidents(id, version, node, other, severity, distance, lane, confidence);
  }

  Incidents node(String other) {
    return new Incidents(id, version, other, type, severity, distance, lane, confidence);
  }

  Incidents lane(Integer other) {
    return new Incidents(id, version, node, type, severity, distance, other, confidence);
  }

  Incidents confidence(double other) {
    return new Incidents(id, version + 1, node, type, severity, distance, lane, other);
  }

  Incidents next() {
    return new Incidents(id, version + 1, node, type, severity, distance, lane, confidence);
  }

  IncidentChanged confirmed() {
    return change(Change.CONFIRMED, IncidentState.OPEN);
  }

  IncidentChanged updated() {
    return change(Change.UPDATED, IncidentState.OPEN);
  }

  IncidentChanged resolved() {
    return change(Change.RESOLVED, IncidentState.RESOLVED);
  }

  IncidentChanged falseAlarm() {
    return change(Change.UPDATED, IncidentState.FALSE_ALARM);
  }

  IncidentChanged merged() {
    return change(Change.MERGED, IncidentState.OPEN);
  }

  Incident incident() {
    return confirmed().incident();
  }

  private IncidentChanged change(Change change, IncidentState state) {
    Incident incident =
        new Incident(
            id,
            version,
            type,
            severity,
            state,
            confidence,
            node,
            "cam-1",
            "A1",
            lane,
            37.5,
            127,
            distance,
            TrafficDirection.UPSTREAM,
            1_000,
            2_000,
            2_000,
            null,
            "made for a test",
            List.of(),
            Map.of(),
            null,
            null);
    return new IncidentChanged(change, incident, Map.of("rules", 5L), System.nanoTime());
  }
}
