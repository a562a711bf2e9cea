package io.milepost.rsu.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.rsu.rules.core.Condition;
import io.milepost.rsu.rules.core.Finding;
import io.milepost.rsu.rules.geometry.SceneGeometry;
import io.milepost.rsu.rules.geometry.Zone;
import io.milepost.rsu.rules.geometry.ZoneType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import org.junit.jupiter.api.Test;

/**
 * Hand-made scenes of a road across the picture: two lanes to the right (y = 200 and 250), one to
 * the left (y = 120), each for what a rule finds and for what only looks like it.
 */
class RoadRulesTest {
  private static final double FPS = 10;

  private final List<Finding> told = new ArrayList<>();
  private RuleEngine engine = new RuleEngine("cam", RulesConfig.defaults());

  private void play(double from, double to, DoubleFunction<Road> scene) {
    for (int i = 0; from + i / FPS < to; i++) {
      double t = from + i / FPS;
      told.addAll(engine.observe(scene.apply(t).at(t)));
    }
  }

  private List<Finding> confirmed(IncidentType type) {
    return told.stream()
        .filter(f -> f.phase() == Finding.Phase.CONFIRMED && f.type() == type)
        .toList();
  }

  private void draw(Zone... zones) {
    engine = new RuleEngine("cam", RulesConfig.defaults(), new SceneGeometry(List.of(zones)));
  }

  /** A zone from pixels; directed to the right, to the left or not at all. */
  private static Zone zone(ZoneType type, double[] box, int direction) {
    double l = box[0] / 640;
    double t = box[1] / 360;
    double r = box[2] / 640;
    double b = box[3] / 360;
    List<Zone.Point> corners =
        List.of(
            new Zone.Point(l, t), new Zone.Point(r, t), new Zone.Point(r, b), new Zone.Point(l, b));
    List<Zone.Point> along =
        direction == 0
            ? List.of()
            : List.of(
                new Zone.Point(direction > 0 ? l : r, t), new Zone.Point(direction > 0 ? r : l, t));
    return new Zone(type.code(), type, corners, along, Double.NaN);
  }

  /** Cars of 60 by 40 pixels whose wheels are at y, one every 5 s in each lane. */
  private static Road traffic(double t) {
    Road road = Road.empty();
    for (int k = 0; k < 20; k++) {
      road.car(150 * (t - 5 * k) - 60, 160);
      road.car(150 * (t - 5 * k - 2) - 60, 210);
      road.car(640 - 150 * (t - 5 * k - 1), 80);
    }
    return road;
  }

  private static Road person(Road road, double x, double feet) {
    return road.box("person", 0.8, x - 9, feet - 45, 18, 45);
  }

  @Test
  void shouldTellWrongWayWhenACarDrivesAgainstALearnedLane() {
    play(0, 30, RoadRulesTest::traffic);
    assertThat(told).isEmpty();
    play(30, 36, t -> traffic(24).car(640 - 140 * (t - 30), 212));

    assertThat(confirmed(IncidentType.WRONG_WAY)).hasSize(1);
    Finding f = confirmed(IncidentType.WRONG_WAY).get(0);
    assertThat(f.severity()).isEqualTo(Severity.MEDIUM);
    assertThat(f.confirmedSeconds()).isBetween(31.5, 33.5);
    assertThat(told).last().extracting(Finding::severity).isEqualTo(Severity.HIGH);
    assertThat(f.evidence()).containsEntry("lane", "learned").containsKey("travelled_units");
    assertThat(f.trace().conditions()).extracting(Condition::name).contains("cosine_to_lane");
    assertThat(f.trace().frames()).hasSizeGreaterThanOrEqualTo(10);
  }

  @Test
  void shouldNotLearnTheDirectionFromTheWrongWayDriver() {
    play(0, 30, RoadRulesTest::traffic);
    for (int i = 0; i < 3; i++) {
      double from = 30 + 40 * i;
      play(from, from + 6, t -> Road.empty().car(640 - 140 * (t - from), 212));
      play(from + 6, from + 40, t -> Road.empty());
    }

    assertThat(confirmed(IncidentType.WRONG_WAY)).hasSize(3);
  }

