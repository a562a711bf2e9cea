package io.milepost.bench.video;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.protocol.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A node with cameras in a process of its own, from the class path of this one, and its API. */
final class VideoNode implements AutoCloseable {
  private static final String PASSWORD = "bench-password-1";
  private static final Duration READY_LIMIT = Duration.ofSeconds(90);
  private static final long CLOCK_TICKS = 100;

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process process;
  private final int port;
  private final JsonNode session;

  private VideoNode(Process process, int port) throws IOException, InterruptedException {
    this.process = process;
    this.port = port;
    waitUntilReady();
    this.session =
        post(
            "/api/v1/auth/login",
            Json.write(Map.of("username", "admin", "password", PASSWORD)),
            null);
  }

  /**
   * Starts one that looks at 10 pictures a second whatever they show, and waits until it is ready.
   *
   * @param work an empty folder for its data and log
   * @param source of its one camera, {@code cam-1}
   * @param mediaFolder folder that may hold its video file, null for none
   */
  static VideoNode start(Path work, String source, Path mediaFolder)
      throws IOException, InterruptedException {
    Files.createDirectories(work);
    int port = free();
    Path config =
        Files.writeString(
            work.resolve("node.yaml"),
            "cameras:\n  - {id: cam-1, name: Bench, source: '"
                + source
                + "', loop: true, lat: 0, lon: 0, target_fps: 10}\nnode: {media_folders: ["
                + (mediaFolder == null ? "" : "'" + mediaFolder + "'")
                + "]}\nperception: {idle_fps: 10, suspicion_boost: 1}\n");
    String home = System.getProperty("milepost.home", Path.of("").toAbsolutePath().toString());
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-Djava.net.preferIPv4Stack=true",
                "-Dorg.bytedeco.javacpp.nopointergc=true",
                "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
                "-Dmilepost.home=" + home,
                "-Dlogback.configurationFile=" + Path.of(home, "conf", "logging.xml"),
                "-cp",
                System.getProperty("java.class.path"),
                "io.milepost.rsu.app.MilepostMain",
                "rsu",
                "--config",
                config.toString()));
    for (String value :
        List.of(
            "node.id=bench-live",
            "node.data=" + work.resolve("data"),
            "api.port=" + port,
            "api.admin_password=" + PASSWORD,
            "api.live_sessions=512",
            "api.live_sessions_per_user=512",
            "broadcast.hmac_key=bench-key-bench-key-bench-key",
            "broadcast.interfaces=lo",
            "broadcast.ttl=0",
            "broadcast.port=" + free())) {
      command.addAll(List.of("--set", value));
    }
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(work.resolve("node.log").toFile())
            .start();
    try {
      return new VideoNode(process, port);
    } catch (IOException | RuntimeException e) {
      process.destroyForcibly();
      throw new IOException(e.getMessage() + "; its log is " + work.resolve("node.log"), e);
    }
  }

  private void waitUntilReady() throws IOException, InterruptedException {
    long begun = System.nanoTime();
    while (!ready()) {
      if (!process.isAlive() || System.nanoTime() - begun > READY_LIMIT.toNanos()) {
        throw new IOException("the node did not become ready");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }

  private boolean ready() throws InterruptedException {
    try {
      return http.send(
                  HttpRequest.newBuilder(URI.create(url() + "/health/ready")).build(),
                  BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  /** What the console keeps of a sign-in. */
  JsonNode session() {
    return session;
  }

  String token() {
    return session.get("token").asText();
  }

  JsonNode get(String path) throws IOException, InterruptedException {
    return answer(
        HttpRequest.newBuilder(URI.create(url() + path))
            .header("Authorization", "Bearer " + token())
            .build());
  }

  private JsonNode post(String path, String body, String token)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url() + path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return answer(request.build());
  }

  private JsonNode answer(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw new IOException(request.uri() + " answers " + response.statusCode());
    }
    return Json.mapper().readTree(response.body());
  }

  /** Waits until its camera delivers. */
  void waitUntilLive() throws IOException, InterruptedException {
    long begun = System.nanoTime();
    while (!"live".equals(get("/api/v1/cameras").at("/items/0/state").asText())) {
      if (System.nanoTime() - begun > READY_LIMIT.toNanos()) {
        throw new IOException("the camera of the node does not come alive");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
    }
  }

  /** Processor time it has used so far, seconds (proc(5): utime and stime, in ticks of 1/100 s). */
  double cpuSeconds() throws IOException {
    String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / (double) CLOCK_TICKS;
  }

  static int free() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(15, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
