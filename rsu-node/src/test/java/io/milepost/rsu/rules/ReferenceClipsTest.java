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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real footage, as boxes of an independent decoder at about five frames per second. */
class ReferenceClipsTest {

  private static List<Finding> confirmed(String clip, int width, int height, boolean mirrored)
      throws IOException {
    return confirmed(clip, width, height, mirrored, SceneGeometry.unknown());
  }

  private static List<Finding> confirmed(
      String clip, int width, int height, boolean mirrored, SceneGeometry geometry)
      throws IOException {
    RuleEngine engine = new RuleEngine(clip, RulesConfig.defaults(), geometry);
    List<Finding> told = new ArrayList<>();
    for (String line : Files.readAllLines(shared("reference/" + clip + ".yolox_nano.jsonl"))) {
      JsonNode frame = Json.mapper().readTree(line);
      List<Detection> found = new ArrayList<>();
      for (JsonNode d : frame.get("dets")) {
        String label = d.get("cls").asText();
        JsonNode b = d.get("box");
        double x =
            mirrored ? width - b.get(0).asDouble() - b.get(2).asDouble() : b.get(0).asDouble();
        found.add(
            new Detection(
                label,
                ObjectClass.of(label),
                (float) d.get("conf").asDouble(),
                (float) x,
                (float) b.get(1).asDouble(),
                (float) b.get(2).asDouble(),
                (float) b.get(3).asDouble()));
      }
      long micros = Math.round(frame.get("t").asDouble() * 1e6);
      told.addAll(
          engine.observe(
              new FrameDetections(clip, micros, micros / 1000, width, height, found, 0, 0, 0, 0)));
    }
    return told.stream().filter(f -> f.phase() == Finding.Phase.CONFIRMED).toList();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldTellTheCollisionWhenOneCarRunsIntoAnother(boolean mirrored) throws IOException {
    List<Finding> told = confirmed("kenway_accident1.mp4", 640, 360, mirrored);

    assertThat(told).extracting(Finding::type).containsExactly(IncidentType.COLLISION);
    assertThat(told.get(0).startSeconds()).isBetween(0.0, 3.2);
    assertThat(told.get(0).confirmedSeconds()).isBetween(1.6, 3.2);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldStaySilentWhenTrafficFlows(boolean mirrored) throws IOException {
    assertThat(confirmed("bgslib_video03.avi", 320, 240, mirrored)).isEmpty();
    assertThat(confirmed("opencv4nodejs_traffic.mp4", 640, 360, mirrored)).isEmpty();
  }

  /** A commercial detector's alarm is burnt in at 20.2 s. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldTellThePersonOnTheHardShoulderWithoutZones(boolean mirrored) throws IOException {
    List<Finding> told = confirmed("bgslib_video02.avi", 320, 240, mirrored);

    assertThat(told).extracting(Finding::type).containsOnly(IncidentType.PEDESTRIAN_ON_ROAD);
    assertThat(told.get(0).confirmedSeconds()).isBetween(2.5, 10.0);
    assertThat(told.get(0).x()).isBetween(mirrored ? 0.05 : 0.75, mirrored ? 0.25 : 0.95);
    assertThat(told.get(0).evidence()).containsEntry("place", "shoulder");
    assertThat(told.get(0).trace().frames()).isNotEmpty();
  }

  private static Zone lane(String id, double top, double bottom, double from, double to) {
    return new Zone(
        id,
        ZoneType.LANE,
        List.of(
            new Zone.Point(0, top),
            new Zone.Point(1, top),
            new Zone.Point(1, bottom),
            new Zone.Point(0, bottom)),
        List.of(new Zone.Point(from, (top + bottom) / 2), new Zone.Point(to, (top + bottom) / 2)),
        Double.NaN);
  }

  @Test
  void shouldTellWrongWayWhenALaneIsDrawnAgainstItsTraffic() throws IOException {
    SceneGeometry reversed = new SceneGeometry(List.of(lane("near", 0.43, 1, 0.9, 0.1)));
    List<Finding> told = confirmed("opencv4nodejs_traffic.mp4", 640, 360, false, reversed);

    assertThat(told).extracting(Finding::type).containsOnly(IncidentType.WRONG_WAY);
    assertThat(told.get(0).confirmedSeconds()).isLessThan(10);
    assertThat(told.get(0).evidence()).containsEntry("lane", "near");
  }

  @Test
  void shouldStaySilentWhenALaneIsDrawnWithItsTraffic() throws IOException {
    SceneGeometry right = new SceneGeometry(List.of(lane("near", 0.43, 1, 0.1, 0.9)));

    assertThat(confirmed("opencv4nodejs_traffic.mp4", 640, 360, false, right)).isEmpty();
  }

  @Test
  void shouldStaySilentWhenAWorkerWalks() throws IOException {
    assertThat(confirmed("intel_worker-zone-detection.gif", 480, 270, false)).isEmpty();
  }

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
