package io.milepost.rsu.api;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.message.CameraChange;
import io.milepost.protocol.message.CameraChange.Action;
import io.milepost.protocol.message.CameraSettings;
import io.milepost.protocol.message.SourceFound;
import io.milepost.protocol.message.Topics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Set;

/**
 * Takes cameras in, changes them and lets them go, at whichever node of the cluster, and tries
 * sources. Sources come in with name and password and go out without.
 */
final class CameraSetRoutes {
  /** A node opens a source for as long as {@code capture.connect_timeout_s} allows, twice. */
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final Vertx vertx;
  private final PeerDirectory peers;

  CameraSetRoutes(Vertx vertx, PeerDirectory peers) {
    this.vertx = vertx;
    this.peers = peers;
  }

  void mount(Router router, Doorkeeper door) {
    String one = "/api/v1/cameras/:id";
    router.post("/api/v1/cameras").handler(door.atLeast(Role.ADMIN)).handler(this::add);
    router.post("/api/v1/cameras/check").handler(door.atLeast(Role.ADMIN)).handler(this::check);
    router.get(one + "/config").handler(door.atLeast(Role.OPERATOR)).handler(this::show);
    router.patch(one).handler(door.atLeast(Role.ADMIN)).handler(this::change);
    router.put(one).handler(door.atLeast(Role.ADMIN)).handler(this::replace);
    router.delete(one).handler(door.atLeast(Role.ADMIN)).handler(this::remove);
  }

  private void show(RoutingContext ctx) {
    of(ctx, Action.SHOW, null);
  }

  private void change(RoutingContext ctx) {
    of(ctx, Action.CHANGE, values(ctx));
  }

  private void replace(RoutingContext ctx) {
    of(ctx, Action.REPLACE, values(ctx));
  }

  private void remove(RoutingContext ctx) {
    of(ctx, Action.REMOVE, null);
  }

  private void of(RoutingContext ctx, Action action, String values) {
    Input.allow(ctx, Set.of());
    String id = Input.cameraId(ctx);
    String node =
        peers
            .ownerOf(id)
            .orElseThrow(
                () -> new MilepostException(FailureCode.NOT_FOUND, "there is no camera " + id));
    Answers.json(ctx, ask(ctx, node, action, id, values));
  }

  private void add(RoutingContext ctx) {
    Input.allow(ctx, Set.of("node"));
    String values = values(ctx);
    String id = String.valueOf(new JsonObject(values).getValue("id"));
    if (peers.ownerOf(id).isPresent()) {
      throw new MilepostException(
          FailureCode.CONFLICT, "there is a camera " + id + " already; ids are unique");
    }
    ask(ctx, node(ctx), Action.ADD, null, values)
        .onSuccess(
            added -> {
              ctx.response().setStatusCode(201);
              Answers.json(ctx, added);
            })
        .onFailure(ctx::fail);
  }

  private void check(RoutingContext ctx) {
    Input.allow(ctx, Set.of("node"));
    CameraChange change =
        new CameraChange(Action.CHECK, null, values(ctx), Doorkeeper.caller(ctx).name());
    Answers.json(
        ctx,
        Topics.cameraSet(node(ctx)).request(vertx.eventBus(), change, SourceFound.class, PATIENCE));
  }

  private Future<CameraSettings> ask(
      RoutingContext ctx, String node, Action action, String id, String values) {
    CameraChange change = new CameraChange(action, id, values, Doorkeeper.caller(ctx).name());
    return Topics.cameraSet(node).request(vertx.eventBus(), change, CameraSettings.class, PATIENCE);
  }

  /** The node meant; this one unless another is named. */
  private String node(RoutingContext ctx) {
    String named = Input.node(ctx, "node");
    if (named == null) {
      return peers.selfId();
    }
    if (!peers.isUp(named)) {
      throw new MilepostException(FailureCode.NOT_FOUND, "there is no node " + named);
    }
    return named;
  }

  /** The body as it came: writing it anew would lose what is null. */
  private static String values(RoutingContext ctx) {
    Buffer body = Buffer.buffer(Input.bytes(ctx));
    try {
      return new JsonObject(body).isEmpty() ? "{}" : body.toString();
    } catch (DecodeException e) {
      throw Input.refuse("the body must be a JSON object with a camera's keys");
    }
  }
}
