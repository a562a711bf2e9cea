package io.milepost.rsu.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.milepost.protocol.incident.IncidentType;
import io.milepost.rsu.rules.core.Crossing;
import io.milepost.rsu.rules.core.Finding;
import io.milepost.rsu.rules.geometry.SceneGeometry;
import io.milepost.rsu.rules.geometry.Zone;
import io.milepost.rsu.rules.geometry.ZoneType;
import java.util.List;
import java.util.function.DoubleFunction;
import org.junit.jupiter.api.Test;

class AreaRulesTest {
  private static final SceneGeometry RESTRICTED =
      Zones.of(Zones.box(ZoneType.RESTRICTED, 320, 100, 640, 360));

  /** A person whose feet are at a place. */
  private static Road person(double x, double y) {
    return with(Road.empty(), x, y);
  }

  private static Road with(Road road, double x, double y) {
    return road.box("person", 0.7, x - 12, y - 60, 24, 60);
  }

  @Test
  void shouldTellAnIntrusionHalfASecondAfterSomebodyEntersAndClearItAfterwards() {
    RuleBench bench = new RuleBench("{}", RESTRICTED);
    bench.play(0, 12, t -> person(t < 8 ? 200 + 40 * t : 520 - 80 * (t - 8), 250));

    List<Finding> told = bench.confirmed(IncidentType.INTRUSION);
    assertThat(told).hasSize(1);
    assertThat(told.get(0).confirmedSeconds()).isBetween(3.4, 4.0);
    assertThat(told.get(0).evidence()).containsEntry("zone", "restricted-1").containsKey("inside");
    assertThat(told.get(0).trace().conditions()).hasSize(3);
    assertThat(told.get(0).trace().frames()).isNotEmpty();

    bench.play(12, 20, t -> person(200, 250));
    List<Finding> cleared = bench.of(IncidentType.INTRUSION, Finding.Phase.CLEARED);
    assertThat(cleared).extracting(Finding::key).containsExactly(told.get(0).key());
  }

  @Test
  void shouldTellOneIntrusionPerZoneAndNoneOutsideOrOfAFlicker() {
    RuleBench two = new RuleBench("{}", RESTRICTED);
    two.play(0, 5, t -> with(person(400, 250), 500, 250));
    assertThat(two.confirmed(IncidentType.INTRUSION)).hasSize(1);

    RuleBench outside = new RuleBench("{}", RESTRICTED).play(0, 5, t -> person(280, 250));
    assertThat(outside.told).isEmpty();

    RuleBench flicker = new RuleBench("{}", RESTRICTED);
    flicker.play(0, 20, t -> (int) (t * 10) % 10 < 3 ? person(400, 250) : Road.empty());
    assertThat(flicker.told).isEmpty();

    RuleBench nowhere = new RuleBench("{}", SceneGeometry.unknown());
    assertThat(nowhere.play(0, 5, t -> person(400, 250)).told).isEmpty();
  }

  @Test
  void shouldLetVehiclesIntoARestrictedZoneWhenAskedTo() {
    DoubleFunction<Road> van = t -> Road.empty().car(100 + 60 * t, 200);
    RuleBench both = new RuleBench("{}", RESTRICTED).play(0, 6, van);
    assertThat(both.confirmed(IncidentType.INTRUSION)).hasSize(1);
    RuleBench people = new RuleBench("{intrusion: {vehicles: false}}", RESTRICTED);
    assertThat(people.play(0, 6, van).confirmed(IncidentType.INTRUSION)).isEmpty();
  }

  @Test
  void shouldTellALoitererAfterAMinuteThoughHiddenAndRenamedButNobodyWhoPassesBy() {
    SceneGeometry shoulder = Zones.of(Zones.box(ZoneType.SHOULDER, 0, 100, 640, 360));
    RuleBench lingers = new RuleBench("{}", shoulder);
    lingers.play(
        0, 70, t -> t > 30 && t < 34 ? Road.empty() : person(300 + 25 * Math.sin(t / 3), 250));
    List<Finding> told = lingers.confirmed(IncidentType.LOITERING);
    assertThat(told).hasSize(1);
    assertThat(told.get(0).confirmedSeconds()).isBetween(59.5, 61.5);
    assertThat(told.get(0).startSeconds()).isBetween(0.0, 1.0);
    assertThat(told.get(0).trace().conditions().get(0).name()).isEqualTo("there_seconds");

    RuleBench passes = new RuleBench("{loitering: {seconds: 10}}", shoulder);
    passes.play(0, 25, t -> person(30 + 23 * t, 250));
    assertThat(passes.confirmed(IncidentType.LOITERING)).isEmpty();

    RuleBench inert = new RuleBench("{loitering: {seconds: 10}}", SceneGeometry.unknown());
    assertThat(inert.play(0, 20, t -> person(300, 250)).told).isEmpty();
    RuleBench asked =
        new RuleBench("{loitering: {seconds: 10, anywhere: true}}", SceneGeometry.unknown());
    asked.play(0, 20, t -> person(300, 250));
    assertThat(asked.confirmed(IncidentType.LOITERING)).hasSize(1);
  }

