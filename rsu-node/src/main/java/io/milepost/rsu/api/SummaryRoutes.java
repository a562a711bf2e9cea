package io.milepost.rsu.api;

import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.message.ClipReady;
import io.milepost.rsu.incident.IncidentArchive;
import io.milepost.rsu.recording.summary.Facts;
import io.milepost.rsu.recording.summary.Words;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** An incident in words: what is known of it, and what a model said of this node's clips. */
final class SummaryRoutes {
  private final IncidentArchive archive;
  private final IncidentClips clips;
  private final Function<String, List<Words>> words;
  private final WorkerExecutor workers;

  SummaryRoutes(
      IncidentArchive archive,
      IncidentClips clips,
      Function<String, List<Words>> words,
      WorkerExecutor workers) {
    this.archive = archive;
    this.clips = clips;
    this.words = words;
    this.workers = workers;
  }

  void mount(Router router, Doorkeeper door) {
    router.get("/api/v1/events/:id/summary").handler(door.atLeast(Role.VIEWER)).handler(this::one);
  }

  private void one(RoutingContext ctx) {
    Input.allow(ctx, Set.of());
    String id = Input.id(ctx);
    Answers.json(ctx, archive.known(id).compose(this::summary));
  }

  private Future<Summary> summary(Incident incident) {
    Future<List<ClipReady>> made = clips.of(incident);
    Future<List<Words>> said = workers.executeBlocking(() -> words.apply(incident.id()), false);
    return Future.all(made, said)
        .map(all -> new Summary(Facts.of(incident, made.result()), said.result()));
  }

  /**
   * The answer.
   *
   * @param facts a sentence from the incident's own facts
   * @param words what a model said, text for people; empty without an endpoint
   */
  private record Summary(String facts, List<Words> words) {}
}
