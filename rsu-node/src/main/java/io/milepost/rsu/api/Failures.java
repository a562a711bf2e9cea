package io.milepost.rsu.api;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.json.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where a failure becomes an HTTP answer. */
final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
  private static final String CORRELATION = "X-Correlation-Id";
  private static final Pattern ACCEPTABLE = Pattern.compile("[A-Za-z0-9-]{1,64}");

  private Failures() {}

  /** Puts the handlers of failures into a router. */
  static void mount(Router router) {
    router.route().handler(Failures::correlate);
    router.route().failureHandler(Failures::answer);
    for (int status : new int[] {404, 405, 406, 415}) {
      router.errorHandler(status, Failures::answer);
    }
  }

  private static void correlate(RoutingContext ctx) {
    String given = ctx.request().getHeader(CORRELATION);
    String id =
        given != null && ACCEPTABLE.matcher(given).matches() ? given : UUID.randomUUID().toString();
    ctx.put(CORRELATION, id);
    ctx.response().putHeader(CORRELATION, id);
    ctx.next();
  }

  private static void answer(RoutingContext ctx) {
    HttpServerResponse response = ctx.response();
    if (response.ended() || response.closed()) {
      return;
    }
    if (response.headWritten()) {
      // Too late for a status; a broken connection is the only honest answer left.
      ctx.request().connection().close();
      return;
    }
    Throwable cause = ctx.failure();
    Failure failure = failureOf(ctx, cause);
    if (failure.status >= 500 && !(cause instanceof MilepostException)) {
      LOG.error(
          "request failed method={} path={} correlation_id={}",
          ctx.request().method(),
          ctx.request().path(),
          failure.correlationId,
          cause);
    } else {
      LOG.debug(
          "request refused method={} path={} status={} reason={}",
          ctx.request().method(),
          ctx.request().path(),
          failure.status,
          failure.message);
    }
    if (failure.status == 401) {
      response.putHeader("WWW-Authenticate", "Bearer realm=\"milepost\"");
    }
    response
        .setStatusCode(failure.status)
        .putHeader("Content-Type", "application/json")
        .putHeader("Cache-Control", "no-store")
        .end(Buffer.buffer(Json.writeBytes(failure)));
  }

  private static Failure failureOf(RoutingContext ctx, Throwable cause) {
    String id = ctx.get(CORRELATION);
    if (cause instanceof MilepostException known && known.code() != FailureCode.INTERNAL) {
      return new Failure(known.code().httpStatus(), codeOf(known.code()), known.getMessage(), id);
    }
    int status = cause instanceof HttpException http ? http.getStatusCode() : ctx.statusCode();
    String path = ctx.request().method() + " " + ctx.request().path();
    return switch (status) {
      case 400 -> new Failure(400, "bad_request", "the request is not understandable", id);
      case 403 -> new Failure(403, "forbidden", "this is not allowed", id);
      case 404 -> new Failure(404, "not_found", "there is no " + path, id);
      case 405 -> new Failure(405, "method_not_allowed", "there is no " + path, id);
      case 413 -> new Failure(413, "too_large", "the body is larger than 64 KiB", id);
      case 415 -> new Failure(415, "unsupported_media_type", "send application/json", id);
      default ->
          new Failure(
              500, "internal", "a fault of ours; the log names it under the correlation id", id);
    };
  }

  private static String codeOf(FailureCode code) {
    return code.name().toLowerCase(Locale.ROOT);
  }

  /** Form of every failure. */
  private record Failure(
      @JsonIgnore int status,
      String code,
      String message,
      @JsonProperty("correlation_id") String correlationId) {}
}
