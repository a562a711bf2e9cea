package io.milepost.rsu.api;

import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.file.FileProps;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Clips as MP4, with byte ranges, from this node's disk or through the node that holds them. */
final class ClipRoutes {
  private final Vertx vertx;
  private final Function<String, Optional<Path>> clipFile;
  private final PeerDirectory peers;
  private final PeerProxy proxy;
  private final WorkerExecutor workers;

  ClipRoutes(
      Vertx vertx,
      Function<String, Optional<Path>> clipFile,
      PeerDirectory peers,
      PeerProxy proxy,
      WorkerExecutor workers) {
    this.vertx = vertx;
    this.workers = workers;
    this.clipFile = clipFile;
    this.peers = peers;
    this.proxy = proxy;
  }

  void mount(Router router, Doorkeeper door) {
    router.get("/api/v1/clips/:id").handler(door.atLeast(Role.VIEWER)).handler(this::clip);
  }

  private void clip(RoutingContext ctx) {
    // "v" is free for the caller, who changes it when the clip has grown to get past caches.
    Input.allow(ctx, Set.of("ticket", "node", "v"));
    String id = Input.id(ctx);
    String node = Input.node(ctx, "node");
    workers
        .executeBlocking(() -> clipFile.apply(id), false)
        .onSuccess(file -> answer(ctx, id, node, file))
        .onFailure(ctx::fail);
  }

  private void answer(RoutingContext ctx, String id, String node, Optional<Path> file) {
    if (file.isPresent()) {
      vertx
          .fileSystem()
          .props(file.get().toString())
          .onSuccess(props -> send(ctx, file.get(), props))
          .onFailure(ctx::fail);
      return;
    }
    List<String> holders =
        Doorkeeper.caller(ctx).isNode()
            ? List.of()
            : node == null || node.equals(peers.selfId()) ? peers.upPeers() : List.of(node);
    proxy.pass(ctx, holders, "clip " + id);
  }

  private static void send(RoutingContext ctx, Path file, FileProps props) {
    long size = props.size();
    String etag = "\"" + Long.toHexString(size) + "-" + props.lastModifiedTime() + "\"";
    HttpServerResponse response =
        ctx.response()
            .putHeader("Content-Type", "video/mp4")
            .putHeader("Accept-Ranges", "bytes")
            .putHeader("Cache-Control", "private, no-cache")
            .putHeader("ETag", etag);
    if (etag.equals(ctx.request().getHeader("If-None-Match"))) {
      response.setStatusCode(304).end();
      return;
    }
    String header = ctx.request().getHeader("Range");
    String condition = ctx.request().getHeader("If-Range");
    boolean ranged = ByteRange.isOne(header) && (condition == null || condition.equals(etag));
    if (!ranged) {
      response.sendFile(file.toString(), 0, size).onFailure(ctx::fail);
      return;
    }
    Optional<ByteRange> range = ByteRange.of(header, size);
    if (range.isEmpty()) {
      response.setStatusCode(416).putHeader("Content-Range", "bytes */" + size).end();
      return;
    }
    response
        .setStatusCode(206)
        .putHeader(
            "Content-Range", "bytes " + range.get().first() + "-" + range.get().last() + "/" + size)
        .sendFile(file.toString(), range.get().first(), range.get().length())
        .onFailure(ctx::fail);
  }
}
