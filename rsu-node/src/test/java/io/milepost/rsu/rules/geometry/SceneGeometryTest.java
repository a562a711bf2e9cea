package io.milepost.rsu.rules.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.Point;

class SceneGeometryTest {
  /** A road 10 m wide seen straight from above: 64 pixels are a metre, rows count away from it. */
  private static final String FROM_ABOVE =
      """
      zones:
        - {id: road, type: carriageway, polygon: [[0.2, 0.1], [0.8, 0.1], [0.8, 0.9], [0.2, 0.9]]}
        - {id: slow, type: lane, polygon: [[0.5, 0.1], [0.8, 0.1], [0.8, 0.9], [0.5, 0.9]],
           direction: [[0.65, 0.9], [0.65, 0.1]], speed_limit_kmh: 80}
        - {id: gate, type: line, line: [[0.2, 0.5], [0.5, 0.5], [0.8, 0.4]]}
      calibration:
        points:
          - {image: [0, 1], world: [0, 0]}
          - {image: [1, 1], world: [10, 0]}
          - {image: [1, 0], world: [10, 5.625]}
          - {image: [0, 0], world: [0, 5.625]}
      """;

  private final SceneGeometry scene = scene(FROM_ABOVE);

  private static SceneGeometry scene(String yaml) {
    try {
      JsonNode root = new YAMLMapper().readTree(yaml);
      SceneGeometry scene =
          GeometryConfig.of(root.get("zones"), root.get("calibration")).geometry();
      scene.picture(640, 360);
      return scene;
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private Zone zone(String id) {
    return scene.zones().stream().filter(z -> z.id().equals(id)).findFirst().orElseThrow();
  }

  @Test
  void shouldFindTheZonesAroundAPlaceInAnyPictureSize() {
    assertThat(scene.zoneAt(ZoneType.CARRIAGEWAY, 200, 100).id()).isEqualTo("road");
    assertThat(scene.inside(ZoneType.LANE, 200, 100)).isFalse();
    assertThat(scene.zoneAt(ZoneType.LANE, 400, 100).speedLimitKmh()).isEqualTo(80);
    assertThat(scene.inside(ZoneType.CARRIAGEWAY, 100, 100)).isFalse();
    assertThat(scene.inside(ZoneType.LINE, 320, 180)).isFalse();
    assertThat(scene.has(ZoneType.LINE)).isTrue();
    assertThat(scene.has(ZoneType.SHOULDER)).isFalse();

    scene.picture(1280, 720);
    assertThat(scene.zoneAt(ZoneType.CARRIAGEWAY, 400, 200).id()).isEqualTo("road");
    assertThat(scene.inside(ZoneType.CARRIAGEWAY, 200, 200)).isFalse();
  }

  @Test
  void shouldNameTheFirstZoneOfTheConfigurationWhereTheyOverlap() {
    List<Zone> zones = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      double x = (39 - i) / 100.0;
      zones.add(
          new Zone(
              "z" + i,
              ZoneType.RESTRICTED,
              List.of(
                  new Zone.Point(x, 0.1),
                  new Zone.Point(0.9, 0.1),
                  new Zone.Point(0.9, 0.9),
                  new Zone.Point(x, 0.9)),
              List.of(),
              Double.NaN));
    }
    SceneGeometry many = new SceneGeometry(zones);
    many.picture(100, 100);

    assertThat(many.zoneAt(ZoneType.RESTRICTED, 80, 50).id()).isEqualTo("z0");
    assertThat(many.zoneAt(ZoneType.RESTRICTED, 20.5, 50).id()).isEqualTo("z19");
  }

  @Test
  void shouldMeasureTheDistanceToTheBorder() {
    assertThat(scene.border(zone("road"), 128 + 20, 180)).isCloseTo(20, within(1e-9));
    assertThat(scene.border(zone("road"), 128 - 20, 180)).isCloseTo(-20, within(1e-9));
    assertThat(scene.borderMetres(zone("road"), 128 + 32, 180)).isCloseTo(0.5, within(1e-6));
    assertThat(scene.deepInside(ZoneType.CARRIAGEWAY, 128 + 33, 180, 0.5, 99)).isTrue();
    assertThat(scene.deepInside(ZoneType.CARRIAGEWAY, 128 + 31, 180, 0.5, 1)).isFalse();

    SceneGeometry plain = new SceneGeometry(scene.zones());
    plain.picture(640, 360);
    assertThat(plain.borderMetres(zone("road"), 160, 180)).isNaN();
    assertThat(plain.deepInside(ZoneType.CARRIAGEWAY, 128 + 31, 180, 0.5, 30)).isTrue();
    assertThat(plain.deepInside(ZoneType.CARRIAGEWAY, 128 + 29, 180, 0.5, 30)).isFalse();
  }

  /** JTS as the judge of the arithmetic that replaces it on the hot path. */
  @Test
  void shouldAgreeWithJtsOnInsideAndDistance() {
    Random random = new Random(8);
    GeometryFactory jts = new GeometryFactory();
    double[][] star = {{0.5, 0.1}, {0.6, 0.4}, {0.9, 0.45}, {0.6, 0.6}, {0.7, 0.9}, {0.3, 0.5}};
    List<Zone.Point> corners = new ArrayList<>();
    Coordinate[] ring = new Coordinate[star.length + 1];
    for (int i = 0; i <= star.length; i++) {
      double[] p = star[i % star.length];
      ring[i] = new Coordinate(100 * p[0], 100 * p[1]);
      if (i < star.length) {
        corners.add(new Zone.Point(p[0], p[1]));
      }
    }
    Zone zone = new Zone("star", ZoneType.PARKING, corners, List.of(), Double.NaN);
    SceneGeometry own = new SceneGeometry(List.of(zone));
    own.picture(100, 100);
    var polygon = jts.createPolygon(ring);
    LineString border = polygon.getExteriorRing();
    for (int i = 0; i < 2000; i++) {
      double x = 100 * random.nextDouble();
      double y = 100 * random.nextDouble();
      Point point = jts.createPoint(new Coordinate(x, y));
      boolean inside = polygon.contains(point);
      assertThat(own.inside(ZoneType.PARKING, x, y)).isEqualTo(inside);
      assertThat(own.border(zone, x, y))
          .isCloseTo((inside ? 1 : -1) * border.distance(point), within(1e-9));
    }
  }

  @Test
  void shouldTellFromWhichSideALineIsCrossed() {
    Zone gate = zone("gate");
    assertThat(scene.crossing(gate, 200, 170, 200, 190)).isEqualTo(Crossing.LEFT_TO_RIGHT);
    assertThat(scene.crossing(gate, 200, 190, 200, 170)).isEqualTo(Crossing.RIGHT_TO_LEFT);
    assertThat(scene.crossing(gate, 200, 150, 200, 170)).isEqualTo(Crossing.NONE);
    assertThat(scene.crossing(gate, 100, 170, 100, 190)).isEqualTo(Crossing.NONE);
    assertThat(scene.crossing(gate, 320, 170, 320, 190)).isEqualTo(Crossing.LEFT_TO_RIGHT);
    assertThat(scene.crossing(gate, 200, 170, 200, 180)).isEqualTo(Crossing.LEFT_TO_RIGHT);
    assertThat(scene.crossing(gate, 200, 180, 200, 190)).isEqualTo(Crossing.NONE);
    assertThat(scene.crossing(zone("road"), 100, 180, 200, 180)).isEqualTo(Crossing.NONE);
    assertThat(scene.border(gate, 200, 190)).isCloseTo(10, within(1e-9));
    assertThat(scene.border(gate, 200, 170)).isCloseTo(-10, within(1e-9));
  }

  @Test
  void shouldTellTheDirectionOfALane() {
    Heading heading = new Heading();
    assertThat(scene.heading(zone("slow"), 400, 200, heading)).isTrue();
    assertThat(heading.y()).isCloseTo(-1, within(1e-9));
    assertThat(heading.along(0, 30)).isCloseTo(-1, within(1e-9));
    assertThat(heading.along(0, 0)).isZero();
    assertThat(scene.heading(zone("road"), 400, 200, heading)).isFalse();
  }

  @Test
  void shouldMakeMetresOfPixels() {
    Ground ground = new Ground();
    assertThat(scene.calibrated()).isTrue();
    assertThat(scene.metres(320, 180, 6.4, ground)).isTrue();
    assertThat(ground.x()).isCloseTo(5, within(1e-6));
    assertThat(ground.y()).isCloseTo(2.8125, within(1e-6));
    assertThat(ground.sigma()).isBetween(0.1, 0.105);

    SceneGeometry plain = SceneGeometry.unknown();
    assertThat(plain.calibrated()).isFalse();
    assertThat(plain.metres(320, 180, ground)).isFalse();
  }

  @Test
  void shouldAllocateNothingWhenAsked() {
    Ground ground = new Ground();
    Heading heading = new Heading();
    Zone slow = zone("slow");
    Zone gate = zone("gate");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long self = Thread.currentThread().getId();
    long allocated = 0;
    double sum = 0;
    for (int round = 0; round < 2; round++) {
      long before = threads.getThreadAllocatedBytes(self);
      for (int i = 0; i < 20_000; i++) {
        double x = i % 640;
        double y = i % 360;
        sum += scene.zoneAt(ZoneType.LANE, x, y) == null ? 0 : 1;
        sum += scene.deepInside(ZoneType.CARRIAGEWAY, x, y, 0.5, 10) ? 1 : 0;
        sum += scene.borderMetres(slow, x, y);
        sum += scene.crossing(gate, x, y, y, x).ordinal();
        sum += scene.heading(slow, x, y, heading) ? heading.x() : 0;
        sum += scene.metres(x, y, ground) ? ground.x() : 0;
      }
      allocated = threads.getThreadAllocatedBytes(self) - before;
    }
    assertThat(sum).isNotNaN();
    assertThat(allocated).as("bytes for 120,000 questions").isLessThan(20_000);
  }
}
