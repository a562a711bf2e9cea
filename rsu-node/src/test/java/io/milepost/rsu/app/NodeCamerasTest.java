package io.milepost.rsu.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.protocol.json.Json;
import io.milepost.rsu.camera.TestVideo;
import io.milepost.rsu.config.ConfigLoader;
import io.milepost.rsu.config.ConfigSchema;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real node whose cameras come and go over its API. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NodeCamerasTest {
  private static final Path HOME = Path.of(System.getProperty("milepost.home"));
  private final HttpClient http = HttpClient.newHttpClient();
  @TempDir static Path folder;
  private int port;
  private RsuNode node;
  private String token;

  private record Answer(int status, JsonNode body) {}

  @BeforeAll
  void start() throws Exception {
    TestVideo.write(folder.resolve("road.mp4"), "mp4", 320, 240, 25, 50, 25);
    TestVideo.write(folder.resolve("wide.mp4"), "mp4", 640, 360, 25, 50, 25);
    Files.writeString(
        folder.resolve("node.yaml"),
        "cameras:\n"
            + "  - {id: steady, source: 'file:road.mp4', loop: true, lat: 48, lon: 11}\n"
            + "  - {id: written, source: 'file:road.mp4', loop: true, lat: 48, lon: 11}\n");
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    boot();
  }

  private ConfigLoader loader() {
    return new ConfigLoader(ConfigSchema.beside(ConfigSchema.class, "rsu.schema.json"))
        .file(HOME.resolve("conf/rsu.yaml"))
        .file(folder.resolve("node.yaml"))
        .assignments(
            List.of(
                "node.data=" + folder.resolve("data"),
                "node.media_folders=" + folder,
                "perception.model=none",
                "broadcast.enabled=false",
                "broadcast.hmac_key=0123456789abcdef",
                "store.enabled=false",
                "cluster.enabled=false",
                "recording.min_free_gb=0",
                "api.admin_password=correct horse 42",
                "api.metrics_token=metrics-token-0123",
                "api.host=127.0.0.1",
                "api.port=" + port));
  }

  private void boot() throws Exception {
    RsuValues values =
        loader()
            .adjust(all -> new CameraFiles(folder.resolve("data")).lay(all))
            .load()
            .bind(RsuValues.class);
    RsuConfig config = RsuConfig.of(values, HOME);
    node =
        RsuNode.start(
            config,
            io.milepost.rsu.rules.RuleSource.fixed(config.ruleSets()),
            loader().load().bind(RsuValues.class));
    token =
        call("POST", "/auth/login", "{\"username\":\"admin\",\"password\":\"correct horse 42\"}")
            .body()
            .path("token")
            .asText();
  }

  @AfterAll
  void stop() {
    if (node != null) {
      node.close();
    }
  }

  private Answer call(String method, String path, String body) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1" + path))
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    HttpResponse<byte[]> answer =
        http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    return new Answer(answer.statusCode(), Json.read(answer.body(), JsonNode.class));
  }

  private Map<String, String> states() throws Exception {
    Map<String, String> states = new HashMap<>();
    for (JsonNode each : call("GET", "/cameras", null).body().path("items")) {
      states.put(each.path("id").asText(), each.path("state").asText());
    }
    return states;
  }

  private void awaitState(String camera, String state) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                state == null ? !states().containsKey(camera) : state.equals(states().get(camera)));
  }

  private String metrics() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
            .header("Authorization", "Bearer metrics-token-0123")
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  private double metric(String name, String camera) throws Exception {
    Matcher line =
        Pattern.compile(name + "\\{[^}]*camera=\"" + camera + "\"[^}]*} ([0-9.E-]+)")
            .matcher(metrics());
    return line.find() ? Double.parseDouble(line.group(1)) : Double.NaN;
  }

  @Test
  void shouldTakeInChangeAndLetGoWhileTheOthersNoticeNothing() throws Exception {
    awaitState("steady", "live");
    double packets = metric("milepost_camera_packets_total", "steady");
    long begun = System.nanoTime();

    String camera =
        "{\"id\":\"fresh\",\"source\":\"file:road.mp4\",\"loop\":true,\"lat\":48,\"lon\":11}";
    for (int i = 0; i < 3; i++) {
      Answer added = call("POST", "/cameras", camera);
      assertThat(added.status()).as(String.valueOf(added.body())).isEqualTo(201);
      assertThat(added.body().path("origin").asText()).isEqualTo("added");
      assertThat(added.body().path("values").path("transport").asText()).isEqualTo("tcp");
      awaitState("fresh", "live");
      assertThat(metric("milepost_recording_segments_total", "fresh")).isNotNaN();
      assertThat(call("POST", "/cameras", camera).status()).isEqualTo(409);
      Answer changed =
          call("PATCH", "/cameras/fresh", "{\"source\":\"file:wide.mp4\",\"name\":\"Wide\"}");
      assertThat(changed.status()).isEqualTo(200);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> call("GET", "/cameras", null).body().toString().contains("\"width\":640"));
      assertThat(call("DELETE", "/cameras/fresh", null).body().path("origin").asText())
          .isEqualTo("removed");
      awaitState("fresh", null);
      assertThat(metrics()).doesNotContain("camera=\"fresh\"");
    }

    double seconds = (System.nanoTime() - begun) / 1e9;
    double came = metric("milepost_camera_packets_total", "steady") - packets;
    assertThat(came).isGreaterThan(25 * seconds - 25);
    assertThat(metric("milepost_camera_reconnects_total", "steady")).isZero();
    assertThat(metric("milepost_recording_drops_total", "steady")).isZero();
    assertThat(folder.resolve("data/recordings/fresh")).isDirectory();
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void shouldKeepWhatWasChangedWhenTheNodeStartsAgain() throws Exception {
    String secret = "rtsp://op:geheim@127.0.0.1:1/x?password=auch";
    String added =
        "{\"id\":\"lone\",\"source\":\""
            + secret
            + "\",\"lat\":48,\"lon\":11,\"transport\":\"udp\"}";
    assertThat(call("POST", "/cameras", added).status()).isEqualTo(201);
    assertThat(call("PATCH", "/cameras/steady", "{\"name\":\"Bridge\"}").status()).isEqualTo(200);
    assertThat(call("DELETE", "/cameras/written", null).status()).isEqualTo(200);
    String whole =
        "{\"source\":\"file:wide.mp4\",\"loop\":true,\"lat\":1,\"lon\":2,\"road\":\"A9\"}";
    assertThat(call("POST", "/cameras", "{\"id\":\"again\"," + whole.substring(1)).status())
        .isEqualTo(201);
    assertThat(call("PUT", "/cameras/again", whole.replace("A9", "B2")).status()).isEqualTo(200);
    assertThat(call("PATCH", "/cameras/again", "{\"road\":null,\"name\":\"N\"}").status())
        .isEqualTo(200);
    assertThat(call("POST", "/cameras/steady/stop", null).status()).isEqualTo(200);
    Path kept = folder.resolve("data/cameras/lone.json");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)))
        .isEqualTo("rw-------");

    long before = System.currentTimeMillis();
    if (node != null) {
      node.close();
    }
    token = null;
    boot();
    awaitState("lone", "down");
    awaitState("steady", "stopped");
    assertThat(states()).doesNotContainKey("written");
    Answer shown = call("GET", "/cameras/lone/config", null);
    assertThat(shown.body().path("values").path("transport").asText()).isEqualTo("udp");
    assertThat(shown.body().toString()).doesNotContain("geheim").doesNotContain("auch");
    assertThat(call("GET", "/cameras", null).body().toString())
        .contains("Bridge")
        .doesNotContain("geheim");
    assertThat(call("GET", "/cameras/steady/config", null).body().path("origin").asText())
        .isEqualTo("changed");
    // It counted all the time: nobody had let it go.
    String asked = "/cameras/again/coverage?from=" + before + "&to=" + (before + 300);
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(call("GET", asked, null).body().path("stretches").toString())
                    .contains("state")
                    .doesNotContain("expected_none"));
    JsonNode again = call("GET", "/cameras/again/config", null).body().path("values");
    assertThat(again.path("name").asText()).isEqualTo("N");
    assertThat(again.path("road").asText()).isEmpty();
    assertThat(call("POST", "/cameras/steady/start", null).status()).isEqualTo(200);
    awaitState("steady", "live");
  }

  @Test
  void shouldSayWhatIsWrongAndLeaveEverythingAsItWas() throws Exception {
    Map<String, String> refused =
        Map.of(
            "{\"id\":\"x\",\"lat\":1,\"lon\":1}", "source: must be given",
            "{\"id\":\"x\",\"source\":\"file:/etc/passwd\",\"lat\":1,\"lon\":1}",
                "lies outside the media folders",
            "{\"id\":\"x\",\"source\":\"http://a/b\",\"lat\":1,\"lon\":1}", "not allowed",
            "{\"id\":\"x\",\"source\":\"sim:free\",\"lat\":1,\"lon\":1,\"sorce\":1}", "unknown key",
            "{\"id\":\"x\",\"source\":\"sim:free\",\"lat\":1,\"lon\":1,\"transport\":\"smoke\"}",
                "transport",
            "{\"id\":\"x\",\"source\":\"sim:free\",\"lat\":1,\"lon\":1,\"rules\":{\"stopped\":{\"x\":1}}}",
                "rules.stopped.x",
            "{\"id\":\"../x\",\"source\":\"sim:free\",\"lat\":1,\"lon\":1}", "id");
    for (Map.Entry<String, String> each : refused.entrySet()) {
      Answer answer = call("POST", "/cameras", each.getKey());
      assertThat(answer.status()).as(each.getKey()).isEqualTo(400);
      assertThat(answer.body().path("message").asText()).contains(each.getValue());
    }
    assertThat(call("PATCH", "/cameras/steady", "{\"id\":\"other\"}").status()).isEqualTo(400);
    assertThat(call("PATCH", "/cameras/none", "{\"name\":\"x\"}").status()).isEqualTo(404);
    assertThat(call("PATCH", "/cameras/steady", "{\"source\":null}").status()).isEqualTo(400);
    assertThat(states()).containsOnlyKeys("steady", "written");
    awaitState("steady", "live");
    assertThat(folder.resolve("data/cameras/steady.json")).doesNotExist();
  }

  @Test
  void shouldTryASourceAndSayWhatItDelivers() throws Exception {
    Answer found = call("POST", "/cameras/check", "{\"source\":\"file:wide.mp4\"}");
    assertThat(found.status()).isEqualTo(200);
    assertThat(found.body().path("codec").asText()).isEqualTo("h264");
    assertThat(found.body().path("width").asInt()).isEqualTo(640);
    assertThat(found.body().path("fps").asDouble()).isEqualTo(25);
    Answer closed =
        call("POST", "/cameras/check", "{\"source\":\"rtsp://u:geheim@127.0.0.1:1/x\"}");
    assertThat(closed.status()).isEqualTo(503);
    assertThat(closed.body().path("message").asText())
        .contains("Connection refused")
        .doesNotContain("geheim");
    Answer forbidden =
        call("POST", "/cameras/check", "{\"source\":\"rtsp://169.254.169.254/latest\"}");
    assertThat(forbidden.status()).isEqualTo(400);
    assertThat(call("POST", "/cameras/check", "{\"source\":\"file:/etc/passwd\"}").status())
        .isEqualTo(400);
    assertThat(call("POST", "/cameras/check", "{}").status()).isEqualTo(400);
    Answer known = call("POST", "/cameras/check", "{\"id\":\"steady\"}");
    assertThat(known.body().path("codec").asText()).isEqualTo("h264");
    assertThat(call("POST", "/cameras/check", "{\"id\":\"none\"}").status()).isEqualTo(404);
    String mine = token;
    token = null;
    assertThat(call("POST", "/cameras/check", "{}").status()).isEqualTo(401);
    token = mine;
  }
}
