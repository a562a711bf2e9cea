package io.milepost.rsu.api;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.json.Json;
import io.milepost.protocol.message.CameraCommand;
import io.milepost.protocol.message.CameraReply;
import io.milepost.protocol.message.Topics;
import io.milepost.rsu.camera.JpegPicture;
import io.milepost.rsu.camera.LivePictures;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Cameras of all nodes: list, newest picture, start and stop. */
final class CameraRoutes {
  private final Vertx vertx;
  private final Supplier<Map<String, LivePictures>> local;
  private final PeerDirectory peers;
  private final PeerProxy proxy;
  private final WorkerExecutor workers;

  CameraRoutes(
      Vertx vertx,
      Supplier<Map<String, LivePictures>> local,
      PeerDirectory peers,
      PeerProxy proxy,
      WorkerExecutor workers) {
    this.vertx = vertx;
    this.local = local;
    this.peers = peers;
    this.proxy = proxy;
    this.workers = workers;
  }

  void mount(Router router, Doorkeeper door) {
    router.get("/api/v1/cameras").handler(door.atLeast(Role.VIEWER)).handler(this::list);
    router
        .get("/api/v1/cameras/:id/snapshot.jpg")
        .handler(door.atLeast(Role.VIEWER))
        .handler(this::snapshot);
    router
        .post("/api/v1/cameras/:id/start")
        .handler(door.atLeast(Role.OPERATOR))
        .handler(command(CameraCommand.Action.START));
    router
        .post("/api/v1/cameras/:id/stop")
        .handler(door.atLeast(Role.OPERATOR))
        .handler(command(CameraCommand.Action.STOP));
  }

  private void list(RoutingContext ctx) {
    Input.allow(ctx, Set.of());
    List<JsonObject> cameras = peers.cameras().stream().map(CameraRoutes::json).toList();
    ctx.response()
        .putHeader("Content-Type", "application/json")
        .putHeader("Cache-Control", "no-store")
        .end(new JsonObject().put("items", cameras).encode());
  }

  /** A camera's state and the node that told it; the cameras of a lost node are down. */
  static JsonObject json(PeerDirectory.CameraView view) {
    JsonObject json = new JsonObject(Json.write(view.state())).put("node", view.node());
    if (view.lost()) {
      json.put("state", "down")
          .put("reason", "node " + view.node() + " is silent")
          .put("fps", 0)
          .put("inferred_fps", 0);
    }
    return json;
  }

  private void snapshot(RoutingContext ctx) {
    Input.allow(ctx, Set.of("ticket"));
    String id = Input.cameraId(ctx);
    LivePictures pictures = local.get().get(id);
    if (pictures != null) {
      workers
          .executeBlocking(pictures::newest, false)
          .onSuccess(picture -> send(ctx, id, picture))
          .onFailure(ctx::fail);
      return;
    }
    Optional<String> owner = Doorkeeper.caller(ctx).isNode() ? Optional.empty() : peers.ownerOf(id);
    proxy.pass(ctx, owner.map(List::of).orElse(List.of()), "camera " + id);
  }

  private static void send(RoutingContext ctx, String id, Optional<JpegPicture> picture) {
    if (picture.isEmpty()) {
      ctx.fail(
          new MilepostException(
              FailureCode.UNAVAILABLE, "camera " + id + " has shown no picture yet"));
      return;
    }
    ctx.response()
        .putHeader("Content-Type", "image/jpeg")
        .putHeader("Cache-Control", "no-store")
        .putHeader("X-Picture-Pts-Us", Long.toString(picture.get().ptsMicros()))
        .putHeader("X-Picture-Utc-Ms", Long.toString(picture.get().utcMillis()))
        .end(Buffer.buffer(picture.get().jpeg()));
  }

  private Handler<RoutingContext> command(CameraCommand.Action action) {
    return ctx -> {
      Input.allow(ctx, Set.of());
      String id = Input.cameraId(ctx);
      if (peers.ownerOf(id).isEmpty()) {
        throw new MilepostException(FailureCode.NOT_FOUND, "there is no camera " + id);
      }
      Answers.json(
          ctx,
          Topics.cameraCommand(id)
              .request(
                  vertx.eventBus(),
                  new CameraCommand(action, Doorkeeper.caller(ctx).name()),
                  CameraReply.class));
    };
  }
}
