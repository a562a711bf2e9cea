package io.milepost.rsu.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.protocol.json.Json;
import io.milepost.protocol.message.ClipOrder;
import io.milepost.protocol.message.ClipOrdered;
import io.milepost.protocol.message.Topics;
import io.milepost.rsu.camera.JpegPicture;
import io.milepost.rsu.recording.ClipInfo;
import io.milepost.rsu.recording.ClipShelf;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What is recorded: clips ordered, listed and described, their pictures, and any single picture of
 * the past; from this node's disk or through the node that holds it.
 */
final class RecordedRoutes {
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final double STANDARD_SECONDS = 300;
  private static final double MOST_SECONDS = 3600;
  private static final int MOST_WIDTH = 3840;
  private static final int LEAST_WIDTH = 160;

  /** How far the clocks of a caller and a node may be apart. */
  private static final long CLOCKS_MILLIS = 2000;

  /** No further picture comes of a time so long ago: its segment has been written since. */
  private static final long SETTLED_MILLIS = 30_000;

  private static final Set<String> FIELDS =
      Set.of("camera", "at", "from", "to", "pre_s", "post_s", "profile");

  private final Vertx vertx;
  private final ClipShelf shelf;
  private final Keepers keepers;
  private final PeerDirectory peers;
  private final PeerProxy proxy;
  private final WorkerExecutor workers;

  RecordedRoutes(
      Vertx vertx,
      ClipShelf shelf,
      Keepers keepers,
      PeerDirectory peers,
      PeerProxy proxy,
      WorkerExecutor workers) {
    this.vertx = vertx;
    this.shelf = shelf;
    this.keepers = keepers;
    this.peers = peers;
    this.proxy = proxy;
    this.workers = workers;
  }

  void mount(Router router, Doorkeeper door) {
    router.post("/api/v1/clips").handler(door.atLeast(Role.OPERATOR)).handler(this::order);
    router.get("/api/v1/clips").handler(door.atLeast(Role.VIEWER)).handler(this::list);
    router.get("/api/v1/clips/:id/info").handler(door.atLeast(Role.VIEWER)).handler(this::info);
    router
        .get("/api/v1/clips/:id/thumbnail.jpg")
        .handler(door.atLeast(Role.VIEWER))
        .handler(ctx -> picture(ctx, shelf::thumbnail, "image/jpeg"));
    router
        .get("/api/v1/clips/:id/preview.webp")
        .handler(door.atLeast(Role.VIEWER))
        .handler(ctx -> picture(ctx, shelf::preview, "image/webp"));
    router
        .get("/api/v1/cameras/:id/snapshot")
        .handler(door.atLeast(Role.VIEWER))
        .handler(this::snapshot);
  }

  private void order(RoutingContext ctx) {
    Input.allow(ctx, Set.of());
    JsonNode body = Input.fields(ctx, FIELDS);
    String camera = body.path("camera").asText("");
    if (camera.isEmpty()) {
      throw Input.refuse("camera is missing: the id of one camera");
    }
    ClipOrder order = order(body, camera, Doorkeeper.caller(ctx).name());
    keepers
        .of(camera)
        .compose(
            node ->
                Topics.clipOrders(node)
                    .request(vertx.eventBus(), order, ClipOrdered.class, PATIENCE))
        .onSuccess(ordered -> accepted(ctx, ordered))
        .onFailure(ctx::fail);
  }

  private static ClipOrder order(JsonNode body, String camera, String by) {
    Long at = Input.time(body, "at");
    Long from = Input.time(body, "from");
    Long to = Input.time(body, "to");
    String profile = body.hasNonNull("profile") ? body.get("profile").asText() : null;
    if (at != null && from == null && to == null) {
      long pre = millis(body, "pre_s");
      long post = millis(body, "post_s");
      return new ClipOrder(camera, at - pre, at + post, at, profile, by);
    }
    if (at != null || from == null || to == null || body.has("pre_s") || body.has("post_s")) {
      throw Input.refuse("say when: at, with pre_s and post_s if not 300 each; or from and to");
    }
    return new ClipOrder(camera, from, to, 0, profile, by);
  }

  private static long millis(JsonNode body, String name) {
    double seconds = body.has(name) ? body.get(name).asDouble(-1) : STANDARD_SECONDS;
    if (!(seconds >= 0 && seconds <= MOST_SECONDS)) {
      throw Input.refuse(name + " must be seconds from 0 to 3600");
    }
    return Math.round(seconds * 1000);
  }

