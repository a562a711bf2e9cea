package io.milepost.rsu.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.rsu.rules.core.Finding;
import io.milepost.rsu.rules.geometry.SceneGeometry;
import io.milepost.rsu.rules.geometry.ZoneType;
import java.util.List;
import org.junit.jupiter.api.Test;

/** People at the edge of the road, and vehicles that stand across it. */
class RoadEdgeTest {
  /** Cars whose wheels are at 250 pixels, one every two seconds. */
  private static Road traffic(double t) {
    Road road = Road.empty();
    for (int k = 0; k < 40; k++) {
      road.car(150 * (t - 2 * k) - 60, 210);
    }
    return road;
  }

  private static Road person(Road road, double x, double feet, double confidence) {
    return road.box("person", confidence, x - 9, feet - 45, 18, 45);
  }

  @Test
  void shouldTellWhoIsBesideALearnedRoadAsLowAndAgainWhenHeStepsOnIt() {
    RuleBench bench =
        new RuleBench(
            "{pedestrian: {pavement_seconds: 0, shoulder_traffic: 0}}", SceneGeometry.unknown());
    bench.play(0, 25, RoadEdgeTest::traffic);
    bench.play(25, 32, t -> person(traffic(t), 300, 278, 0.8));
    List<Finding> beside = bench.confirmed(IncidentType.PEDESTRIAN_ON_ROAD);
    assertThat(beside).hasSize(1);
    assertThat(beside.get(0).severity()).isEqualTo(Severity.LOW);
    assertThat(beside.get(0).evidence()).containsEntry("place", "shoulder");

    bench.play(32, 40, t -> person(Road.empty(), 300, Math.max(246, 278 - 20 * (t - 32)), 0.8));
    assertThat(bench.confirmed(IncidentType.PEDESTRIAN_ON_ROAD)).hasSize(1);
    assertThat(bench.of(IncidentType.PEDESTRIAN_ON_ROAD, Finding.Phase.UPDATED))
        .anyMatch(f -> f.severity() == Severity.MEDIUM);
  }

  @Test
  void shouldTellOnTheShoulderOnlyWhoStandsOnItWithBothFeet() {
    SceneGeometry site =
        Zones.of(
            Zones.box(ZoneType.CARRIAGEWAY, 300, 0, 640, 360),
            Zones.box(ZoneType.SHOULDER, 200, 0, 300, 360));
    RuleBench outside = new RuleBench("{}", site);
    outside.play(0, 70, t -> person(Road.empty(), 205, 250, 0.8));
    assertThat(outside.told).isEmpty();

    RuleBench inside = new RuleBench("{}", site);
    inside.play(0, 70, t -> person(Road.empty(), 295, 250, 0.8));
    assertThat(inside.confirmed(IncidentType.PEDESTRIAN_ON_ROAD)).hasSize(1);
    assertThat(inside.confirmed(IncidentType.LOITERING)).hasSize(1);
  }

  /** Brakes to a stop at 450 pixels and 29 s; turns its front to the camera meanwhile. */
  private static Road turning(double t, double width) {
    double left = Math.max(0, 29 - t);
    double middle = 480 - (left > 2 ? 150 + 150 * (left - 2) : 37.5 * left * left);
    double share = Math.max(0, Math.min(1, 1 - left / 1.5));
    double w = 60 + (width - 60) * share;
    return Road.empty().box("car", 0.8, middle - w / 2, 210, w, 40);
  }

  private static RuleBench stop(double width) {
    SceneGeometry site = Zones.of(Zones.box(ZoneType.CARRIAGEWAY, 0, 200, 640, 280));
    RuleBench bench = new RuleBench("{collision: {enabled: false}}", site);
    bench.play(0, 25, RoadEdgeTest::traffic);
    return bench.play(25, 41, t -> turning(t, width));
  }

  @Test
  void shouldTellABlockageBeforeTenSecondsWhenACarStandsAcross() {
    List<Finding> told = stop(34).confirmed(IncidentType.BLOCKAGE);

    assertThat(told).hasSize(1);
    assertThat(told.get(0).confirmedSeconds()).isBetween(32.0, 38.0);
    assertThat(told.get(0).severity()).isEqualTo(Severity.MEDIUM);
  }

  @Test
  void shouldTellNoBlockageSoSoonWhenItStandsStraight() {
    assertThat(stop(60).confirmed(IncidentType.BLOCKAGE)).isEmpty();
  }
}
