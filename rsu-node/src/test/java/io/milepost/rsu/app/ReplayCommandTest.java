package io.milepost.rsu.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.protocol.json.Json;
import io.milepost.rsu.perception.Detection;
import io.milepost.rsu.perception.FrameDetections;
import io.milepost.rsu.perception.ObjectClass;
import io.milepost.rsu.perception.recorded.DetectionWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ReplayCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;
  private Path recording;

  @BeforeEach
  void record() {
    recording = folder.resolve("stop.jsonl");
    try (DetectionWriter writer = new DetectionWriter(recording, "")) {
      for (int i = 0; i < 400; i++) {
        // Drives for four seconds, then stands.
        float x = 100 + 6 * Math.min(i, 40);
        Detection car = new Detection("car", ObjectClass.CAR, 0.9f, x, 200, 60, 40);
        long micros = i * 100_000L;
        writer.write(
            new FrameDetections("cam", micros, micros / 1000, 640, 360, List.of(car), 0, 0, 0, 0));
      }
    }
  }

  private int run(String... args) {
    CommandLine line = MilepostMain.commandLine();
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return line.execute(args);
  }

  @Test
  void shouldTellWhatTheRulesSayOfARecording() {
    assertThat(run("replay", recording.toString())).as(err.toString()).isZero();
    assertThat(out.toString()).contains("stopped_vehicle").contains("39.9 s of video");
  }

  @Test
  void shouldSetTwoSetsOfRulesSideBySide() throws Exception {
    Path slow = folder.resolve("slow.yaml");
    Files.writeString(slow, "rules: {stopped: {stop_seconds: 20}}\n");
    Path json = folder.resolve("result.json");
    int code =
        run(
            "replay",
            recording.toString(),
            "--against",
            slow.toString(),
            "--json",
            json.toString());

    assertThat(code).as(err.toString()).isZero();
    assertThat(out.toString()).contains("1 by both, 0 by --config only, 0 by --against only");
    JsonNode row = Json.mapper().readTree(json.toFile()).at("/0/findings/0");
    assertThat(row.get("second_s").asDouble() - row.get("first_s").asDouble()).isBetween(9.0, 11.0);
  }

  @Test
  void shouldNameWhatOnlyOneSetFinds() throws Exception {
    Path off = folder.resolve("off.yaml");
    Files.writeString(off, "rules: {stopped: {enabled: false}}\n");

    assertThat(run("replay", recording.toString(), "--against", off.toString())).isZero();
    assertThat(out.toString()).contains("only one").contains("1 by --config only");
  }

  @Test
  void shouldRefuseWrongUseWithOneSentence() {
    assertThat(run("replay", folder.resolve("no.jsonl").toString())).isEqualTo(2);
    assertThat(run("replay", recording.toString(), "--size", "big")).isEqualTo(2);
    assertThat(run("replay", recording.toString(), "--against", "nowhere.yaml")).isEqualTo(2);
    assertThat(run("replay")).isEqualTo(2);
    assertThat(err.toString())
        .contains("cannot be read")
        .contains("--size must look like 640x360")
        .contains("nowhere.yaml")
        .doesNotContain("\tat ");
  }
}
