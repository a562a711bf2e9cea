package io.milepost.rsu.denm;

import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.incident.Suggestion;
import io.milepost.protocol.incident.TrafficDirection;
import io.milepost.protocol.message.AlertOnAir;
import java.util.Map;

/** Alerts for tests, changed step by step. */
record Alerts(
    String event,
    int version,
    String state,
    IncidentType type,
    int ttl,
    double distance,
    AlertOnAir.Place place) {
  static final String NODE = "rsu-a";

  /** 2026-01-01T00:00:00Z. */
  static final long UTC = 1_767_225_600_000L;

  static Alerts active(long number) {
    return new Alerts(
        NODE + "/" + number, 1, "active", IncidentType.COLLISION, 30, 500, place(2, 0.9));
  }

  static AlertOnAir.Place place(Integer lane, double confidence) {
    return new AlertOnAir.Place(
        37.123_456_7, 127.000_000_1, lane, TrafficDirection.UPSTREAM, confidence);
  }

  Alerts version(int other) {
    return new Alerts(event, other, state, type, ttl, distance, place);
  }

  Alerts state(String other) {
    return new Alerts(event, version, other, type, ttl, distance, place);
  }

  Alerts cancelled() {
    return version(version + 1).state("cancelled");
  }

  Alerts type(IncidentType other) {
    return new Alerts(event, version, state, other, ttl, distance, place);
  }

  Alerts ttl(int other) {
    return new Alerts(event, version, state, type, other, distance, place);
  }

  Alerts distance(double other) {
    return new Alerts(event, version, state, type, ttl, other, place);
  }

  Alerts place(AlertOnAir.Place other) {
    return new Alerts(event, version, state, type, ttl, distance, other);
  }

  AlertOnAir alert() {
    return alert(NODE);
  }

  AlertOnAir alert(String node) {
    return new AlertOnAir(
        event,
        version,
        state,
        "i-1",
        node,
        type,
        Severity.HIGH,
        Suggestion.SLOW_DOWN,
        "A9",
        distance,
        "Collision in 500 m. Slow down.",
        ttl,
        UTC - 250,
        UTC,
        1,
        Map.of(),
        place);
  }
}
