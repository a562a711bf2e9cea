package io.milepost.rsu.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.protocol.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class AnalyzeCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path folder;

  @Test
  void shouldCountDetectionsAlikeTwiceWhenTheVideoShowsTraffic() throws IOException {
    Path video = shared("video/kenway_accident4.mp4");
    Path model = shared("models/yolox_nano.onnx");
    Path json = folder.resolve("out.json");

    JsonNode first = analyze(video, model, json);
    JsonNode second = analyze(video, model, json);

    // Ten a second, and up to three times as many while a rule suspects something.
    assertThat(first.get("frames").asInt()).isBetween(63, 210);
    assertThat(first.get("seconds").asDouble()).isBetween(6.5, 7.0);
    assertThat(first.get("fps").asDouble()).isPositive();
    assertThat(first.get("detections").get("car").asInt()).isGreaterThan(200);
    assertThat(second.get("detections")).isEqualTo(first.get("detections"));
    assertThat(second.get("incidents")).isEqualTo(first.get("incidents"));
    assertThat(first.get("incidents")).isNotEmpty();
    JsonNode incident = first.get("incidents").get(0);
    assertThat(incident.get("type").asText()).isEqualTo("collision");
    assertThat(incident.get("start_s").asDouble()).isBetween(0.0, 6.8);
    assertThat(incident.get("confirmed_s").asDouble())
        .isGreaterThanOrEqualTo(incident.get("start_s").asDouble());
    assertThat(incident.get("confidence").asDouble()).isBetween(0.0, 1.0);
    assertThat(incident.get("evidence").isObject()).isTrue();
    assertThat(out.toString()).containsPattern("collision +\\d+\\.\\d\\d s");
    assertThat(out.toString()).containsPattern("car +\\d+").contains("frames looked at");
  }

  @Test
  void shouldSeeMovingShapesAndFireWhenThereIsNoModel() throws IOException {
    JsonNode result =
        analyze(shared("video/furg_house6_fire.mp4"), Path.of("none"), folder.resolve("o.json"));

    assertThat(result.get("detections").get("fire").asInt()).isPositive();
    JsonNode incident = result.get("incidents").get(0);
    assertThat(incident.get("type").asText()).isEqualTo("fire");
    assertThat(incident.get("confirmed_s").asDouble()).isLessThan(5);
  }

  @Test
  void shouldTellMotionWhenTheCameraFileWantsIt() throws IOException {
    Path config = Files.writeString(folder.resolve("c.yaml"), "rules: {motion: {enabled: true}}\n");
    Path json = folder.resolve("o.json");
    String video = shared("video/intel_person-bicycle-car-detection.mp4").toString();

    int exit = run(video, "--model", "none", "--config", config.toString(), "--json", "" + json);

    assertThat(exit).as(err.toString()).isZero();
    assertThat(Json.mapper().readTree(json.toFile()).get("incidents"))
        .extracting(incident -> incident.get("type").asText())
        .contains("motion");
  }

  @Test
  void shouldSayOneSentenceAndExitWith2WhenTheModelIsMissing() {
    int exit = run(folder.resolve("v.mp4").toString(), "--model", folder + "/absent.onnx");

    assertThat(exit).isEqualTo(2);
    assertThat(err.toString()).contains("absent.onnx does not exist").hasLineCount(1);
  }

  @Test
  void shouldSayOneSentenceAndExitWith2WhenTheVideoIsMissing() {
    int exit =
        run(
            folder.resolve("absent.mp4").toString(),
            "--model",
            shared("models/yolox_nano.onnx").toString());

    assertThat(exit).isEqualTo(2);
    assertThat(err.toString()).contains("absent.mp4 does not exist").hasLineCount(1);
  }

  @Test
  void shouldSayOneSentenceAndExitWith2WhenTheVideoHasNoPicture() {
    Path video = shared("media-malformed/mp4parse/mp4parse_capi_tests_white.mp4").getParent();
    int exit =
        run(
            video.resolve("mp4parse_tests_bipbop_cbcs_video_init.mp4").toString(),
            "--model",
            shared("models/yolox_nano.onnx").toString());

    assertThat(exit).isEqualTo(2);
    assertThat(err.toString()).contains("bipbop_cbcs_video_init.mp4").hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "target_fps: 500 | target_fps must be 0.1..120 but is 500",
        "target_fps: fast | target_fps must be 0.1..120 but is fast",
        "eye: {width: 20} | eye.width must be 80.0..640.0 but is 20.0",
        "motion: {loud: true} | unknown key motion.loud",
        "targt_fps: 5 | unknown key targt_fps",
        "rules: {stopped: {stop_second: 5}} | unknown key rules.stopped.stop_second",
        "zones: [{id: a, type: lake}] | zones[0].type: must be one of carriageway",
        "calibration: {points: []} | calibration.points: needs 4 to 64 points but has 0",
        "- 1 | must hold keys and values, not a single list",
        "a: [ | not valid YAML",
        "rules: {stopped: {stop_seconds: 20}, stopped: {stop_seconds: 30}} | Duplicate field"
      })
  void shouldNameTheKeyWhenTheCameraFileIsWrong(String text, String sentence) throws IOException {
    Path config = Files.writeString(folder.resolve("camera.yaml"), text + "\n");
    int exit = run("any.mp4", "--model", "any.onnx", "--config", config.toString());

    assertThat(exit).isEqualTo(2);
    assertThat(err.toString()).contains("camera file " + config).contains(sentence).hasLineCount(1);
  }

  @Test
  void shouldSayWhatToDoWhenTheFileIsNoVideo() throws IOException {
    Path text = Files.writeString(folder.resolve("crash.mp4"), "no video\n".repeat(100));

    assertThat(run(text.toString(), "--model", "none")).isEqualTo(2);
    assertThat(err.toString())
        .contains("it is no video or was cut off or damaged; see whether it plays elsewhere")
        .hasLineCount(1);
  }

  @Test
  void shouldSayOneSentenceWhenTheCameraFileIsMissing() {
    int exit = run("any.mp4", "--model", "any.onnx", "--config", folder + "/absent.yaml");

    assertThat(exit).isEqualTo(2);
    assertThat(err.toString()).contains("absent.yaml: no such file").hasLineCount(1);
  }

  private JsonNode analyze(Path video, Path model, Path json) throws IOException {
    int exit = run(video.toString(), "--model", model.toString(), "--json", json.toString());
    assertThat(exit).as(err.toString()).isZero();
    return Json.mapper().readTree(json.toFile());
  }

  private int run(String... arguments) {
    return new CommandLine(new AnalyzeCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  /** A file of the third-party material beside the project; skips the test when it is not there. */
  private static Path shared(String relative) {
    String named = System.getenv("MILEPOST_SHARED_DATA");
    Path folder =
        named != null
            ? Path.of(named)
            : Path.of(System.getProperty("milepost.home", ".")).resolve("../shared/data");
    Path file = folder.resolve(relative);
    assumeTrue(Files.exists(file), () -> "skipped: the shared test material lacks " + file);
    return file;
  }
}
