package io.milepost.vehicle.ops;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.json.Json;
import io.milepost.vehicle.receive.VehicleState;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * {@code GET /health/live}, {@code /health/ready} (not before an RSU is heard, nor in silence),
 * {@code /metrics} (Prometheus) and {@code /state} (JSON) on the loopback address, read-only.
 *
 * <p><em>Consumes</em> HTTP requests.
 *
 * <p><em>Publishes</em> nothing.
 *
 * <p><em>Threading</em> event loop; reads state under the receiver's short lock.
 *
 * <p><em>Drops</em> nothing; idle connections end after 30 s.
 */
public final class StatusVerticle extends VerticleBase {
  private static final int IDLE_SECONDS = 30;
  private static final String JSON = "application/json";

  private final String host;
  private final int port;
  private final PrometheusMeterRegistry registry;
  private final BooleanSupplier listening;
  private final Supplier<VehicleState> state;
  private final Duration rsuTimeout;
  private final long started = System.nanoTime();
  private HttpServer server;

  /**
   * Not deployed yet.
   *
   * @param port 0 for a free one
   * @param listening whether the receiver works
   * @param state what {@code /state} shows
   * @param rsuTimeout silence after which it is not ready
   */
  public StatusVerticle(
      String host,
      int port,
      PrometheusMeterRegistry registry,
      BooleanSupplier listening,
      Supplier<VehicleState> state,
      Duration rsuTimeout) {
    this.host = host;
    this.port = port;
    this.registry = registry;
    this.listening = listening;
    this.state = state;
    this.rsuTimeout = rsuTimeout;
    registry.gauge("milepost.vehicle.silence.seconds", this, self -> self.silentMillis() / 1000.0);
  }

  @Override
  public Future<?> start() {
    return vertx
        .createHttpServer(new HttpServerOptions().setIdleTimeout(IDLE_SECONDS))
        .requestHandler(this::answer)
        .listen(port, host)
        .onSuccess(listening -> server = listening)
        .recover(
            e ->
                Future.failedFuture(
                    new MilepostException(
                        FailureCode.CONFIGURATION,
                        "port "
                            + port
                            + " on "
                            + host
                            + " cannot be used: "
                            + e.getMessage()
                            + "; choose another with --metrics-port",
                        e)));
  }

  private void answer(HttpServerRequest request) {
    if (request.method() != HttpMethod.GET) {
      reply(request, 405, JSON, "{\"error\":\"only GET is possible here\"}");
      return;
    }
    switch (request.path()) {
      case "/health/live" -> {
        boolean up = listening.getAsBoolean();
        String body =
            Json.write(
                up
                    ? Map.of("status", "up")
                    : Map.of("status", "down", "reason", "the receiver does not listen"));
        reply(request, up ? 200 : 503, JSON, body);
      }
      case "/health/ready" -> ready(request);
      case "/metrics" ->
          reply(request, 200, "text/plain; version=0.0.4; charset=utf-8", registry.scrape());
      case "/state" -> reply(request, 200, JSON, Json.write(state.get()));
      default -> reply(request, 404, JSON, "{\"error\":\"no such page\"}");
    }
  }

  private long silentMillis() {
    Long silent = state.get().silentMillis();
    return silent != null ? silent : TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
  }

  private void ready(HttpServerRequest request) {
    VehicleState now = state.get();
    String reason = null;
    if (!listening.getAsBoolean()) {
      reason = "the receiver does not listen";
    } else if (now.silentMillis() == null) {
      reason = "no reception since start, " + silentMillis() / 1000 + " s ago";
    } else if (now.silentMillis() >= rsuTimeout.toMillis()) {
      reason = "no reception for " + now.silentMillis() / 1000 + " s";
    }
    Map<String, String> body =
        reason == null ? Map.of("status", "up") : Map.of("status", "down", "reason", reason);
    reply(request, reason == null ? 200 : 503, JSON, Json.write(body));
  }

  private static void reply(HttpServerRequest request, int status, String type, String body) {
    request.response().setStatusCode(status).putHeader("content-type", type).end(body);
  }

  /** Port in use, after deployment. */
  public int port() {
    return server.actualPort();
  }
}
