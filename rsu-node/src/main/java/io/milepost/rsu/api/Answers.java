package io.milepost.rsu.api;

import io.milepost.protocol.json.Json;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;

/** Writes answers. */
final class Answers {
  private Answers() {}

  /** A value as JSON, never cached. */
  static void json(RoutingContext ctx, Object value) {
    ctx.response()
        .putHeader("Content-Type", "application/json")
        .putHeader("Cache-Control", "no-store")
        .end(Buffer.buffer(Json.writeBytes(value)));
  }

  /** The future's value as JSON, or its failure. */
  static void json(RoutingContext ctx, Future<?> value) {
    value.onSuccess(v -> json(ctx, v)).onFailure(ctx::fail);
  }
}