  @Test
  void shouldTellWrongWayAtOnceWhenTheLaneIsDrawn() {
    draw(zone(ZoneType.LANE, new double[] {0, 180, 640, 280}, 1));
    play(0, 6, t -> Road.empty().car(640 - 140 * t, 210));

    assertThat(confirmed(IncidentType.WRONG_WAY)).hasSize(1);
    assertThat(confirmed(IncidentType.WRONG_WAY).get(0).confirmedSeconds()).isLessThan(3.5);
  }

  @Test
  void shouldNotTellWrongWayWhenACarReversesAShortWay() {
    draw(zone(ZoneType.LANE, new double[] {0, 180, 640, 280}, 1));
    play(
        0,
        20,
        t -> {
          double x = t < 3 ? 100 * t : t < 5 ? 300 : Math.max(140, 300 - 25 * (t - 5));
          return Road.empty().car(x, 210);
        });

    assertThat(confirmed(IncidentType.WRONG_WAY)).isEmpty();
  }

  @Test
  void shouldNotTellWrongWayWhenOneOvertakesOnTheOtherSide() {
    play(0, 30, RoadRulesTest::traffic);
    play(
        30,
        38,
        t -> {
          double s = t - 30;
          double aside = Math.max(0, Math.min(1, s - 1)) - Math.max(0, Math.min(1, s - 3.2));
          return Road.empty().car(40 + 90 * s, 160).car(-40 + 150 * s, 160 - 78 * aside);
        });

    assertThat(confirmed(IncidentType.WRONG_WAY)).isEmpty();
  }

  @Test
  void shouldTellAPersonOnTheLearnedRoad() {
    play(0, 25, RoadRulesTest::traffic);
    play(25, 30, t -> person(traffic(t), 330 + 10 * (t - 25), 246));

    Finding f = confirmed(IncidentType.PEDESTRIAN_ON_ROAD).get(0);
    assertThat(f.severity()).isEqualTo(Severity.MEDIUM);
    assertThat(f.confirmedSeconds()).isBetween(26.0, 28.0);
    assertThat(f.evidence()).containsEntry("road", "learned").containsEntry("place", "carriageway");
    play(30, 40, RoadRulesTest::traffic);
    assertThat(told).last().extracting(Finding::phase).isEqualTo(Finding.Phase.CLEARED);
  }

  @Test
  void shouldNotTellAPersonWhenNoVehicleEverDrove() {
    play(0, 30, t -> person(Road.empty(), 100 + 12 * t, 250));

    assertThat(told).isEmpty();
  }

  @Test
  void shouldNotTellWalkersWhenTheyKeepToThePavement() {
    play(0, 60, t -> person(person(traffic(t), 60 + 8 * t, 330), 600 - 8 * t, 345));

    assertThat(confirmed(IncidentType.PEDESTRIAN_ON_ROAD)).isEmpty();
  }

  @Test
  void shouldNotTellARiderWhoseTwoWheelerIsSeen() {
    play(0, 25, RoadRulesTest::traffic);
    play(
        25,
        35,
        t ->
            person(traffic(t), 100 + 30 * (t - 25), 248)
                .box("bicycle", 0.7, 80 + 30 * (t - 25), 222, 40, 28));

    assertThat(confirmed(IncidentType.PEDESTRIAN_ON_ROAD)).isEmpty();
  }

  @Test
  void shouldTellByZonesWhereTheyAreDrawn() {
    Zone road = zone(ZoneType.CARRIAGEWAY, new double[] {0, 100, 640, 260}, 0);
    Zone crossing = zone(ZoneType.CROSSING, new double[] {300, 100, 360, 260}, 0);
    Zone shoulder = zone(ZoneType.SHOULDER, new double[] {0, 260, 640, 290}, 0);
    draw(road, crossing, shoulder);
    play(0, 5, t -> person(Road.empty(), 330, 110 + 25 * t));
    play(5, 10, t -> person(Road.empty(), 330, 330));
    assertThat(told).isEmpty();
    play(20, 25, t -> person(Road.empty(), 100, 275));
    assertThat(confirmed(IncidentType.PEDESTRIAN_ON_ROAD)).hasSize(1);
    assertThat(told).last().extracting(Finding::severity).isEqualTo(Severity.MEDIUM);
    play(25, 29, t -> person(Road.empty(), 100, 275 - 15 * (t - 25)));
    assertThat(told).last().extracting(Finding::severity).isEqualTo(Severity.HIGH);
    assertThat(confirmed(IncidentType.PEDESTRIAN_ON_ROAD)).hasSize(1);
  }

