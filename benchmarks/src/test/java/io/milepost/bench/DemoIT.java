package io.milepost.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.protocol.json.Json;
import io.milepost.rsu.app.demo.NodeClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo as a stranger runs it: every process real, one incident through all of them. */
class DemoIT {
  private static final Path HOME = Path.of(System.getProperty("milepost.home"));
  private static final int LIMIT_SECONDS = 240;

  @TempDir Path folder;
  private Process demo;
  private final List<String> lines = new CopyOnWriteArrayList<>();

  private void start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(HOME.resolve("scripts/milepost").toString());
    command.add("demo");
    command.addAll(Arrays.asList(arguments));
    command.addAll(List.of("--data", folder.resolve("demo").toString()));
    demo = new ProcessBuilder(command).redirectError(folder.resolve("demo.err").toFile()).start();
    Thread reader =
        new Thread(
            () -> {
              try (BufferedReader in = demo.inputReader()) {
                in.lines().forEach(lines::add);
              } catch (IOException ignored) {
                // The demo has ended; what it said is in the list.
              }
            });
    reader.setDaemon(true);
    reader.start();
  }

  @AfterEach
  void leaveNothingBehind() throws InterruptedException {
    if (demo != null && demo.isAlive()) {
      List<ProcessHandle> family = demo.descendants().toList();
      demo.destroy();
      assertThat(demo.waitFor(40, TimeUnit.SECONDS)).as("demo ends when told to").isTrue();
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> family.stream().noneMatch(ProcessHandle::isAlive));
    }
  }

  @Test
  void shouldTakeOneIncidentAllTheWayAndLeaveNothing() throws Exception {
    start("--once", "--timeout", "200", "--port", "18480");
    assertThat(demo.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).as("%s", lines).isTrue();
    assertThat(demo.exitValue())
        .as("%s%n%s", lines, Files.readString(folder.resolve("demo.err")))
        .isZero();
    JsonNode summary = Json.read(lines.get(lines.size() - 1), JsonNode.class);
    assertThat(summary.path("incident").asText()).startsWith("rsu-a-");
    assertThat(summary.path("camera").asText()).isEqualTo("cam-a1");
    assertThat(summary.path("type").asText()).isNotEmpty();
    assertThat(summary.path("alert_ms").asDouble()).isBetween(0.1, 2000.0);
    assertThat(summary.path("received_by").get(0).asText()).isEqualTo("vehicle-1");
    assertThat(summary.path("clip_seconds").asDouble()).isGreaterThan(10);
    assertThat(summary.path("rows").asInt()).isEqualTo(1);
    assertThat(summary.path("seen_by").asText()).isEqualTo("rsu-b");
    Path clip = folder.resolve("demo/rsu-a/clips").resolve(summary.path("clip").asText());
    assertThat(clip).isRegularFile();
    assertThat(lines)
        .anyMatch(
            line ->
                line.startsWith("[RECV]")
                    && line.contains(" seq=1 src=rsu-a type=")
                    && line.contains("dist=500.0m suggest=slow_down"));
    assertThat(ProcessHandle.allProcesses())
        .noneMatch(
            process ->
                process
                    .info()
                    .commandLine()
                    .orElse("")
                    .contains(folder.resolve("demo").toString()));
  }

  @Test
  void shouldKeepTheIncidentAtTheOtherNodeWhenItsOwnerIsKilled() throws Exception {
    start("--port", "18490");
    await()
        .atMost(Duration.ofSeconds(LIMIT_SECONDS))
        .until(() -> lines.stream().anyMatch(line -> line.contains("[RECV]")));
    String password = find("  Sign in   admin / ").orElseThrow();
    String other = find("the same picture at ").orElseThrow().replace(")", "");
    NodeClient nodeB = new NodeClient(URI.create(other), password);
    String incident =
        await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> firstIncident(nodeB), Optional::isPresent)
            .orElseThrow();
    ProcessHandle owner =
        demo.descendants()
            .filter(each -> each.info().commandLine().orElse("").contains("demo/rsu-a.yaml"))
            .findFirst()
            .orElseThrow();
    owner.destroyForcibly();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> lines.stream().anyMatch(line -> line.contains("rsu-a      has ended")));
    JsonNode page =
        await()
            .atMost(Duration.ofSeconds(20))
            .until(() -> nodeB.get("/api/v1/events/" + incident), Optional::isPresent)
            .orElseThrow();
    assertThat(page.path("incident").path("id").asText()).isEqualTo(incident);
    assertThat(page.path("alerts").path(0).path("node").asText()).isEqualTo("rsu-a");
  }

  private static Optional<String> firstIncident(NodeClient node) throws InterruptedException {
    return node.get("/api/v1/events")
        .map(page -> page.path("items").path(0).path("id").asText())
        .filter(id -> !id.isEmpty());
  }

  private Optional<String> find(String marker) {
    return lines.stream()
        .filter(line -> line.contains(marker))
        .map(line -> line.substring(line.indexOf(marker) + marker.length()).trim())
        .findFirst();
  }
}
