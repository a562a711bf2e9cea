package io.milepost.rsu.api;

import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.message.AlertOnAir;
import io.milepost.protocol.message.ClipReady;
import io.milepost.rsu.incident.IncidentArchive;
import io.milepost.rsu.incident.IncidentPage;
import io.milepost.rsu.incident.IncidentQuery;
import io.vertx.core.Future;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** An archive that keeps what the test puts into it. */
final class MemoryArchive implements IncidentArchive {
  final Map<String, Incident> incidents = new ConcurrentHashMap<>();
  final Map<String, ClipReady> clips = new ConcurrentHashMap<>();
  final Map<String, AlertOnAir> alerts = new LinkedHashMap<>();
  volatile IncidentQuery lastQuery;

  @Override
  public Future<IncidentPage> find(IncidentQuery query) {
    lastQuery = query;
    List<Incident> all =
        incidents.values().stream()
            .filter(i -> query.camera() == null || query.camera().equals(i.camera()))
            .filter(i -> query.type() == null || query.type() == i.type())
            .filter(i -> query.state() == null || query.state() == i.state())
            .sorted(Comparator.comparingLong(Incident::confirmedAt).reversed())
            .toList();
    List<Incident> items =
        all.stream().skip((query.page() - 1L) * query.size()).limit(query.size()).toList();
    return Future.succeededFuture(
        new IncidentPage(items, query.page(), query.size(), all.size(), "database"));
  }

  @Override
  public Future<Optional<Incident>> incident(String id) {
    return Future.succeededFuture(Optional.ofNullable(incidents.get(id)));
  }

  @Override
  public Future<List<ClipReady>> clips(String incidentId) {
    return Future.succeededFuture(
        clips.values().stream().filter(clip -> clip.incident().equals(incidentId)).toList());
  }

  @Override
  public synchronized Future<List<AlertOnAir>> alerts(String incidentId) {
    return Future.succeededFuture(
        alerts.values().stream().filter(a -> a.incident().equals(incidentId)).toList());
  }
}
