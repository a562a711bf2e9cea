package io.milepost.rsu.api;

import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.message.AlertOnAir;
import io.milepost.protocol.message.ClipReady;
import io.milepost.rsu.incident.IncidentArchive;
import io.milepost.rsu.recording.evidence.CaseWriter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cases as ZIP, made while they are sent. GET is the same as POST, for downloads by a media ticket.
 * Two at a time, more wait.
 */
final class CaseRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(CaseRoutes.class);
  private static final int AT_A_TIME = 2;
  private static final long LONGEST_HOURS = 6;

  private final IncidentArchive archive;
  private final IncidentClips clips;
  private final CaseSource cases;
  private final WorkerExecutor workers;

  CaseRoutes(Vertx vertx, IncidentArchive archive, IncidentClips clips, CaseSource cases) {
    this.archive = archive;
    this.clips = clips;
    this.cases = cases;
    this.workers =
        vertx.createSharedWorkerExecutor(
            "milepost-cases", AT_A_TIME, LONGEST_HOURS, TimeUnit.HOURS);
  }

  void mount(Router router, Doorkeeper door) {
    router.get("/api/v1/events/:id/case").handler(door.atLeast(Role.OPERATOR)).handler(this::send);
    router.post("/api/v1/events/:id/case").handler(door.atLeast(Role.OPERATOR)).handler(this::send);
  }

  private void send(RoutingContext ctx) {
    Input.allow(ctx, Set.of("ticket"));
    String id = Input.id(ctx);
    String by = Doorkeeper.caller(ctx).name();
    archive
        .known(id)
        .compose(incident -> request(incident, by))
        .compose(request -> workers.executeBlocking(() -> write(ctx, request), false))
        .onSuccess(v -> ctx.response().end())
        .onFailure(
            e -> {
              LOG.warn("case not sent incident={} reason=\"{}\"", id, e.getMessage());
              ctx.fail(e);
            });
  }

  private Future<CaseWriter.Request> request(Incident incident, String by) {
    Future<List<ClipReady>> made = clips.of(incident);
    Future<List<AlertOnAir>> told = archive.alerts(incident.id());
    return Future.all(made, told)
        .map(all -> new CaseWriter.Request(incident, made.result(), told.result(), by));
  }

  private Void write(RoutingContext ctx, CaseWriter.Request request) throws Exception {
    String name = "case-" + request.incident().id().replace(':', '_') + ".zip";
    HttpServerResponse response =
        ctx.response()
            .setChunked(true)
            .putHeader("Content-Type", "application/zip")
            .putHeader("Cache-Control", "no-store")
            .putHeader("Content-Disposition", "attachment; filename=\"" + name + "\"");
    try (ResponseStream out = new ResponseStream(response)) {
      cases.write(request, out);
      out.flush();
    }
    return null;
  }
}
