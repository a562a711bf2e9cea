package io.milepost.rsu.incident;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.message.AlertOnAir;
import io.milepost.protocol.message.ClipReady;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** Reading what has happened: PostgreSQL when it answers, this node's own memory when not. */
public interface IncidentArchive {
  /** Incidents that match, newest first; never fails because PostgreSQL is away. */
  Future<IncidentPage> find(IncidentQuery query);

  /** One incident, newest version. */
  Future<Optional<Incident>> incident(String id);

  /** One incident, newest version; fails with NOT_FOUND when there is none. */
  default Future<Incident> known(String id) {
    return incident(id)
        .map(
            found ->
                found.orElseThrow(
                    () ->
                        new MilepostException(
                            FailureCode.NOT_FOUND, "there is no incident " + id)));
  }

  /** Clips of an incident, each once, in its newest version. */
  Future<List<ClipReady>> clips(String incidentId);

  /** The newest alert state per event of an incident. */
  Future<List<AlertOnAir>> alerts(String incidentId);
}
