package io.milepost.rsu.api;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.json.Json;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The WebSocket of live pictures and the list of those who use it. */
final class LiveRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(LiveRoutes.class);
  private static final long REFRESH_MILLIS = 1_000;

  /** A WebSocket that cannot be answered with 401; its number follows the HTTP status. */
  static final short CLOSE_UNAUTHENTICATED = 4401;

  /** Closed by an administrator; players do not come back by themselves. */
  static final short CLOSE_BY_ADMIN = 4410;

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
   * @param own this node's cameras
   * @param remote pictures and video of other nodes' cameras
   */
  LiveRoutes(
      Vertx vertx, Doorkeeper door, LiveViewers viewers, LiveSources own, LiveSources remote) {
    this.vertx = vertx;
    this.door = door;
    this.viewers = viewers;
    Context context = vertx.getOrCreateContext();
    LiveSources all =
        new LiveSources(
            camera -> own.pictures().apply(camera).or(() -> remote.pictures().apply(camera)),
            camera -> own.video().apply(camera).or(() -> remote.video().apply(camera)));
    this.forPeople = new LiveHub(context, vertx.eventBus(), all, viewers);
    // Another node gets what we hold ourselves, else two nodes could ask each other in circles.
    this.forNodes = new LiveHub(context, vertx.eventBus(), own, viewers);
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
        .handler(
            ctx ->
                Answers.json(
                    ctx, new Sessions(viewers.views(), viewers.limit(), viewers.perUser())));
    router
        .delete("/api/v1/live/sessions/:id")
        .handler(door.atLeast(Role.ADMIN))
        .handler(this::endSession);
  }

  private void endSession(RoutingContext ctx) {
    Input.allow(ctx, Set.of());
    String id = Input.id(ctx);
    LiveViewer viewer =
        viewers
            .find(id)
            .orElseThrow(
                () ->
                    new MilepostException(
                        FailureCode.NOT_FOUND, "there is no live session " + id + " at this node"));
    viewer.close(CLOSE_BY_ADMIN, "closed by " + Doorkeeper.caller(ctx).name());
    LOG.info(
        "live session closed id={} user={} by={}",
        id,
        viewer.caller().name(),
        Doorkeeper.caller(ctx).name());
    ctx.response().setStatusCode(204).end();
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
    LiveViewer viewer =
        new LiveViewer(UUID.randomUUID().toString(), caller, socket, vertx.getOrCreateContext());
    Optional<String> refusal = viewers.add(viewer);
    if (refusal.isPresent()) {
      socket.close(CLOSE_TOO_MANY, refusal.get());
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
      Map<String, LiveWish> wishes = LiveWish.read(text);
      Set<String> unknown = hub.watch(viewer, wishes);
      viewer.tell(
          Json.write(
              new Watching(
                  "watching",
                  new TreeSet<>(wishes.keySet()),
                  unknown,
                  hub.streams(viewer),
                  System.currentTimeMillis())));
    } catch (MilepostException e) {
      viewer.tell(
          Json.write(
              new Refusal(
                  "error",
                  FailureCode.BAD_REQUEST.name().toLowerCase(Locale.ROOT),
                  e.getMessage())));
    }
  }

  private record Watching(
      String type,
      Set<String> cameras,
      Set<String> unknown,
      Collection<LiveWatch.Stream> streams,
      long utcMs) {}

  private record Refusal(String type, String code, String message) {}

  private record Sessions(List<LiveViewer.View> items, int limit, int perUser) {}
}
