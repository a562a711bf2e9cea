package io.milepost.rsu.perception;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.rsu.camera.VideoFileReader;
import io.milepost.rsu.camera.VideoFrame;
import io.milepost.simulator.SimulateCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The detector in the repository is what its card says, and sees the simulator's traffic. */
class ShippedModelTest {
  private static final Path MODEL =
      Path.of(System.getProperty("milepost.home"), "models", "milepost-road.onnx");
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
  void shouldSeeTrafficOfASceneThatItHasNotLearned() {
    Path video = folder.resolve("traffic.mp4");
    int drawn =
        SimulateCommand.commandLine()
            .execute(
                "free",
                "--seed",
                "40001",
                "--seconds",
                "6",
                "--light",
                "day",
                "--out",
                video.toString());
    assertThat(drawn).isZero();
    long vehicles = 0;
    long frames = 0;
    try (Model model = new ModelLoader(1).load(MODEL);
        Detector detector = new Detector(model, DetectorConfig.defaults());
        VideoFileReader reader = new VideoFileReader(video);
        VideoFrame frame = new VideoFrame()) {
      while (reader.next(frame)) {
        frames++;
        vehicles +=
            detector.detect("cam", frame).detections().stream()
                .filter(found -> found.type().isVehicle() && found.confidence() >= 0.5f)
                .count();
      }
    }
    assertThat(frames).isEqualTo(90);
    assertThat(vehicles).isGreaterThan(frames);
  }
}
