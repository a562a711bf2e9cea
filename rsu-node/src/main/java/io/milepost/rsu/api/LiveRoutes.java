package io.milepost.rsu.api;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.json.Json;
import io.milepost.rsu.camera.LivePictures;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The WebSocket of live pictures and the list of those who use it. */
final class LiveRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(LiveRoutes.class);
  private static final int MAX_CAMERAS = 64;
  private static final long REFRESH_MILLIS = 1_000;

  /** A WebSocket that cannot be answered with 401; its number follows the HTTP status. */
  static final short CLOSE_UNAUTHENTICATED = 4401;

  /** Too many viewers. */
  static final short CLOSE_TOO_MANY = 4429;

  private final Vertx vertx;
  private final Doorkeeper door;
  private final LiveViewers viewers;
  private final LiveHub forPeople;
  private final LiveHub forNodes;

  /**
   * The live routes of one event loop.
   *
   * @param local pictures of this node's cameras
   * @param remote pictures of other nodes' cameras
   */
  LiveRoutes(
      Vertx vertx,
      Doorkeeper door,
      LiveViewers viewers,
      Function<String, Optional<LivePictures>> local,
      Function<String, Optional<LivePictures>> remote) {
    this.vertx = vertx;
    this.door = door;
    this.viewers = viewers;
    Context context = vertx.getOrCreateContext();
    this.forPeople =
        new LiveHub(context, camera -> local.apply(camera).or(() -> remote.apply(camera)), viewers);
    // Another node gets what we hold ourselves, else two nodes could ask each other in circles.
    this.forNodes = new LiveHub(context, local, viewers);
    vertx.setPeriodic(
        REFRESH_MILLIS,
        timer -> {
          forPeople.refresh();
          forNodes.refresh();
        });
  }

  void mount(Router router) {
    router.get("/api/v1/live").handler(this::upgrade);
    router
        .get("/api/v1/live/sessions")
        .handler(door.atLeast(Role.VIEWER))
        .handler(ctx -> Answers.json(ctx, new Sessions(viewers.views(), viewers.limit())));
  }

  void close() {
    forPeople.close();
    forNodes.close();
  }

  private void upgrade(RoutingContext ctx) {
    if (!ctx.request().canUpgradeToWebSocket()) {
      throw Input.refuse("open a WebSocket here");
    }
    door.identifySocket(ctx.request())
        .onComplete(
            who ->
                ctx.request()
                    .toWebSocket()
                    .onSuccess(
                        socket -> {
                          if (who.succeeded()) {
                            admit(socket, who.result());
                          } else {
                            // Browsers show a refused handshake as nothing but "failed".
                            socket.close(CLOSE_UNAUTHENTICATED, who.cause().getMessage());
                          }
                        })
                    .onFailure(ctx::fail));
  }

  private void admit(ServerWebSocket socket, Caller caller) {
    LiveViewer viewer = new LiveViewer(UUID.randomUUID().toString(), caller, socket);
    if (!viewers.add(viewer)) {
      socket.close(
          CLOSE_TOO_MANY, "there are already " + viewers.limit() + " viewers; close one first");
      return;
    }
    LiveHub hub = caller.isNode() ? forNodes : forPeople;
    long timer = caller.isNode() ? -1 : endOfSignIn(socket, caller);
    socket.textMessageHandler(text -> watch(hub, viewer, text));
    socket.exceptionHandler(
        e -> LOG.debug("live viewer failed id={} reason={}", viewer.id(), e.getMessage()));
    socket.closeHandler(
        v -> {
          vertx.cancelTimer(timer);
          hub.leave(viewer);
          viewers.remove(viewer);
        });
  }

  private long endOfSignIn(ServerWebSocket socket, Caller caller) {
    long rest = Math.max(1, caller.until() - System.currentTimeMillis());
    return vertx.setTimer(
        rest, t -> socket.close(CLOSE_UNAUTHENTICATED, "the sign-in is over; sign in again"));
  }

  private void watch(LiveHub hub, LiveViewer viewer, String text) {
    try {
      Watch wanted = Json.read(text, Watch.class);
      if (wanted == null || wanted.watch == null || wanted.watch.size() > MAX_CAMERAS) {
        throw Input.refuse("send {\"watch\": [at most " + MAX_CAMERAS + " camera ids]}");
      }
      Set<String> cameras = new LinkedHashSet<>(wanted.watch);
      cameras.remove(null);
      Set<String> unknown = hub.watch(viewer, cameras);
      viewer
          .socket()
          .writeTextMessage(Json.write(new Watching("watching", new TreeSet<>(cameras), unknown)));
    } catch (MilepostException e) {
      viewer
          .socket()
          .writeTextMessage(
              Json.write(
                  new Refusal(
                      "error",
                      FailureCode.BAD_REQUEST.name().toLowerCase(Locale.ROOT),
                      e.getMessage())));
    }
  }

  private record Watch(List<String> watch) {}

  private record Watching(String type, Set<String> cameras, Set<String> unknown) {}

  private record Refusal(String type, String code, String message) {}

  private record Sessions(List<LiveViewer.View> items, int limit) {}
}
