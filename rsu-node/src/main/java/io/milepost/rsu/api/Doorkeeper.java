package io.milepost.rsu.api;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/**
 * Finds out who is calling and lets only those pass who may. Vert.x's own JWTAuthHandler reads the
 * Authorization header only, and browsers cannot set that on WebSockets and media elements.
 */
final class Doorkeeper {
  private static final String CALLER = "milepost.caller";
  private static final String BEARER = "Bearer ";

  private final Tokens tokens;

  Doorkeeper(Tokens tokens) {
    this.tokens = tokens;
  }

  /** Who passed this request's door. */
  static Caller caller(RoutingContext ctx) {
    return ctx.get(CALLER);
  }

  /** Lets callers pass whose role allows what {@code required} may do. */
  Handler<RoutingContext> atLeast(Role required) {
    return ctx ->
        identify(ctx)
            .onSuccess(
                caller -> {
                  if (caller.role().allows(required)) {
                    ctx.put(CALLER, caller);
                    ctx.next();
                  } else {
                    ctx.fail(
                        new MilepostException(
                            FailureCode.FORBIDDEN,
                            "this needs the role "
                                + required.code()
                                + "; you are signed in as "
                                + caller.role().code()));
                  }
                })
            .onFailure(ctx::fail);
  }

  private Future<Caller> identify(RoutingContext ctx) {
    Caller known = caller(ctx);
    if (known != null) {
      return Future.succeededFuture(known);
    }
    Optional<String> bearer = bearer(ctx.request());
    if (bearer.isPresent()) {
      return tokens.checkAccess(bearer.get());
    }
    String ticket = ctx.request().getParam("ticket");
    if (ticket != null && ctx.request().method().equals(HttpMethod.GET)) {
      return tokens.checkMediaTicket(ticket, ctx.request().path());
    }
    return Future.failedFuture(
        new MilepostException(
            FailureCode.UNAUTHENTICATED,
            "sign in at POST /api/v1/auth/login and send Authorization: Bearer <token>"));
  }

  /** For a WebSocket handshake: an Authorization header, or a single-use ticket in the URL. */
  Future<Caller> identifySocket(HttpServerRequest request) {
    Optional<String> bearer = bearer(request);
    if (bearer.isPresent()) {
      return tokens.checkAccess(bearer.get());
    }
    String ticket = request.getParam("ticket");
    return ticket == null
        ? Future.failedFuture(
            new MilepostException(FailureCode.UNAUTHENTICATED, "a ticket is missing in the URL"))
        : tokens.checkSocketTicket(ticket);
  }

  static Optional<String> bearer(HttpServerRequest request) {
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    return header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? Optional.of(header.substring(BEARER.length()).trim())
        : Optional.empty();
  }
}