  private static double stopping(double t, double stop, double at) {
    double left = Math.max(0, stop - t);
    return left > 2 ? at - 150 - 150 * (left - 2) : at - 37.5 * left * left;
  }

  @Test
  void shouldNotTellAVehicleThatStandsInAParkingZone() {
    draw(zone(ZoneType.PARKING, new double[] {250, 200, 400, 300}, 0));
    play(0, 30, t -> Road.empty().car(stopping(t, 4, 300), 210));

    assertThat(told).isEmpty();
  }

  @Test
  void shouldTellABlockageWhenTrafficQueuesLongerThanASignalIsRed() {
    draw(zone(ZoneType.LANE, new double[] {0, 220, 640, 280}, 1));
    play(0, 25, RoadRulesTest::traffic);
    play(25, 99, t -> Road.empty().car(stopping(t, 29, 450), 210).car(stopping(t, 42, 370), 210));

    Finding stopped = confirmed(IncidentType.STOPPED_VEHICLE).get(0);
    assertThat(confirmed(IncidentType.STOPPED_VEHICLE)).hasSize(1);
    assertThat(stopped.severity()).isEqualTo(Severity.MEDIUM);
    assertThat(stopped.evidence()).containsEntry("in_lane", true);
    assertThat(confirmed(IncidentType.BLOCKAGE)).hasSize(1);
    assertThat(confirmed(IncidentType.BLOCKAGE).get(0).severity()).isEqualTo(Severity.MEDIUM);
    play(99, 101, t -> Road.empty().car(450, 210).car(370, 210));
    assertThat(told).noneMatch(RoadRulesTest::stops);
    play(101, 112, t -> Road.empty().car(450, 210).car(370, 210));
    assertThat(told).anyMatch(RoadRulesTest::stops);
  }

  @Test
  void shouldTellABlockageSoonWhenOthersDriveRoundACarThatStands() {
    draw(zone(ZoneType.CARRIAGEWAY, new double[] {0, 170, 640, 280}, 0));
    play(0, 25, RoadRulesTest::traffic);
    play(
        25,
        50,
        t -> {
          Road road = Road.empty().car(stopping(t, 29, 450), 210);
          for (int k = 0; k < 8; k++) {
            road.car(150 * (t - 27 - 3 * k) - 60, 145);
          }
          return road;
        });

    assertThat(told)
        .filteredOn(f -> f.type() == IncidentType.STOPPED_VEHICLE)
        .anyMatch(f -> f.severity() == Severity.HIGH);
    assertThat(confirmed(IncidentType.BLOCKAGE)).hasSize(1);
    assertThat(confirmed(IncidentType.BLOCKAGE).get(0).confirmedSeconds()).isBetween(39.0, 47.0);
    assertThat(told).anyMatch(RoadRulesTest::stops);
  }

  @Test
  void shouldTellACarWhosePathTheTrackerLostWhileItBraked() {
    play(0, 25, RoadRulesTest::traffic);
    play(
        25,
        50,
        t -> {
          double x = stopping(t, 29, 450);
          return t > 28 && t < 29.4 ? Road.empty() : Road.empty().car(t < 28 ? x : 450, 210);
        });

    assertThat(confirmed(IncidentType.STOPPED_VEHICLE)).hasSize(1);
    assertThat(confirmed(IncidentType.STOPPED_VEHICLE).get(0).confirmedSeconds())
        .isBetween(37.5, 43.0);
  }

  @Test
  void shouldTellNoVehicleToStopWhereNobodyDrewTheRoad() {
    queueBehindAStoppedCar();

    assertThat(confirmed(IncidentType.STOPPED_VEHICLE)).hasSize(1);
    assertThat(confirmed(IncidentType.STOPPED_VEHICLE).get(0).severity())
        .isEqualTo(Severity.MEDIUM);
    assertThat(confirmed(IncidentType.BLOCKAGE)).hasSize(1);
    assertThat(told).noneMatch(RoadRulesTest::stops);
  }

