package io.milepost.vehicle.display;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.json.Json;
import io.milepost.vehicle.receive.VehicleState;
import io.vertx.core.Vertx;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DisplayVerticleTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<AutoCloseable> open = new ArrayList<>();
  private volatile VehicleState state =
      States.of("none", null, States.NO_POSITION, List.of(States.HEARD));
  private DisplayVerticle display;

  @BeforeEach
  void start() {
    display = new DisplayVerticle("127.0.0.1", 0, () -> state, Duration.ofSeconds(5), registry);
    vertx.deployVerticle(display).toCompletionStage().toCompletableFuture().join();
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void shouldPushADecisionAtOnceAndASignOfLifeEverySecond() throws Exception {
    List<JsonNode> pictures = new CopyOnWriteArrayList<>();
    follow(pictures);
    await().until(() -> !pictures.isEmpty());
    assertThat(pictures.get(0).get("action").asText()).isEqualTo("none");
    state =
        States.of(
            "slow_down",
            "rsu-a/1",
            States.DRIVING,
            List.of(States.HEARD),
            States.alert(1, IncidentType.COLLISION, 412.3, "straight", null));
    display.changed();
    await().until(() -> last(pictures).get("action").asText().equals("slow_down"));
    assertThat(last(pictures).get("main").get("distance_m").asInt()).isEqualTo(412);
    assertThat(last(pictures).get("speed_mps").asDouble()).isEqualTo(25);
    int sofar = pictures.size();
    await().until(() -> pictures.size() > sofar);
    assertThat(last(pictures).get("at").asLong() - pictures.get(sofar - 1).get("at").asLong())
        .as("nothing has changed, so only a sign of life follows")
        .isGreaterThan(500);
  }

  private static JsonNode last(List<JsonNode> pictures) {
    return pictures.get(pictures.size() - 1);
  }

  @Test
  void shouldRefuseTheNinthPageAndForgetThoseThatLeave() throws Exception {
    for (int i = 0; i < DisplayVerticle.MAX_PAGES; i++) {
      follow(new CopyOnWriteArrayList<>());
    }
    await().until(() -> pages() == DisplayVerticle.MAX_PAGES);
    assertThat(get("/events").statusCode()).isEqualTo(503);
    for (AutoCloseable each : open) {
      each.close();
    }
    open.clear();
    await().until(() -> pages() == 0);
  }

  @Test
  void shouldSkipPicturesForAPageThatDoesNotRead() throws Exception {
    Socket lazy = new Socket("127.0.0.1", display.port());
    open.add(lazy);
    lazy.setReceiveBufferSize(4096);
    lazy.getOutputStream()
        .write("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));
    await().until(() -> pages() == 1);
    var skipped = registry.counter("milepost.vehicle.display.skipped");
    int[] number = {0};
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(1))
        .until(
            () -> {
              VehicleState.Alert[] many = new VehicleState.Alert[60];
              for (int i = 0; i < many.length; i++) {
                many[i] =
                    States.alert(++number[0], IncidentType.FIRE, 100 + number[0], "road", null);
              }
              state = States.of("inform", "none", States.DRIVING, List.of(States.HEARD), many);
              for (int i = 0; i < 50; i++) {
                display.changed();
              }
              return skipped.count() > 3;
            });
    assertThat(pages()).isEqualTo(1);
  }

  @Test
  void shouldServeItsFilesToItsOwnAddressOnly() throws Exception {
    for (String path : List.of("/", "/display.css", "/display.js", "/icons.js", "/icon.svg")) {
      HttpResponse<String> response = get(path);
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.headers().firstValue("content-security-policy")).isPresent();
    }
    assertThat(get("/../secret").statusCode()).isEqualTo(404);
    HttpRequest post =
        HttpRequest.newBuilder(uri("/")).POST(HttpRequest.BodyPublishers.noBody()).build();
    assertThat(http.send(post, HttpResponse.BodyHandlers.discarding()).statusCode()).isEqualTo(405);
    try (Socket rebound = new Socket("127.0.0.1", display.port())) {
      rebound
          .getOutputStream()
          .write(
              "GET /events HTTP/1.1\r\nHost: evil.example\r\n\r\n"
                  .getBytes(StandardCharsets.UTF_8));
      byte[] head = rebound.getInputStream().readNBytes(12);
      assertThat(new String(head, StandardCharsets.UTF_8)).isEqualTo("HTTP/1.1 421");
    }
  }

  private void follow(List<JsonNode> pictures) throws Exception {
    HttpResponse<Stream<String>> response =
        http.send(
            HttpRequest.newBuilder(uri("/events")).build(), HttpResponse.BodyHandlers.ofLines());
    assertThat(response.statusCode()).isEqualTo(200);
    Stream<String> lines = response.body();
    open.add(lines);
    Thread reader =
        new Thread(
            () -> {
              try {
                lines
                    .filter(line -> line.startsWith("data: "))
                    .forEach(line -> pictures.add(Json.read(line.substring(6), JsonNode.class)));
              } catch (RuntimeException expected) {
                // The test is over.
              }
            });
    reader.setDaemon(true);
    reader.start();
  }

  private HttpResponse<String> get(String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + display.port() + path);
  }

  private int pages() {
    return (int) registry.get("milepost.vehicle.display.pages").gauge().value();
  }
}
