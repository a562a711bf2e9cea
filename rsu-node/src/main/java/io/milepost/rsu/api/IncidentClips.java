package io.milepost.rsu.api;

import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.message.ClipReady;
import io.milepost.rsu.incident.IncidentArchive;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The clips of an incident: those that the archive knows, and those that lie on this node's disk.
 * Without a database the archive has forgotten after a restart what the disk still has.
 */
final class IncidentClips {
  private final IncidentArchive archive;
  private final ApiSources sources;
  private final WorkerExecutor workers;

  IncidentClips(ApiSources sources, WorkerExecutor workers) {
    this.archive = sources.archive();
    this.sources = sources;
    this.workers = workers;
  }

  /** Those of the disk take the place of what the archive says of them. */
  Future<List<ClipReady>> of(Incident incident) {
    Future<List<ClipReady>> known = archive.clips(incident.id());
    Future<List<ClipReady>> here =
        workers.executeBlocking(() -> sources.clips().list(incident.id()), false);
    return Future.all(known, here)
        .map(
            both -> {
              Map<String, ClipReady> clips = new LinkedHashMap<>();
              known.result().forEach(clip -> clips.put(clip.id(), clip));
              here.result().forEach(clip -> clips.put(clip.id(), clip));
              return List.copyOf(clips.values());
            });
  }
}
