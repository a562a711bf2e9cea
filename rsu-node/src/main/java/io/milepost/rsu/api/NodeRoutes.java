package io.milepost.rsu.api;

import io.milepost.protocol.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;

/** Nodes of the cluster as seen from this one. */
final class NodeRoutes {
  private final PeerDirectory peers;

  NodeRoutes(PeerDirectory peers) {
    this.peers = peers;
  }

  void mount(Router router, Doorkeeper door) {
    router.get("/api/v1/nodes").handler(door.atLeast(Role.VIEWER)).handler(this::list);
  }

  private void list(RoutingContext ctx) {
    Input.allow(ctx, Set.of());
    List<JsonObject> nodes = peers.nodes().stream().map(this::json).toList();
    ctx.response()
        .putHeader("Content-Type", "application/json")
        .putHeader("Cache-Control", "no-store")
        .end(new JsonObject().put("items", nodes).encode());
  }

  private JsonObject json(PeerDirectory.NodeView view) {
    JsonObject json =
        new JsonObject(Json.write(view.status()))
            .put("age_millis", view.ageMillis())
            .put("self", view.status().node().equals(peers.selfId()));
    return view.lost() ? json.put("state", "lost") : json;
  }
}
