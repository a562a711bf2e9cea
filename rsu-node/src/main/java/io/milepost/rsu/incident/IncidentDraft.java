package io.milepost.rsu.incident;

import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.incident.IncidentState;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.incident.TrafficDirection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The next version of an incident in the making; lives only inside one decision. */
final class IncidentDraft {
  String id;
  int version;
  IncidentType type;
  Severity severity;
  IncidentState state = IncidentState.OPEN;
  double confidence;
  String node;
  String camera;
  String road;
  Integer lane;
  double lat;
  double lon;
  double distanceM;
  TrafficDirection direction;
  long startedAt;
  long confirmedAt;
  Long resolvedAt;
  String summary;
  final Set<String> seenBy = new LinkedHashSet<>();
  final Map<String, Object> evidence = new LinkedHashMap<>();
  String actor;
  String note;

  /** An empty draft, to become version 1. */
  IncidentDraft() {}

  /** A draft that differs from the given version in nothing yet; actor and note start anew. */
  IncidentDraft(Incident from) {
    id = from.id();
    version = from.version();
    type = from.type();
    severity = from.severity();
    state = from.state();
    confidence = from.confidence();
    node = from.node();
    camera = from.camera();
    road = from.road();
    lane = from.lane();
    lat = from.lat();
    lon = from.lon();
    distanceM = from.distanceM();
    direction = from.direction();
    startedAt = from.startedAt();
    confirmedAt = from.confirmedAt();
    resolvedAt = from.resolvedAt();
    summary = from.summary();
    seenBy.addAll(from.seenBy());
    evidence.putAll(from.evidence());
  }

  /** The place a camera looks at. */
  IncidentDraft at(CameraPlace place) {
    road = place.road();
    lane = place.lane();
    lat = place.lat();
    lon = place.lon();
    distanceM = place.distanceM();
    direction = place.direction();
    return this;
  }

  /** Ends it. */
  IncidentDraft close(IncidentState how, long now) {
    state = how;
    resolvedAt = now;
    return this;
  }

  /** The finished value, one version on. */
  Incident finish(long now) {
    return new Incident(
        id,
        version + 1,
        type,
        severity,
        state,
        confidence,
        node,
        camera,
        road,
        lane,
        lat,
        lon,
        distanceM,
        direction,
        startedAt,
        confirmedAt,
        now,
        resolvedAt,
        summary,
        List.copyOf(seenBy),
        evidence,
        actor,
        note);
  }
}
