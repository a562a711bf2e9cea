package io.milepost.rsu.api;

import io.milepost.protocol.message.ModelRequest;
import io.milepost.protocol.message.ModelState;
import io.milepost.protocol.message.Topics;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Set;

/** This node's detector: what it is, and another one in its place. */
final class ModelRoutes {
  /** Loading and testing a large model takes some seconds, more on a small processor. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Vertx vertx;

  ModelRoutes(Vertx vertx) {
    this.vertx = vertx;
  }

  /** The body of a change. */
  record Change(String path) {}

  void mount(Router router, Doorkeeper door) {
    router.get("/api/v1/model").handler(door.atLeast(Role.VIEWER)).handler(this::tell);
    router.post("/api/v1/model").handler(door.atLeast(Role.ADMIN)).handler(this::change);
  }

  private void tell(RoutingContext ctx) {
    Input.allow(ctx, Set.of());
    ask(ctx, null);
  }

  private void change(RoutingContext ctx) {
    Input.allow(ctx, Set.of());
    String path = Input.body(ctx, Change.class).path();
    if (path == null || path.isBlank()) {
      throw Input.refuse("path is missing; name a file in the models folder");
    }
    ask(ctx, path);
  }

  private void ask(RoutingContext ctx, String path) {
    ModelRequest request = new ModelRequest(path, Doorkeeper.caller(ctx).name());
    Answers.json(ctx, Topics.MODEL.request(vertx.eventBus(), request, ModelState.class, PATIENCE));
  }
}
