package io.milepost.vehicle.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.milepost.vehicle.receive.VehicleState;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StatusVerticleTest {
  private final Vertx vertx = Vertx.vertx();
  private volatile boolean listening = true;
  private volatile Long silentMillis;
  private StatusVerticle status;

  @BeforeEach
  void start() {
    status =
        new StatusVerticle(
            "127.0.0.1",
            0,
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
            () -> listening,
            this::state,
            Duration.ofSeconds(5));
    vertx.deployVerticle(status).toCompletionStage().toCompletableFuture().join();
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void shouldBeReadyOnlyWhileSomebodyIsHeard() throws Exception {
    assertThat(get("/health/ready")).startsWith("503").contains("no reception since start");
    silentMillis = 4_999L;
    assertThat(get("/health/ready")).isEqualTo("200 {\"status\":\"up\"}");
    silentMillis = 12_300L;
    assertThat(get("/health/ready")).startsWith("503").contains("no reception for 12 s");
    assertThat(get("/metrics")).contains("milepost_vehicle_silence_seconds 12.3");
    assertThat(get("/health/live")).as("silence is not its death").startsWith("200");
    listening = false;
    silentMillis = 1L;
    assertThat(get("/health/ready")).startsWith("503").contains("receiver does not listen");
    assertThat(get("/health/live")).startsWith("503");
  }

  private VehicleState state() {
    return new VehicleState(
        "none",
        "no alert is active",
        List.of(),
        List.of(),
        Map.of(),
        0,
        null,
        silentMillis,
        new VehicleState.Position("none", "", null, null, null, null, null));
  }

  private String get(String path) throws Exception {
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + status.port() + path))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    return response.statusCode() + " " + response.body();
  }
}