  /** 202 while there is still something to be built, 200 when the clip is there already. */
  private static void accepted(RoutingContext ctx, ClipOrdered ordered) {
    ctx.response()
        .setStatusCode(ordered.state().equals("complete") ? 200 : 202)
        .putHeader("Location", "/api/v1/clips/" + ordered.id() + "/info")
        .putHeader("Content-Type", "application/json")
        .putHeader("Cache-Control", "no-store")
        .end(Buffer.buffer(Json.writeBytes(ordered)));
  }

  private void list(RoutingContext ctx) {
    Input.allow(ctx, Set.of("ticket", "node", "camera", "from", "to", "limit"));
    String camera = Input.camera(ctx, "camera");
    Long from = Input.time(ctx, "from");
    Long to = Input.time(ctx, "to");
    int limit = Input.number(ctx, "limit", 100, 1, 500);
    String wanted = Input.node(ctx, "node");
    long begin = from == null ? 0 : from;
    long end = to == null ? Long.MAX_VALUE / 1000 : to;
    Future<String> node =
        wanted != null || camera == null || Doorkeeper.caller(ctx).isNode()
            ? Future.succeededFuture(wanted)
            : keepers.of(camera).otherwise(peers.selfId());
    node.onSuccess(
        keeper -> {
          if (keeper == null || keeper.equals(peers.selfId()) || Doorkeeper.caller(ctx).isNode()) {
            Answers.json(
                ctx,
                workers.executeBlocking(
                    () -> new Items(shelf.list(camera, begin, end, limit)), false));
          } else {
            proxy.pass(ctx, List.of(keeper), "list of clips of node " + keeper);
          }
        });
  }

  private record Items(List<ClipInfo> items) {}

  private void info(RoutingContext ctx) {
    Input.allow(ctx, Set.of("ticket", "node"));
    String id = Input.id(ctx);
    here(ctx, () -> shelf.info(id), "clip " + id, info -> Answers.json(ctx, info));
  }

  private void picture(
      RoutingContext ctx, Function<String, Optional<Path>> which, String mediaType) {
    // "v" is free for the caller, as with the clip itself.
    Input.allow(ctx, Set.of("ticket", "node", "v"));
    String id = Input.id(ctx);
    Callable<Optional<byte[]>> read =
        () -> {
          Optional<Path> file = which.apply(id);
          return file.isEmpty() ? Optional.empty() : Optional.of(Files.readAllBytes(file.get()));
        };
    here(
        ctx,
        read,
        "picture of clip " + id,
        bytes ->
            ctx.response()
                .putHeader("Content-Type", mediaType)
                .putHeader("Cache-Control", "private, no-cache")
                .end(Buffer.buffer(bytes)));
  }

  private void snapshot(RoutingContext ctx) {
    Input.allow(ctx, Set.of("ticket", "node", "at", "width"));
    String camera = Input.cameraId(ctx);
    Long at = Input.time(ctx, "at");
    int width = Input.number(ctx, "width", MOST_WIDTH, LEAST_WIDTH, MOST_WIDTH);
    if (at == null) {
      throw Input.refuse(
          "at is missing: UTC milliseconds or a time; the newest picture is at snapshot.jpg");
    }
    long now = System.currentTimeMillis();
    if (at > now + CLOCKS_MILLIS) {
      throw Input.refuse("at lies in the future; the newest picture is at snapshot.jpg");
    }
    boolean settled = at < now - SETTLED_MILLIS;
    here(
        ctx,
        () -> shelf.picture(camera, at, width),
        "picture of camera " + camera + " at " + Instant.ofEpochMilli(at),
        picture -> send(ctx, picture, settled));
  }

  private static void send(RoutingContext ctx, JpegPicture picture, boolean settled) {
    ctx.response()
        .putHeader("Content-Type", "image/jpeg")
        .putHeader("Cache-Control", settled ? "private, max-age=3600" : "no-store")
        .putHeader("X-Picture-Pts-Us", Long.toString(picture.ptsMicros()))
        .putHeader("X-Picture-Utc-Ms", Long.toString(picture.utcMillis()))
        .end(Buffer.buffer(picture.jpeg()));
  }

  /** Answers with what is held here, or lets the other nodes answer. */
  private <T> void here(
      RoutingContext ctx, Callable<Optional<T>> find, String what, Consumer<T> answer) {
    String node = Input.node(ctx, "node");
    workers
        .executeBlocking(find, false)
        .onSuccess(
            found -> {
              if (found.isPresent()) {
                answer.accept(found.get());
                return;
              }
              List<String> holders =
                  Doorkeeper.caller(ctx).isNode()
                      ? List.of()
                      : node == null || node.equals(peers.selfId())
                          ? peers.upPeers()
                          : List.of(node);
              proxy.pass(ctx, holders, what);
            })
        .onFailure(ctx::fail);
  }
}
