package io.milepost.bench.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.protocol.json.Json;
import java.awt.image.BufferedImage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class EvaluateMainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;

  private int run(String... args) {
    CommandLine line = EvaluateMain.commandLine();
    return line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(args);
  }

  @Test
  void shouldWeighScenesAndEndWithALineOfJson() throws Exception {
    Path result = folder.resolve("out");
    Path recordings = folder.resolve("seen");
    int code =
        run(
            "--tuning",
            "--scenes",
            "2",
            "--only",
            "stopped,free",
            "--out",
            result.toString(),
            "--record",
            recordings.toString());

    assertThat(code).as(err.toString()).isZero();
    List<String> lines = out.toString().lines().toList();
    JsonNode json = Json.mapper().readTree(lines.get(lines.size() - 1));
    assertThat(json.get("trials").asInt()).isEqualTo(4);
    assertThat(json.at("/rules/stopped_vehicle/events").asInt()).isEqualTo(2);
    assertThat(json.has("false_high_per_hour")).isTrue();
    for (String picture : List.of("confusion.png", "delay.png")) {
      BufferedImage image = ImageIO.read(result.resolve(picture).toFile());
      assertThat(image.getWidth()).isGreaterThan(200);
    }
    try (Stream<Path> files = Files.list(recordings)) {
      assertThat(files).hasSize(4);
    }
    assertThat(err.toString()).contains("100 %");
  }

  @Test
  void shouldRefuseHeldOutSeedsWhenThresholdsAreChosen() {
    assertThat(run("--tuning", "--first-seed", "1995", "--scenes", "6", "--out", "" + folder))
        .isEqualTo(2);
    assertThat(err.toString()).contains("--tuning takes seeds 1..1999");
  }

  @ParameterizedTest
  @CsvSource({
    "--scenes,-1,--scenes must be 0..100000",
    "--fps,1,--fps must be 2..30",
    "--only,flying,unknown scenario 'flying'",
    "--clips,/nowhere,/nowhere is no folder",
    "--quality,splendid,Invalid value for option '--quality'"
  })
  void shouldRefuseWrongUseWithOneSentence(String option, String value, String sentence) {
    assertThat(run(option, value, "--out", folder.toString())).isEqualTo(2);
    assertThat(err.toString()).contains(sentence).doesNotContain("\tat ");
  }
}
