package io.milepost.rsu.perception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milepost.rsu.camera.VideoFrame;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetectorTest {
  private static final int CALLS = 2000;

  /** Eleven records of about 60 bytes, the run's own 600 bytes, a handful of pointers. */
  private static final long BYTES_PER_CALL = 5_000;

  @TempDir Path folder;

  @Test
  void shouldAllocateNoMoreThanItsResultWhenLookingAtManyFrames() throws IOException {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long self = Thread.currentThread().getId();
    try (Model model = new ModelLoader(1).load(TinyModels.elevenBoxes(folder));
        Detector detector = new Detector(model, DetectorConfig.defaults());
        VideoFrame frame = Pictures.grey(640, 360, 0)) {
      for (int i = 0; i < 200; i++) {
        detector.detect("cam", frame);
      }
      long before = threads.getThreadAllocatedBytes(self);
      int found = 0;
      for (int i = 0; i < CALLS; i++) {
        found += detector.detect("cam", frame).detections().size();
      }
      long perCall = (threads.getThreadAllocatedBytes(self) - before) / CALLS;
      assertThat(found).isEqualTo(11 * CALLS);
      assertThat(perCall).isLessThan(BYTES_PER_CALL);
    }
  }

  @Test
  void shouldReportWhatEachStageTookWhenAFrameWasLookedAt() throws IOException {
    try (Model model = new ModelLoader(1).load(TinyModels.elevenBoxes(folder));
        Detector detector = new Detector(model, DetectorConfig.defaults());
        VideoFrame frame = Pictures.grey(640, 360, 0)) {
      FrameDetections found = detector.detect("cam", frame);

      assertThat(detector.scaleNanos()).isPositive();
      assertThat(detector.runNanos()).isPositive();
      assertThat(detector.decodeNanos()).isPositive();
      long sum = detector.scaleNanos() + detector.runNanos() + detector.decodeNanos();
      assertThat(found.inferenceMicros()).isEqualTo(sum / 1000);
      assertThat(found.waitMicros()).isNotNegative();
    }
  }

  @Test
  void shouldDropWhatIsLessSureThanConfigured() throws IOException {
    try (Model model = new ModelLoader(1).load(TinyModels.elevenBoxes(folder));
        Detector detector = new Detector(model, new DetectorConfig(0.88f, 0.45f));
        VideoFrame frame = Pictures.grey(640, 360, 0)) {
      assertThat(detector.detect("cam", frame).detections())
          .hasSize(4)
          .allSatisfy(d -> assertThat(d.confidence()).isGreaterThanOrEqualTo(0.88f));
    }
  }

  @Test
  void shouldRefuseWhenThresholdsAreOutOfRange() {
    assertThatThrownBy(() -> new DetectorConfig(0, 0.45f))
        .hasMessageContaining("perception.min_confidence must be 0.01..1 but is 0.0");
    assertThatThrownBy(() -> new DetectorConfig(0.25f, Float.NaN))
        .hasMessageContaining("perception.nms_iou");
    assertThatThrownBy(() -> new PerceptionConfig("m.onnx", 17, 0, 0, 0, 0))
        .hasMessageContaining("perception.threads must be 1..16 but is 17");
  }
}
