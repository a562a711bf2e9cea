package io.milepost.rsu.api;

import io.milepost.rsu.recording.CoverageLedger;
import io.milepost.rsu.recording.Stretch;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which time of a camera is recorded, where the gaps are and why, and the share of each hour; from
 * this node's ledger or through the node that has the camera.
 */
final class CoverageRoutes {
  private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();
  private static final long MOST_MILLIS = Duration.ofDays(31).toMillis();
  private static final double THOUSANDTH = 1000.0;

  private final ApiSources sources;
  private final Keepers keepers;
  private final PeerDirectory peers;
  private final PeerProxy proxy;
  private final WorkerExecutor workers;

  CoverageRoutes(
      ApiSources sources,
      Keepers keepers,
      PeerDirectory peers,
      PeerProxy proxy,
      WorkerExecutor workers) {
    this.sources = sources;
    this.keepers = keepers;
    this.peers = peers;
    this.proxy = proxy;
    this.workers = workers;
  }

  void mount(Router router, Doorkeeper door) {
    router
        .get("/api/v1/cameras/:id/coverage")
        .handler(door.atLeast(Role.VIEWER))
        .handler(this::coverage);
  }

  private void coverage(RoutingContext ctx) {
    Input.allow(ctx, Set.of("from", "to"));
    String id = Input.cameraId(ctx);
    Long wantedTo = Input.time(ctx, "to");
    Long wantedFrom = Input.time(ctx, "from");
    long to = wantedTo == null ? System.currentTimeMillis() : wantedTo;
    long from = wantedFrom == null ? to - DAY_MILLIS : wantedFrom;
    if (from >= to || to - from > MOST_MILLIS) {
      throw Input.refuse("'from' must lie before 'to', by at most 31 days");
    }
    Future<String> keeper =
        Doorkeeper.caller(ctx).isNode() || sources.cameras().get().containsKey(id)
            ? Future.succeededFuture(peers.selfId())
            : keepers.of(id);
    keeper
        .onSuccess(
            node -> {
              if (node.equals(peers.selfId())) {
                answer(ctx, id, from, to);
              } else {
                proxy.pass(ctx, List.of(node), "camera " + id);
              }
            })
        .onFailure(ctx::fail);
  }

  private void answer(RoutingContext ctx, String id, long from, long to) {
    workers
        .executeBlocking(() -> json(sources.recordings().coverage(), id, from, to), false)
        .onSuccess(
            json ->
                ctx.response()
                    .putHeader("Content-Type", "application/json")
                    .putHeader("Cache-Control", "no-store")
                    .end(json.encode()))
        .onFailure(ctx::fail);
  }

  private static JsonObject json(CoverageLedger ledger, String id, long from, long to) {
    JsonArray stretches = new JsonArray();
    ledger.between(id, from * 1000, to * 1000).forEach(each -> stretches.add(json(each)));
    JsonArray hours = new JsonArray();
    double expected = 0;
    double recorded = 0;
    for (CoverageLedger.Hour hour : ledger.hours(id, from * 1000, to * 1000)) {
      expected += hour.expectedSeconds();
      recorded += hour.recordedSeconds();
      hours.add(
          shared(hour.expectedSeconds(), hour.recordedSeconds())
              .put("from", hour.fromMicros() / 1000)
              .put("to", hour.toMicros() / 1000));
    }
    return shared(expected, recorded)
        .put("camera", id)
        .put("from", from)
        .put("to", to)
        .put("stretches", stretches)
        .put("hours", hours);
  }

  /** Without a share where nothing was expected. */
  private static JsonObject shared(double expected, double recorded) {
    JsonObject json =
        new JsonObject().put("expected_s", round(expected)).put("recorded_s", round(recorded));
    return expected == 0 ? json : json.put("share", recorded / expected);
  }

  private static double round(double seconds) {
    return Math.round(seconds * THOUSANDTH) / THOUSANDTH;
  }

  private static JsonObject json(Stretch stretch) {
    JsonObject json =
        new JsonObject()
            .put("from", stretch.fromMicros() / 1000)
            .put("to", stretch.toMicros() / 1000)
            .put("state", stretch.state().name().toLowerCase(Locale.ROOT));
    if (stretch.cause() != null) {
      json.put("cause", stretch.cause().name().toLowerCase(Locale.ROOT));
    }
    return stretch.detail() == null ? json : json.put("detail", stretch.detail());
  }
}
