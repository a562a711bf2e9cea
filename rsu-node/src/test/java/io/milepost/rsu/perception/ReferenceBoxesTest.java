package io.milepost.rsu.perception;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.protocol.json.Json;
import io.milepost.rsu.camera.VideoFileReader;
import io.milepost.rsu.camera.VideoFrame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The boxes agree with those that an independent implementation found in the same frames. */
class ReferenceBoxesTest {
  private static final Logger LOG = LoggerFactory.getLogger(ReferenceBoxesTest.class);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bgslib_video02.avi",
        "bgslib_video03.avi",
        "kenway_accident1.mp4",
        "kenway_accident4.mp4",
        "opencv4nodejs_traffic.mp4",
        "intel_worker-zone-detection.gif"
      })
  void shouldFindTheBoxesOfTheReferenceWhenLookingAtTheSameFrames(String video) throws IOException {
    Path reference = SharedData.file("reference/" + video + ".yolox_nano.jsonl");
    Path footage = SharedData.file("video/" + video.replace(".gif", ".mp4"));
    Path weights = SharedData.file("models/yolox_nano.onnx");
    Map<Integer, JsonNode> expected = new HashMap<>();
    for (String line : Files.readAllLines(reference)) {
      JsonNode frame = Json.mapper().readTree(line);
      expected.put(frame.get("frame").asInt(), frame.get("dets"));
    }
    int wanted = 0;
    int matched = 0;
    double overlap = 0;
    double confidence = 0;
    try (Model model = new ModelLoader(2).load(weights);
        Detector detector = new Detector(model, DetectorConfig.defaults());
        VideoFileReader reader = new VideoFileReader(footage);
        VideoFrame frame = new VideoFrame()) {
      for (int number = 0; reader.next(frame); number++) {
        if (!expected.containsKey(number)) {
          continue;
        }
        List<Detection> found = detector.detect("test", frame).detections();
        for (JsonNode box : expected.get(number)) {
          if (box.get("conf").asDouble() < 0.5) {
            continue;
          }
          wanted++;
          Detection best = null;
          for (Detection d : found) {
            if (d.label().equals(box.get("cls").asText().replace('_', ' '))
                && (best == null || iou(d, box.get("box")) > iou(best, box.get("box")))) {
              best = d;
            }
          }
          if (best != null && iou(best, box.get("box")) >= 0.7) {
            matched++;
            overlap += iou(best, box.get("box"));
            confidence += Math.abs(best.confidence() - box.get("conf").asDouble());
          }
        }
      }
    }
    LOG.info(
        "reference agreement video={} boxes={} matched={} share={} mean_iou={} confidence_error={}",
        video,
        wanted,
        matched,
        (double) matched / wanted,
        overlap / matched,
        confidence / matched);
    assertThat(wanted).isPositive();
    assertThat((double) matched / wanted).isGreaterThanOrEqualTo(0.95);
  }

  private static double iou(Detection d, JsonNode box) {
    double x = box.get(0).asDouble();
    double y = box.get(1).asDouble();
    double w = box.get(2).asDouble();
    double h = box.get(3).asDouble();
    double both =
        Math.max(0, Math.min(d.x() + d.w(), x + w) - Math.max(d.x(), x))
            * Math.max(0, Math.min(d.y() + d.h(), y + h) - Math.max(d.y(), y));
    return both / (w * h + d.w() * d.h() - both);
  }
}
