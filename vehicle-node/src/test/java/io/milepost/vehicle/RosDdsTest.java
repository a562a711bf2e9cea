package io.milepost.vehicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.json.Json;
import io.milepost.protocol.message.IncidentChanged.Change;
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
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A vehicle process that publishes natively, and CycloneDDS itself as the subscriber: a C program
 * with types that idlc generates. On the loopback interface, in a DDS domain of its own.
 */
class RosDdsTest extends RealRoad {
  private static final Path NATIVE = Path.of("src", "test", "native").toAbsolutePath();
  private static final String ON_LOOPBACK =
      "<CycloneDDS><Domain><General><Interfaces><NetworkInterface name=\"lo\"/></Interfaces>"
          + "<AllowMulticast>false</AllowMulticast></General><Discovery>"
          + "<ParticipantIndex>auto</ParticipantIndex><Peers><Peer address=\"127.0.0.1\"/></Peers>"
          + "</Discovery></Domain></CycloneDDS>";

  @TempDir private static Path built;

  private final String domain = String.valueOf(100 + new Random().nextInt(100));
  private final List<Program> programs = new ArrayList<>();

  /** A process and the lines it has printed. */
  private record Program(Process process, List<String> lines) {
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

  @BeforeAll
  static void build() throws Exception {
    assumeTrue(has("idlc", "-v") && has("gcc", "--version"), "idlc or gcc is not installed");
    run(built, "idlc", NATIVE.resolve("ros.idl").toString());
    run(
        built,
        "gcc",
        "-I.",
        "-o",
        "subscriber",
        NATIVE.resolve("ros_subscriber.c").toString(),
        "ros.c",
        "-lddsc");
  }

  @AfterEach
  void end() {
    programs.forEach(program -> program.process().destroyForcibly());
  }

  @Test
  void shouldReachRealSubscribersWhenAlertsComeGoAndAreLost() throws Exception {
    Program early = subscriber("/car1/", "volatile");
    Program car = car("--ros-namespace", "/car1");
    deploy(1, KEY);
    publish(Change.CONFIRMED, "i1", IncidentType.COLLISION, 400);
    await().until(() -> early.heard("recv", "slow_down") && early.twists().size() > 5);
    assertThat(early.twists()).allMatch("4 0 0 0 0 0"::equals);
    JsonNode alert = early.alerts().get(0);
    assertThat(alert.get("src").asText()).isEqualTo("rsu-a");
    assertThat(alert.get("verified").asBoolean()).isTrue();
    assertThat(alert.get("alert").get("type").asText()).isEqualTo("collision");
    assertThat(alert.get("alert").get("distance_m").asDouble()).isEqualTo(400);

    publish(Change.CONFIRMED, "i2", IncidentType.BLOCKAGE, 150);
    await().until(() -> early.twists().contains("0 0 0 0 0 0"));
    Program late = subscriber("/car1/", "transient");
    await().until(() -> late.heard("decide", "stop") && late.twists().size() > 5);
    assertThat(late.alerts().get(0).get("n").asInt()).isEqualTo(1);
    assertThat(late.twists()).allMatch("0 0 0 0 0 0"::equals);

    publish(Change.RESOLVED, "i2", IncidentType.BLOCKAGE, 150);
    publish(Change.RESOLVED, "i1", IncidentType.COLLISION, 400);
    await().until(() -> early.heard("decide", "none"));
    awaitSilence(early);
    assertThat(early.twists().get(early.twists().size() - 1)).isEqualTo("0 0 0 0 0 0");
    assertThat(metric(car, "milepost_vehicle_ros_subscribers{topic=\"v2x/alert\"}")).isEqualTo(2);
    System.out.printf(
        "vehicle clock at decision to C subscriber: %s ms; cap messages %d%n",
        early.lines().stream()
            .filter(line -> line.startsWith("alert "))
            .map(
                line ->
                    Long.parseLong(line.split(" ")[1]) / 1000
                        - json(line.split(" ", 3)[2]).get("at").asLong())
            .toList(),
        early.twists().size());

    publish(Change.CONFIRMED, "i3", IncidentType.BLOCKAGE, 150);
    int before = early.twists().size();
    await().until(() -> early.twists().size() > before);
    vertx.undeploy(deployment).toCompletionStage().toCompletableFuture().join();
    await().until(() -> early.heard("lost", "none"));
    awaitSilence(early);

    car.process().destroy();
    await().until(() -> early.heard("down", "none"));
    assertThat(car.process().waitFor(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void shouldKeepServingTheOthersWhenASubscriberIsKilledAndComesBack() throws Exception {
    Program first = subscriber("/", "transient");
    Program second = subscriber("/", "transient");
    Program car = car();
    deploy(1, KEY);
    publish(Change.CONFIRMED, "i1", IncidentType.BLOCKAGE, 150);
    await().until(() -> !first.twists().isEmpty() && !second.twists().isEmpty());
    first.process().destroyForcibly().waitFor();
    // Far more than a writer keeps, with one reader that never acknowledges.
    int before = second.twists().size();
    await().until(() -> second.twists().size() > before + 30);
    publish(Change.UPDATED, "i1", IncidentType.BLOCKAGE, 120);
    await().until(() -> second.alerts().size() >= 3);
    Program again = subscriber("/", "transient");
    await().until(() -> again.alerts().size() >= 3 && !again.twists().isEmpty());
    assertThat(
            metric(car, "milepost_vehicle_ros_dropped_total{reason=\"failed\",topic=\"cmd_vel\"}"))
        .isZero();
    // A killed vehicle says nothing more; the messages end as they do on release.
    car.process().destroyForcibly().waitFor();
    awaitSilence(second);
  }

  private static void awaitSilence(Program listener) {
    await()
        .until(
            () -> {
              int before = listener.twists().size();
              await().pollDelay(Duration.ofMillis(600)).until(() -> true);
              return listener.twists().size() == before;
            });
  }

  private Program subscriber(String prefix, String durability) throws Exception {
    Program program =
        launch(List.of(built.resolve("subscriber").toString(), domain, prefix, durability));
    await().until(() -> program.lines().contains("listening"));
    return program;
  }

  private Program car(String... more) throws Exception {
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

  private static double metric(Program car, String name) throws Exception {
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

  private static JsonNode json(String text) {
    try {
      return Json.mapper().readTree(text);
    } catch (IOException e) {
      throw new AssertionError("no JSON: " + text, e);
    }
  }

  private static boolean has(String... command) {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() >= 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void run(Path in, String... command) throws Exception {
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
