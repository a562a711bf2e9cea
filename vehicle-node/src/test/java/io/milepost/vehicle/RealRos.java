package io.milepost.vehicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.protocol.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * A vehicle process that publishes natively, and subscribers that are processes too. On the
 * loopback interface, in a DDS domain of their own.
 */
abstract class RealRos extends RealRoad {
  static final Path NATIVE = Path.of("src", "test", "native").toAbsolutePath();
  private static final String ON_LOOPBACK =
      "<CycloneDDS><Domain><General><Interfaces><NetworkInterface name=\"lo\"/></Interfaces>"
          + "<AllowMulticast>false</AllowMulticast></General><Discovery>"
          + "<ParticipantIndex>auto</ParticipantIndex><Peers><Peer address=\"127.0.0.1\"/></Peers>"
          + "</Discovery></Domain></CycloneDDS>";

  @TempDir static Path built;

  private final String domain = String.valueOf(100 + new Random().nextInt(100));
  private final List<Program> programs = new ArrayList<>();

  /** A process and the lines it has printed. */
  record Program(Process process, List<String> lines) {
    List<JsonNode> alerts() {
      return starting("alert ").map(line -> json(line.split(" ", 3)[2])).toList();
    }

    List<String> twists() {
      return starting("twist ").map(line -> line.split(" ", 3)[2]).toList();
    }

    private Stream<String> starting(String word) {
      return lines.stream().filter(line -> line.startsWith(word));
    }

    boolean heard(String kind, String decision) {
      return alerts().stream()
          .anyMatch(
              a ->
                  a.get("kind").asText().equals(kind)
                      && a.get("decision").asText().equals(decision));
    }
  }

  @AfterEach
  void end() {
    programs.forEach(program -> program.process().destroyForcibly());
  }

  static void awaitSilence(Program listener) {
    await()
        .until(
            () -> {
              int before = listener.twists().size();
              await().pollDelay(Duration.ofMillis(600)).until(() -> true);
              return listener.twists().size() == before;
            });
  }

  Program subscriber(String prefix, String durability) throws Exception {
    Program program =
        launch(List.of(built.resolve("subscriber").toString(), domain, prefix, durability));
    await().until(() -> program.lines().contains("listening"));
    return program;
  }

  Program car(String... more) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-Xmx64m", "-XX:+UseSerialGC", "-Djava.net.preferIPv4Stack=true", "-cp"));
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add("io.milepost.vehicle.VehicleMain");
    command.addAll(List.of("--iface", "lo", "--group", GROUP, "--port", "" + port));
    command.addAll(List.of("--hmac-key", KEY, "--drop-unsigned", "--rsu-timeout-s", "0.7"));
    command.addAll(List.of("--data", folder.resolve("car").toString(), "--metrics-port", "0"));
    command.addAll(List.of("--ros2", "dds:" + domain, "--cmd-vel", "--slow-down-mps", "4"));
    command.addAll(List.of("--cmd-vel-release-ms", "300"));
    command.addAll(List.of(more));
    Program car = launch(command);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> car.lines().stream().anyMatch(line -> line.startsWith("[READY]")));
    return car;
  }

  private Program launch(List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("CYCLONEDDS_URI", ON_LOOPBACK);
    Process process = builder.start();
    List<String> lines = new CopyOnWriteArrayList<>();
    Thread reader =
        new Thread(
            () -> {
              try (BufferedReader in =
                  new BufferedReader(
                      new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                in.lines().forEach(lines::add);
              } catch (IOException | UncheckedIOException e) {
                lines.add("ended: " + e.getMessage());
              }
            });
    reader.setDaemon(true);
    reader.start();
    Program program = new Program(process, lines);
    programs.add(program);
    return program;
  }

  static double metric(Program car, String name) throws Exception {
    String ready =
        car.lines().stream().filter(line -> line.startsWith("[READY]")).findFirst().orElseThrow();
    String url = ready.substring(ready.indexOf("http://")) + "/metrics";
    String page =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(url)).build(),
                HttpResponse.BodyHandlers.ofString())
            .body();
    String line = page.lines().filter(l -> l.startsWith(name)).findFirst().orElseThrow();
    return Double.parseDouble(line.substring(line.lastIndexOf(' ')));
  }

  static JsonNode json(String text) {
    try {
      return Json.mapper().readTree(text);
    } catch (IOException e) {
      throw new AssertionError("no JSON: " + text, e);
    }
  }

  static boolean has(String... command) {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() >= 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  static void run(Path in, String... command) throws Exception {
    Path log = in.resolve("log.txt");
    Process process =
        new ProcessBuilder(command)
            .directory(in.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(process.waitFor()).as(() -> text(log)).isZero();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.getMessage();
    }
  }
}
