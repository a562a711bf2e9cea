package io.milepost.rsu.api;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.CheckResult;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.healthchecks.Status;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Health and metrics. Liveness is open and says only that the event loop turns. Readiness answers
 * everybody with 200 or 503 and the checks by name; the reasons need a token. Metrics need a token
 * of any role, or the metrics token as bearer or as password of HTTP Basic.
 */
final class HealthRoutes {
  private static final String BASIC = "Basic ";

  private final HealthChecks checks;
  private final PrometheusMeterRegistry metrics;
  private final String metricsToken;
  private final Tokens tokens;
  private final WorkerExecutor workers;

  HealthRoutes(
      Vertx vertx, ApiSources sources, ApiConfig config, Tokens tokens, WorkerExecutor workers) {
    this.checks = HealthChecks.create(vertx);
    for (Map.Entry<String, Supplier<Optional<String>>> check : sources.readiness().entrySet()) {
      checks.register(check.getKey(), done -> run(check.getValue(), done));
    }
    this.metrics = sources.metrics();
    this.metricsToken = config.metricsToken();
    this.tokens = tokens;
    this.workers = workers;
  }

  private static void run(Supplier<Optional<String>> check, Promise<Status> done) {
    Optional<String> reason;
    try {
      reason = check.get();
    } catch (RuntimeException e) {
      reason = Optional.of("the check itself failed: " + e.getMessage());
    }
    done.complete(
        reason.map(why -> Status.KO(new JsonObject().put("reason", why))).orElseGet(Status::OK));
  }

  void mount(Router router) {
    router
        .get("/health/live")
        .handler(ctx -> answer(ctx, 200, new JsonObject().put("status", "UP")));
    router.get("/health/ready").handler(this::ready);
    router.get("/metrics").handler(this::metrics);
  }

  private void ready(RoutingContext ctx) {
    Future<Boolean> known = entitled(ctx).map(true).otherwise(false);
    checks
        .checkStatus()
        .compose(result -> known.map(told -> report(result, told)))
        .onSuccess(
            report -> answer(ctx, "UP".equals(report.getString("status")) ? 200 : 503, report))
        .onFailure(ctx::fail);
  }

  private static JsonObject report(CheckResult result, boolean withReasons) {
    JsonArray list = new JsonArray();
    if (result.getChecks() != null) {
      for (CheckResult check : result.getChecks()) {
        JsonObject entry =
            new JsonObject().put("id", check.getId()).put("status", check.getUp() ? "UP" : "DOWN");
        if (withReasons && !check.getUp()) {
          entry.put("reason", reason(check));
        }
        list.add(entry);
      }
    }
    return new JsonObject()
        .put("status", CheckResult.isUp(result) ? "UP" : "DOWN")
        .put("checks", list);
  }

  private static String reason(CheckResult check) {
    Status status = check.getStatus();
    if (status != null && status.getData() != null && status.getData().containsKey("reason")) {
      return status.getData().getString("reason");
    }
    return check.getFailure() == null ? "no answer in time" : check.getFailure().getMessage();
  }

  private void metrics(RoutingContext ctx) {
    entitled(ctx)
        .compose(ok -> workers.executeBlocking(() -> metrics.scrape(), false))
        .onSuccess(
            text ->
                ctx.response()
                    .putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                    .end(text))
        .onFailure(ctx::fail);
  }

  private Future<Void> entitled(RoutingContext ctx) {
    String header = ctx.request().getHeader("Authorization");
    if (header == null) {
      return Future.failedFuture(
          new MilepostException(
              FailureCode.UNAUTHENTICATED,
              "send an access token or the metrics token in the Authorization header"));
    }
    Optional<String> bearer = Doorkeeper.bearer(ctx.request());
    String secret = bearer.orElseGet(() -> password(header));
    if (metricsToken != null && MessageDigest.isEqual(utf8(secret), utf8(metricsToken))) {
      return Future.succeededFuture();
    }
    return tokens.checkAccess(secret).mapEmpty();
  }

  private static String password(String header) {
    if (!header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
      return "";
    }
    try {
      byte[] decoded = Base64.getDecoder().decode(header.substring(BASIC.length()).trim());
      String pair = new String(decoded, StandardCharsets.UTF_8);
      return pair.substring(pair.indexOf(':') + 1);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void answer(RoutingContext ctx, int status, JsonObject body) {
    ctx.response()
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .putHeader("Cache-Control", "no-store")
        .end(body.encode());
  }
}
