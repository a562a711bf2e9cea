package io.milepost.rsu.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.protocol.incident.Incident;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that is killed between any two steps loses no file and reports none twice. */
@Timeout(60)
class IntakeCrashIT {
  @TempDir Path data;

  private Process child(String step) throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            IntakeChild.class.getName(),
            data.toString(),
            step)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  @ParameterizedTest
  @ValueSource(strings = {"claimed", "asked", "answered", "remembered"})
  void shouldTakeEveryFileOnceWhenKilledAtAStep(String step) throws Exception {
    Path events = Files.createDirectories(data.resolve("events"));
    List<String> roads = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      // Places far apart and roads of their own: five incidents; every other one has its own time.
      String ts = i % 2 == 0 ? "\"ts\":" + System.currentTimeMillis() / 1000.0 + "," : "";
      String json =
          "{%s\"type\":\"collision\",\"severity\":\"high\",\"lat\":%d,\"lon\":127,\"road\":\"R%d\"}"
              .formatted(ts, 30 + i, i);
      Files.writeString(events.resolve("crash-" + i + ".json"), json);
      roads.add("R" + i);
    }
    Process child = child(step);
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      String line = lines.readLine();
      while (line != null && !line.equals("reached " + step)) {
        line = lines.readLine();
      }
      assertThat(line).isEqualTo("reached " + step);
    } finally {
      child.destroyForcibly();
    }
    assertThat(child.waitFor()).isEqualTo(137);

    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    try (Site site = new Site(data).desk().intake(registry, any -> {})) {
      await().atMost(Duration.ofSeconds(20)).until(() -> names(events.resolve("done")).size() == 5);
      assertThat(names(events.resolve("queue"))).isEmpty();
      assertThat(names(events.resolve("failed"))).isEmpty();
      List<Incident> open = Site.get(site.spool.active());
      assertThat(open).extracting(Incident::road).containsExactlyInAnyOrderElementsOf(roads);
      assertThat(site.board.active()).hasSize(5);
      double again = step.equals("answered") || step.equals("remembered") ? 1 : 0;
      assertThat(registry.counter("milepost.intake.files", "result", "duplicate").count())
          .isGreaterThanOrEqualTo(again);
    }
  }

  static List<String> names(Path folder) throws Exception {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
