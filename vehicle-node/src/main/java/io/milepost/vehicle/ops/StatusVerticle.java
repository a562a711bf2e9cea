package io.milepost.vehicle.ops;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.json.Json;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * {@code GET /health/live}, {@code /metrics} (Prometheus) and {@code /state} (JSON) on the loopback
 * address, read-only.
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
  private final Supplier<?> state;
  private HttpServer server;

  /**
   * Not deployed yet.
   *
   * @param port 0 for a free one
   * @param listening whether the receiver works
   * @param state what {@code /state} shows, a record
   */
  public StatusVerticle(
      String host,
      int port,
      PrometheusMeterRegistry registry,
      BooleanSupplier listening,
      Supplier<?> state) {
    this.host = host;
    this.port = port;
    this.registry = registry;
    this.listening = listening;
    this.state = state;
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
      case "/metrics" ->
          reply(request, 200, "text/plain; version=0.0.4; charset=utf-8", registry.scrape());
      case "/state" -> reply(request, 200, JSON, Json.write(state.get()));
      default -> reply(request, 404, JSON, "{\"error\":\"no such page\"}");
    }
  }

  private static void reply(HttpServerRequest request, int status, String type, String body) {
    request.response().setStatusCode(status).putHeader("content-type", type).end(body);
  }

  /** Port in use, after deployment. */
  public int port() {
    return server.actualPort();
  }
}
