package io.milepost.simulator.scene;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.simulator.scene.SceneLayout.Point;
import io.milepost.simulator.scene.SceneLayout.Zone;
import io.milepost.simulator.truth.LayoutWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SceneLayoutTest {
  @ParameterizedTest
  @EnumSource(Scenario.class)
  void shouldBeAProperConfigurationWhenExported(Scenario scenario) {
    for (long seed = 1; seed <= 12; seed++) {
      SceneLayout layout = new Scene(ScenarioSpec.of(scenario, seed).withFps(1)).layout();
      Set<String> ids = new HashSet<>();
      Set<String> types = new HashSet<>();
      for (Zone zone : layout.zones()) {
        assertThat(ids.add(zone.id())).as(zone.id()).isTrue();
        types.add(zone.type());
        assertThat(zone.polygon()).hasSizeBetween(zone.type().equals("line") ? 2 : 3, 256);
        assertThat(zone.polygon())
            .allSatisfy(
                p -> {
                  assertThat(p.x()).isBetween(0.0, 1.0);
                  assertThat(p.y()).isBetween(0.0, 1.0);
                });
        assertThat(crossesItself(zone.polygon())).as("seed %s %s", seed, zone).isFalse();
        if (zone.type().equals("lane")) {
          assertThat(zone.direction()).hasSize(2);
          assertThat(zone.speedLimitKmh()).isBetween(50.0, 120.0);
        }
      }
      assertThat(types).contains("carriageway", "lane");
    }
  }

  private static boolean crossesItself(List<Point> p) {
    int n = p.size();
    for (int i = 0; i < n; i++) {
      for (int k = i + 2; k < n; k++) {
        boolean neighbours = i == 0 && k == n - 1;
        if (!neighbours && cross(p.get(i), p.get((i + 1) % n), p.get(k), p.get((k + 1) % n))) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean cross(Point a, Point b, Point c, Point d) {
    return turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0;
  }

  private static double turn(Point a, Point b, Point c) {
    return (b.x() - a.x()) * (c.y() - a.y()) - (b.y() - a.y()) * (c.x() - a.x());
  }

  @Test
  void shouldMapMetresToThePictureWhenCalibrated() {
    for (long seed = 1; seed <= 30; seed++) {
      Scene scene = new Scene(ScenarioSpec.of(Scenario.FREE_FLOW, seed).withFps(1));
      SceneLayout layout = scene.layout();
      assertThat(layout.calibration()).hasSize(4);
      for (SceneLayout.Pair pair : layout.calibration()) {
        double[] p = scene.stillView().pixel(pair.x(), pair.y(), 0);
        assertThat(p[0] / 640).isCloseTo(pair.image().x(), within(1e-6));
        assertThat(p[1] / 360).isCloseTo(pair.image().y(), within(1e-6));
        assertThat(Math.abs(pair.x())).isLessThan(150);
        assertThat(pair.y()).isBetween(-5.0, 300.0);
      }
    }
  }

  private static org.assertj.core.data.Offset<Double> within(double d) {
    return org.assertj.core.data.Offset.offset(d);
  }

  @Test
  void shouldNameWhatTheSceneHasWhenWritten() {
    Scene scene = new Scene(ScenarioSpec.of(Scenario.CROSSING, 2).withFps(1));

    assertThat(LayoutWriter.yaml(scene.layout()))
        .startsWith("zones:\n  - {id: away, type: carriageway, speed_limit_kmh: ")
        .contains(
            "type: lane", "type: line", "line: [[", "calibration:\n  points:\n    - {image: [");
  }

  @Test
  void shouldHoldOutMoreThanTwoHundredScenesWhenListed() {
    List<ScenarioSpec> held = SceneList.heldOut();

    assertThat(held).hasSizeGreaterThan(200).doesNotHaveDuplicates();
    assertThat(held).allMatch(s -> s.seed() >= SceneList.FIRST_HELD_OUT);
    assertThat(held).allMatch(s -> s.scenario().lights().contains(s.light().orElseThrow()));
    assertThat(SceneList.tuning(3)).allMatch(s -> s.seed() <= SceneList.LAST_TUNING);
  }
}
