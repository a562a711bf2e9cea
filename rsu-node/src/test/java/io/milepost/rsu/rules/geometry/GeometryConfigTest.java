package io.milepost.rsu.rules.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.milepost.protocol.failure.MilepostException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeometryConfigTest {

  private static GeometryConfig read(String yaml) throws IOException {
    JsonNode root = new YAMLMapper().readTree(yaml);
    return GeometryConfig.of(root.get("zones"), root.get("calibration"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[{id: a, type: lane, polygon: [[0,0],[1,0],[1,1]]}] | zones[0].direction: must be given",
        "[{id: a, type: road, polygon: [[0,0],[1,0],[1,1]]}] | zones[0].type: must be one of",
        "[{id: a, type: parking, polygon: [[0,0],[1,0]]}] | zones[0].polygon: needs 3 points",
        "[{id: a, type: parking, polygon: [[0,0],[1,0],[0,0]]}] | needs 3 points or more but has 2",
        "[{id: a, type: parking, polygon: [[0,0],[1.2,0],[1,1]]}] | zones[0].polygon[1]: x is 1.2",
        "[{id: a, type: parking, polygon: [[0,0],[1,1],[1,0],[0,1]]}] | near x 0.500, y 0.500",
        "[{id: a, type: parking, polygon: [[0,0],[1,0],[0.5,0]]}] | zones[0].polygon: ",
        "[{id: a, type: parking, polygon: [[0,0],[1],[1,1]]}] | zones[0].polygon[1]: must be two",
        "[{id: a, type: parking, polygon: [[0,0],[1,0],[1,0],[1,1]]}] | the same point twice",
        "[{id: a, type: parking}] | zones[0].polygon: must be given as a list",
        "[{type: parking, polygon: [[0,0],[1,0],[1,1]]}] | zones[0].id: must be given",
        "[{id: a, type: parking, color: red}] | zones[0].color: unknown key; allowed here: id",
        "[{id: a, type: line, line: [[0,0]]}] | zones[0].line: needs 2 points",
        "[{id: a, type: line, polygon: [[0,0],[1,0],[1,1]]}] | zones[0].polygon: does not belong",
        "[{id: a, type: ignore, line: [[0,0],[1,0]]}] | zones[0].line: does not belong",
        "[{id: a, type: line, line: [[0,0],[1,1]], speed_limit_kmh: 50}] | does not belong",
        "[{id: a, type: shoulder, polygon: [[0,0],[1,0],[1,1]], speed_limit_kmh: 1}] | from 5 to",
        "[{id: a, type: shoulder, polygon: [[0,0],[1,0],[1,1]], direction: [[0,0],[0,0]]}] | two dif",
        "[{id: a, type: line, line: [[0,0],[1,1]]}, {id: a, type: line, line: [[0,1],[1,0]]}]"
            + " | zones[1].id: 'a' is used twice",
        "{} | zones: must be a list",
      })
  void shouldRefuseAZoneInOneSentence(String zones, String words) {
    assertThatThrownBy(() -> read("zones: " + zones))
        .isInstanceOf(MilepostException.class)
        .hasMessageContaining(words)
        .hasMessageNotContaining("\n");
  }

  @Test
  void shouldTakeAPolygonThatNamesItsFirstCornerAgain() throws IOException {
    GeometryConfig config =
        read("zones: [{id: a, type: shoulder, polygon: [[0,0],[1,0],[1,1],[0,0]]}]");
    assertThat(config.zones().get(0).polygon()).hasSize(3);
    assertThat(config.zones().get(0).speedLimitKmh()).isNaN();
    assertThat(config.calibration()).isEmpty();
  }

  @Test
  void shouldReadTheForbiddenDirectionOfALineAndDoWithoutOne() throws IOException {
    GeometryConfig config =
        read(
            "zones: [{id: gate, type: line, line: [[0.9,0.9],[0.8,0.5]],"
                + " direction: [[0.8,0.7],[0.95,0.7]]}, {id: count, type: line, line:"
                + " [[0,0],[1,1]]}]");
    assertThat(config.zones().get(0).direction())
        .containsExactly(new Zone.Point(0.8, 0.7), new Zone.Point(0.95, 0.7));
    assertThat(config.zones().get(1).direction()).isEmpty();
  }

  private static String points(List<double[]> points) {
    StringBuilder yaml = new StringBuilder("calibration: {points: [");
    for (double[] p : points) {
      yaml.append("{image: [").append(p[0]).append(", ").append(p[1]).append("], world: [");
      yaml.append(p[2]).append(", ").append(p[3]).append("]},");
    }
    return yaml.append("]}").toString();
  }

  /** A camera 8 m above the road that looks ahead and down: the picture of a ground place. */
  private static double[] seen(double x, double y) {
    double depth = y * Math.cos(0.3) + 8 * Math.sin(0.3);
    double up = y * Math.sin(0.3) - 8 * Math.cos(0.3);
    return new double[] {0.5 + 0.9 * x / depth, 0.5 - 1.6 * up / depth, x, y};
  }

  private static final double[][] ROAD = {
    {-4, 16}, {4, 16}, {-4, 24}, {4, 24}, {-4, 36}, {4, 36}, {0, 48}, {4, 60}
  };

  private static List<double[]> road(int count) {
    List<double[]> points = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      points.add(seen(ROAD[i][0], ROAD[i][1]));
    }
    return points;
  }

  @ParameterizedTest
  @CsvSource({"4", "5", "8"})
  void shouldRecoverTheRoadWhenPointsAreExact(int count) throws IOException {
    Homography map = read(points(road(count))).calibration().orElseThrow();
    Ground ground = new Ground();
    for (double[] place : new double[][] {{-3, 20}, {2, 45}, {0, 80}}) {
      double[] p = seen(place[0], place[1]);
      assertThat(map.ground(p[0], p[1], ground)).isTrue();
      assertThat(ground.x()).isCloseTo(place[0], within(1e-6));
      assertThat(ground.y()).isCloseTo(place[1], within(1e-6));
    }
    assertThat(map.rmsMetres()).isLessThan(1e-6);
    assertThat(map.ground(0.5, 0.0, ground)).as("above the horizon").isFalse();
  }

  @Test
  void shouldReportTheErrorWhenPointsAreNoisy() throws IOException {
    Random random = new Random(4);
    List<double[]> points = road(8);
    for (double[] p : points.subList(0, 6)) {
      p[0] += random.nextGaussian() / 640;
      p[1] += random.nextGaussian() / 360;
    }
    Homography map = read(points(points)).calibration().orElseThrow();
    assertThat(map.rmsMetres()).isBetween(0.01, 0.5);
    assertThat(map.rmsPixels(640, 360)).isBetween(0.1, 2.0);
  }

  @Test
  void shouldRefuseTooFewPoints() {
    assertThatThrownBy(() -> read(points(road(3))))
        .hasMessageContaining("calibration.points: needs 4 to 64 points but has 3");
  }

  @Test
  void shouldRefusePointsThatDoNotAgree() {
    List<double[]> points = road(8);
    points.get(3)[3] += 6;
    assertThatThrownBy(() -> read(points(points)))
        .hasMessageContaining("(RMS), more than 0.5 m")
        .hasMessageContaining("points[");
  }

  @Test
  void shouldRefusePointsInExchangedOrder() {
    List<double[]> points = road(4);
    double[] a = points.get(0);
    double[] b = points.get(1);
    points.set(0, new double[] {a[0], a[1], b[2], b[3]});
    points.set(1, new double[] {b[0], b[1], a[2], a[3]});
    assertThatThrownBy(() -> read(points(points))).hasMessageContaining("calibration: ");
  }

  @Test
  void shouldRefusePointsOnOneLine() {
    List<double[]> line = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      line.add(seen(2, 16 + 8 * i));
    }
    assertThatThrownBy(() -> read(points(line))).hasMessageContaining("lie on one line");
    List<double[]> three = List.of(seen(2, 16), seen(2, 24), seen(2, 36), seen(-4, 24));
    assertThatThrownBy(() -> read(points(three))).hasMessageContaining("lie on one line");
    List<double[]> same = List.of(seen(2, 16), seen(2, 16), seen(2, 16), seen(2, 16));
    assertThatThrownBy(() -> read(points(same))).hasMessageContaining("at one place");
  }
}