  /** Whether vehicles are told to stop. */
  private static boolean stops(Finding f) {
    return f.type() == IncidentType.BLOCKAGE && f.severity() == Severity.HIGH;
  }

  private void queueBehindAStoppedCar() {
    play(0, 25, RoadRulesTest::traffic);
    play(
        25,
        60,
        t ->
            Road.empty()
                .car(stopping(t, 29, 450), 210)
                .car(stopping(t, 42, 370), 210)
                .car(stopping(t, 44, 290), 210));
  }

  @Test
  void shouldTellDebrisInALaneWhileTrafficDrivesAroundAndForgetWhatIsCovered() {
    play(0, 20, RoadRulesTest::traffic);
    play(20, 36, t -> traffic(t).box("debris", 0.6, 320, 238, 16, 10));

    Finding f = confirmed(IncidentType.DEBRIS).get(0);
    assertThat(f.severity()).isEqualTo(Severity.MEDIUM);
    assertThat(f.confirmedSeconds()).isBetween(29.0, 35.0);
    assertThat(confirmed(IncidentType.DEBRIS)).hasSize(1);
  }

  @Test
  void shouldNotTellDebrisWhenItLiesBesideTheRoadOrUnderAVehicle() {
    play(0, 20, RoadRulesTest::traffic);
    play(20, 45, t -> traffic(t).box("debris", 0.6, 320, 330, 16, 10));
    assertThat(confirmed(IncidentType.DEBRIS)).isEmpty();
    play(45, 70, t -> Road.empty().car(300, 210).box("debris", 0.6, 320, 236, 16, 10));

    assertThat(confirmed(IncidentType.DEBRIS)).isEmpty();
  }

  @Test
  void shouldTellRoadworksOnceAndKeepQuietInside() {
    play(0, 20, RoadRulesTest::traffic);
    play(
        20,
        70,
        t -> {
          Road road = t > 35 ? person(traffic(t), 340, 240) : traffic(t);
          for (int k = 0; k < 6; k++) {
            road.box("cone", 0.7, 260 + 30 * k, k % 2 == 0 ? 215 : 250, 8, 16);
          }
          return road;
        });

    assertThat(confirmed(IncidentType.CONSTRUCTION)).hasSize(1);
    assertThat(confirmed(IncidentType.CONSTRUCTION).get(0).severity()).isEqualTo(Severity.LOW);
    assertThat(confirmed(IncidentType.PEDESTRIAN_ON_ROAD)).isEmpty();
  }

  @Test
  void shouldNotTellRoadworksForAFewCones() {
    play(
        0,
        90,
        t ->
            traffic(t)
                .box("cone", 0.7, 260, 300, 8, 16)
                .box("cone", 0.7, 290, 300, 8, 16)
                .box("cone", 0.7, 320, 300, 8, 16));

    assertThat(confirmed(IncidentType.CONSTRUCTION)).isEmpty();
  }

  /** The lanes to the right come to a standstill from the right, the other flows. */
  @Test
  void shouldTellTheEndOfTheQueueInTheDirectionThatIsSlow() {
    play(0, 30, RoadRulesTest::traffic);
    play(
        30,
        130,
        t -> {
          Road road = Road.empty();
          for (int k = 0; k < 4; k++) {
            road.car(stopping(t, 34 + 3 * k, 560 - 75 * k), 160);
            road.car(stopping(t, 35 + 3 * k, 540 - 75 * k), 210);
          }
          for (int k = 0; k < 20; k++) {
            road.car(640 - 150 * (t - 30 - 5 * k - 1), 80);
          }
          return road;
        });

    assertThat(confirmed(IncidentType.CONGESTION)).hasSize(1);
    Finding f = confirmed(IncidentType.CONGESTION).get(0);
    assertThat(f.evidence()).containsEntry("level", "standstill");
    assertThat(f.severity()).isEqualTo(Severity.MEDIUM);
    assertThat(told)
        .filteredOn(u -> u.key().equals(f.key()) && u.phase() == Finding.Phase.UPDATED)
        .extracting(Finding::severity)
        .endsWith(Severity.HIGH);
    assertThat(f.x()).isBetween(0.48, 0.62);
    assertThat((double) f.evidence().get("towards_x")).isGreaterThan(0.9);
  }
}