  private static Road people(int n) {
    Road road = Road.empty();
    for (int i = 0; i < n; i++) {
      with(road, 200 + 35 * (i % 5), 200 + 70 * (i / 5));
    }
    return road;
  }

  @Test
  void shouldTellACrowdWithHysteresisInNumberAndTime() {
    SceneGeometry crossing = Zones.of(Zones.box(ZoneType.CROSSING, 0, 100, 640, 360));
    RuleBench bench = new RuleBench("{}", crossing);
    bench.play(0, 20, t -> people(7));
    assertThat(bench.told).isEmpty();
    bench.play(20, 26, t -> people(9));
    bench.play(26, 30, t -> people(3));
    assertThat(bench.told).isEmpty();
    bench.play(30, 50, t -> people(9));
    assertThat(bench.confirmed(IncidentType.CROWDING)).hasSize(1);
    bench.play(50, 65, t -> people(6));
    assertThat(bench.of(IncidentType.CROWDING, Finding.Phase.CLEARED)).isEmpty();
    bench.play(65, 110, t -> people(2));
    assertThat(bench.of(IncidentType.CROWDING, Finding.Phase.CLEARED)).hasSize(1);
  }

  private static final Zone LINE = Zones.line("gate", List.of(), 320, 100, 320, 340);

  private static Road car(double x) {
    return Road.empty().car(x - 30, 210);
  }

  @Test
  void shouldCountBothWaysAcrossALineAndTellNobody() {
    RuleBench bench = new RuleBench("{}", Zones.of(LINE));
    bench.play(0, 4, t -> car(100 + 110 * t));
    bench.play(4, 8, t -> car(540 - 110 * (t - 4)));
    assertThat(bench.crossings)
        .containsExactly(new Crossing("gate", "to_left"), new Crossing("gate", "to_right"));
    assertThat(bench.confirmed(IncidentType.LINE_CROSSING)).isEmpty();
  }

  @Test
  void shouldCountNothingWhenABoxTremblesOnTheLineOrGoesRoundItsEnd() {
    RuleBench trembles = new RuleBench("{}", Zones.of(LINE));
    trembles.play(0, 20, t -> car(320 + 6 * Math.sin(7 * t)));
    assertThat(trembles.crossings).isEmpty();

    Zone brief = Zones.line("brief", List.of(), 320, 300, 320, 340);
    RuleBench round = new RuleBench("{}", Zones.of(brief));
    round.play(0, 4, t -> car(100 + 110 * t));
    assertThat(round.crossings).isEmpty();
  }

  @Test
  void shouldTellOnlyTheForbiddenDirection() {
    Zone oneWay = Zones.line("exit", Zones.points(200, 200, 440, 200), 320, 100, 320, 340);
    RuleBench allowed = new RuleBench("{}", Zones.of(oneWay));
    allowed.play(0, 4, t -> car(540 - 110 * t));
    assertThat(allowed.crossings).hasSize(1);
    assertThat(allowed.told).isEmpty();

    RuleBench forbidden = new RuleBench("{}", Zones.of(oneWay));
    forbidden.play(0, 4, t -> car(100 + 110 * t));
    forbidden.play(4, 12, t -> Road.empty());
    List<Finding> told = forbidden.confirmed(IncidentType.LINE_CROSSING);
    assertThat(told).hasSize(1);
    assertThat(told.get(0).evidence()).containsEntry("line", "exit").containsEntry("who", "car");
    assertThat(told.get(0).confirmedSeconds()).isCloseTo(2.5, within(0.5));
    assertThat(forbidden.of(IncidentType.LINE_CROSSING, Finding.Phase.CLEARED)).hasSize(1);
  }

  @Test
  void shouldSayWhichKindOfZoneDoesNotExist() {
    assertThatThrownBy(() -> RuleBench.config("{loitering: {zones: [park]}}"))
        .hasMessage("rules.loitering.zones: 'park' is no kind of zone with an inside");
    assertThatThrownBy(() -> RuleBench.config("{crowding: {zones: shoulder}}"))
        .hasMessage("rules.crowding.zones must be a list");
    assertThatThrownBy(() -> RuleBench.config("{shadow: [strolling]}"))
        .hasMessageStartingWith("rules.shadow: 'strolling' is no rule; known are collision,");
  }
}
