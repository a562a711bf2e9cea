package io.milepost.rsu.perception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.protocol.json.Json;
import io.milepost.rsu.camera.VideoFileReader;
import io.milepost.rsu.camera.VideoFrame;
import io.milepost.simulator.SimulateCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The detector in the repository is what its card says, and sees the simulator's traffic. */
class ShippedModelTest {
  private static final Path MODEL =
      Path.of(System.getProperty("milepost.home"), "models", "milepost-road.onnx");
  private static final Path SMALL = MODEL.resolveSibling("milepost-road-int8.onnx");
  private static final long MOST_BYTES = 3_000_000;

  @TempDir Path folder;

  @Test
  void shouldHaveTheLayoutAndClassesOfItsCard() throws Exception {
    assertThat(Files.size(MODEL)).isLessThan(MOST_BYTES);
    try (Model model = new ModelLoader(1).load(MODEL)) {
      ModelInfo info = model.info();
      assertThat(info.layout()).isEqualTo(ModelLayout.MILEPOST_1);
      assertThat(info.inputWidth()).isEqualTo(416);
      assertThat(info.inputHeight()).isEqualTo(256);
      assertThat(info.classes())
          .isEqualTo(List.of("car", "truck", "bus", "motorcycle", "person", "fire", "smoke"));
      assertThat(info.licenceWarning()).isEmpty();
    }
  }

  @Test
  void shouldBeQuantisedWithTheSameClassesInTheSmallCopy() throws Exception {
    assertThat(Files.size(SMALL)).isLessThan(MOST_BYTES / 2);
    try (Model large = new ModelLoader(1).load(MODEL);
        Model small = new ModelLoader(1).load(SMALL)) {
      assertThat(large.info().file().precision()).isEqualTo("fp32");
      assertThat(small.info().file().precision()).isEqualTo("int8");
      assertThat(small.info().layout()).isEqualTo(ModelLayout.MILEPOST_1);
      assertThat(small.info().classes()).isEqualTo(large.info().classes());
    }
  }

  @Test
  void shouldSeeMostVehiclesOfScenesThatItHasNotLearned() throws Exception {
    int asked = 0;
    int found = 0;
    int foundSmall = 0;
    try (Model model = new ModelLoader(1).load(MODEL);
        Detector detector = new Detector(model, DetectorConfig.defaults());
        Model small = new ModelLoader(1).load(SMALL);
        Detector smallDetector = new Detector(small, DetectorConfig.defaults());
        VideoFrame frame = new VideoFrame()) {
      for (int seed = 40_001; seed <= 40_004; seed++) {
        Path video = folder.resolve(seed + ".mp4");
        Path truth = folder.resolve(seed + ".json");
        int drawn =
            SimulateCommand.commandLine()
                .execute(
                    "free",
                    "--seed",
                    "" + seed,
                    "--seconds",
                    "6",
                    "--light",
                    "day",
                    "--out",
                    video.toString(),
                    "--truth",
                    truth.toString());
        assertThat(drawn).isZero();
        Iterator<JsonNode> frames =
            Json.read(Files.readAllBytes(truth), JsonNode.class).path("frames").elements();
        try (VideoFileReader reader = new VideoFileReader(video)) {
          while (reader.next(frame)) {
            List<Detection> detections = detector.detect("cam", frame).detections();
            List<Detection> bySmall = smallDetector.detect("cam", frame).detections();
            for (JsonNode object : frames.next().path("objects")) {
              if (isAskedFor(object)) {
                asked++;
                found += detections.stream().anyMatch(d -> overlap(d, object) >= 0.5) ? 1 : 0;
                foundSmall += bySmall.stream().anyMatch(d -> overlap(d, object) >= 0.5) ? 1 : 0;
              }
            }
          }
        }
      }
    }
    assertThat(asked).isGreaterThan(100);
    assertThat(found / (double) asked).isGreaterThan(0.75);
    assertThat(foundSmall / (double) asked).as("8 bits").isGreaterThan(0.75);
    assertThat(foundSmall).isCloseTo(found, withinPercentage(5));
  }

  /** Vehicles of a size and visibility that the model's card promises something about. */
  private static boolean isAskedFor(JsonNode object) {
    return ObjectClass.of(object.path("class").asText()).isVehicle()
        && object.path("visibility").asDouble() > 0.6
        && object.path("w").asDouble() >= 14
        && object.path("h").asDouble() >= 14;
  }

  private static double overlap(Detection d, JsonNode object) {
    double x = object.path("x").asDouble();
    double y = object.path("y").asDouble();
    double w = object.path("w").asDouble();
    double h = object.path("h").asDouble();
    double across = Math.min(d.x() + d.w(), x + w) - Math.max(d.x(), x);
    double down = Math.min(d.y() + d.h(), y + h) - Math.max(d.y(), y);
    double shared = Math.max(0, across) * Math.max(0, down);
    return shared / (d.w() * d.h() + w * h - shared);
  }
}
