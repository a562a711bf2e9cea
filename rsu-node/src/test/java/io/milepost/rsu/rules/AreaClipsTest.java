package io.milepost.rsu.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.json.Json;
import io.milepost.rsu.perception.Detection;
import io.milepost.rsu.perception.FrameDetections;
import io.milepost.rsu.perception.ObjectClass;
import io.milepost.rsu.rules.core.Finding;
import io.milepost.rsu.rules.geometry.SceneGeometry;
import io.milepost.rsu.rules.geometry.Zone;
import io.milepost.rsu.rules.geometry.ZoneType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A worker who walks into a taped zone and stops there, as boxes of an independent decoder. */
class AreaClipsTest {
  private static final String CLIP = "intel_worker-zone-detection.gif";
  private static final int WIDTH = 480;
  private static final int HEIGHT = 270;

  private static SceneGeometry zone(
      ZoneType type, double left, double top, double right, double low) {
    return new SceneGeometry(
        List.of(
            new Zone(
                "taped",
                type,
                List.of(
                    new Zone.Point(left, top),
                    new Zone.Point(right, top),
                    new Zone.Point(right, low),
                    new Zone.Point(left, low)),
                List.of(),
                Double.NaN)));
  }

  /** Plays the clip so often, as if it went on. */
  private static List<Finding> confirmed(String yaml, SceneGeometry geometry, int rounds)
      throws IOException {
    RuleEngine engine = new RuleEngine(CLIP, RuleBench.config(yaml), geometry);
    List<String> lines = Files.readAllLines(reference());
    List<Finding> told = new ArrayList<>();
    double last = Json.mapper().readTree(lines.get(lines.size() - 1)).get("t").asDouble();
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < lines.size(); i++) {
        // There and back again, so that nobody jumps.
        boolean back = round % 2 == 1;
        JsonNode frame = Json.mapper().readTree(lines.get(back ? lines.size() - 1 - i : i));
        double t = frame.get("t").asDouble();
        double at = round * (last + 0.2) + (back ? last - t : t);
        told.addAll(engine.observe(detections(frame, at)));
      }
    }
    return told.stream().filter(f -> f.phase() == Finding.Phase.CONFIRMED).toList();
  }

  private static FrameDetections detections(JsonNode frame, double at) {
    List<Detection> found = new ArrayList<>();
    for (JsonNode d : frame.get("dets")) {
      JsonNode b = d.get("box");
      String label = d.get("cls").asText();
      found.add(
          new Detection(
              label,
              ObjectClass.of(label),
              (float) d.get("conf").asDouble(),
              (float) b.get(0).asDouble(),
              (float) b.get(1).asDouble(),
              (float) b.get(2).asDouble(),
              (float) b.get(3).asDouble()));
    }
    long micros = Math.round(at * 1e6);
    return new FrameDetections(CLIP, micros, micros / 1000, WIDTH, HEIGHT, found, 0, 0, 0, 0);
  }

  @Test
  void shouldTellTheIntrusionSoonAfterTheWorkerEnters() throws IOException {
    List<Finding> told = confirmed("{}", zone(ZoneType.RESTRICTED, 0.15, 0.7, 0.36, 0.9), 1);
    assertThat(told).extracting(Finding::type).containsExactly(IncidentType.INTRUSION);
    assertThat(told.get(0).confirmedSeconds()).isBetween(2.2, 3.6);
    assertThat(told.get(0).trace().frames()).isNotEmpty();
  }

  @Test
  void shouldTellNothingWhenTheZoneLiesElsewhere() throws IOException {
    assertThat(confirmed("{}", zone(ZoneType.RESTRICTED, 0.6, 0.7, 0.95, 0.95), 1)).isEmpty();
  }

  @Test
  void shouldTellALoitererOnlyAfterTheTimeSet() throws IOException {
    SceneGeometry parking = zone(ZoneType.PARKING, 0, 0, 1, 1);
    assertThat(confirmed("{}", parking, 8)).isEmpty();
    List<Finding> told = confirmed("{loitering: {seconds: 20}}", parking, 8);
    assertThat(told).extracting(Finding::type).containsExactly(IncidentType.LOITERING);
    assertThat(told.get(0).confirmedSeconds()).isBetween(20.0, 23.0);
  }

  private static Path reference() {
    String named = System.getenv("MILEPOST_SHARED_DATA");
    Path folder =
        named != null
            ? Path.of(named)
            : Path.of(System.getProperty("milepost.home", ".")).resolve("../shared/data");
    Path file = folder.resolve("reference/" + CLIP + ".yolox_nano.jsonl");
    assumeTrue(Files.exists(file), () -> "skipped: the shared test material lacks " + file);
    return file;
  }
}
