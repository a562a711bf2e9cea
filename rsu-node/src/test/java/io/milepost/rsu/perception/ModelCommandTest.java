package io.milepost.rsu.perception;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.protocol.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ModelCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path folder;

  @Test
  void shouldDescribeTheModelWhenItCanBeUsed() throws IOException {
    int exit = run(TinyModels.elevenBoxes(folder));

    assertThat(exit).isZero();
    assertThat(out.toString())
        .contains("layout     milepost-1")
        .contains("input      32x32")
        .contains("classes    3: car, person, driver's door")
        .contains("for rules  car, person")
        .contains("licence    not declared")
        .containsPattern("sha256     [0-9a-f]{64}")
        .contains("precision  fp32")
        .contains("opset      13")
        .contains("self-test  passed; boxes in a grey picture 11, in a patterned one 11")
        .containsPattern("memory     0\\.0 MB file, 0\\.0 million parameters, \\d+\\.\\d MB more")
        .containsPattern("processor  \\d+\\.\\d ms per picture")
        .containsPattern(
            "speed      \\d+\\.\\d ms per picture here \\(p50 of 50, p95 .* cpu, 1 thread\\)");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void shouldTellTheSameAsJsonWhenAsked() throws IOException {
    Path file =
        TinyModels.classMajor(new TinyModels.Box(3, 16, 16, 8, 4, 0, 0.9f))
            .metadata("license", "AGPL-3.0")
            .write(folder.resolve("agpl.onnx"));

    int exit = run(file, "--json", "--runs", "3");

    JsonNode json = Json.read(out.toString().getBytes(UTF_8), JsonNode.class);
    assertThat(exit).isZero();
    assertThat(out.toString()).hasLineCount(1);
    assertThat(json.path("layout").asText()).isEqualTo("yolov8");
    assertThat(json.path("precision").asText()).isEqualTo("fp32");
    assertThat(json.path("classes").size()).isEqualTo(3);
    assertThat(json.path("note").asText()).contains("agpl.onnx is licensed under AGPL-3.0");
    assertThat(json.path("self_test").path("grey_boxes").asInt()).isEqualTo(1);
    assertThat(json.path("p50_ms").asDouble()).isNotNegative();
    assertThat(json.path("runs").asInt()).isEqualTo(3);
  }

  @Test
  void shouldExitWith2WhenAnOptionIsWrong() throws IOException {
    Path file = TinyModels.elevenBoxes(folder);
    assertThat(run(file, "--provider", "cuda")).isEqualTo(2);
    assertThat(run(file, "--size", "9x9")).isEqualTo(2);
    assertThat(run(file, "--runs", "0")).isEqualTo(2);
    assertThat(err.toString()).contains("built for cpu alone", "WIDTHxHEIGHT", "--runs must be");
  }

  @Test
  void shouldSayOneSentenceAndExitWith2WhenTheModelIsRefused() {
    int exit = run(folder.resolve("absent.onnx"));

    assertThat(exit).isEqualTo(2);
    assertThat(err.toString()).contains("absent.onnx does not exist").hasLineCount(1);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void shouldSayOneSentenceWhenTheModelIsAnotherHead() {
    int exit = run(SharedData.file("models/nanodet_m.onnx"));

    assertThat(exit).isEqualTo(2);
    assertThat(err.toString()).contains("nanodet_m.onnx").contains("outputs are").hasLineCount(1);
  }

  private int run(Path file, String... options) {
    List<String> words = new ArrayList<>(List.of("inspect", file.toString()));
    words.addAll(List.of(options));
    return new CommandLine(new ModelCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(words.toArray(String[]::new));
  }
}
