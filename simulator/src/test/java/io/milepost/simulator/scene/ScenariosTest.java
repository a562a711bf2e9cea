package io.milepost.simulator.scene;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.simulator.truth.Truth;
import io.milepost.simulator.truth.TruthObject;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens in the scenes is what their truth says. */
class ScenariosTest {
  private static final long[] SEEDS = {1, 2, 3, 4, 5};

  private static Scene at(Scenario scenario, long seed, double seconds) {
    Scene scene = new Scene(ScenarioSpec.of(scenario, seed).withFps(10));
    return at(scene, seconds);
  }

  private static Scene at(Scene scene, double seconds) {
    while (scene.time() < seconds - 1e-9) {
      scene.advance();
    }
    return scene;
  }

  private static List<Mover> scripted(Scene scene, Predicate<Mover> wanted) {
    return scene.movers().stream().filter(m -> m.scripted && wanted.test(m)).toList();
  }

  private static double[] foot(Scene scene, Mover m) {
    double[] p = scene.stillView().pixel(scene.road().x(m.s, m.l), scene.road().y(m.s, m.l), 0);
    return new double[] {p[0] / scene.spec().width(), p[1] / scene.spec().height()};
  }

  private static boolean in(SceneLayout layout, String type, double[] p) {
    return layout.zones().stream()
        .filter(z -> z.type().equals(type))
        .anyMatch(z -> contains(z.polygon(), p[0], p[1]));
  }

  private static boolean contains(List<SceneLayout.Point> p, double x, double y) {
    boolean in = false;
    for (int i = 0, j = p.size() - 1; i < p.size(); j = i++) {
      SceneLayout.Point a = p.get(i);
      SceneLayout.Point b = p.get(j);
      if (a.y() > y != b.y() > y && x < (b.x() - a.x()) * (y - a.y()) / (b.y() - a.y()) + a.x()) {
        in = !in;
      }
    }
    return in;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldDriveAgainstTheLaneWhenOnTheWrongWay(long seed) {
    Scene scene = at(Scenario.WRONG_WAY, seed, 15.5);
    Mover wrong = scripted(scene, m -> true).get(0);
    double[] before = foot(scene, wrong);
    at(scene, 17);
    double[] after = foot(scene, wrong);

    SceneLayout.Zone lane =
        scene.layout().zones().stream()
            .filter(z -> z.type().equals("lane") && contains(z.polygon(), before[0], before[1]))
            .findFirst()
            .orElseThrow();
    SceneLayout.Point from = lane.direction().get(0);
    SceneLayout.Point to = lane.direction().get(1);
    double along =
        (after[0] - before[0]) * (to.x() - from.x()) + (after[1] - before[1]) * (to.y() - from.y());
    assertThat(along).as("motion along the lane's direction").isNegative();
  }

  @ParameterizedTest
  @EnumSource(
      value = Scenario.class,
      names = {"BUS_STOP", "COLLISION", "RUN_OFF", "CHAIN", "LOW_SPEED", "FAR_CRASH"},
      mode = EnumSource.Mode.EXCLUDE)
  void shouldTouchNobodyWhenNoCollisionIsPlanned(Scenario scenario) {
    StringBuilder touched = new StringBuilder();
    for (long seed : SEEDS) {
      Scene scene = new Scene(ScenarioSpec.of(scenario, seed).withFps(5));
      while (scene.time() < 40) {
        List<Mover> movers = scene.movers();
        for (int i = 0; i < movers.size(); i++) {
          Mover a = movers.get(i);
          for (int k = 0; k < i; k++) {
            Mover b = movers.get(k);
            boolean concerns = a.type.vehicle() || b.type.vehicle();
            if (concerns && a.s > 0 && a.s < 90 && a.touches(b) && a.lift + b.lift == 0) {
              touched.append(
                  String.format("seed %d %.1f s %s %s; ", seed, scene.time(), a.type, b.type));
            }
          }
        }
        scene.advance();
      }
    }
    assertThat(touched.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void shouldBeOnTheCarriagewayWhenAPedestrianIsThere(long seed) {
    Scene scene = at(Scenario.PEDESTRIAN, seed, 14);
    SceneLayout layout = scene.layout();
    Mover person = scripted(scene, m -> true).get(0);
    assertThat(in(layout, "carriageway", foot(scene, person))).as("a second before").isFalse();

    at(scene, 15.8);
    assertThat(in(layout, "carriageway", foot(scene, person))).as("at %s", person.l()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void shouldBeInsideTheZoneOrPastTheLineWhenSomeoneEnters(long seed) {
    Scene scene = at(Scenario.INTRUSION, seed, 14);
    SceneLayout layout = scene.layout();
    Mover who = scripted(scene, m -> true).get(0);
    assertThat(in(layout, "restricted", foot(scene, who))).as("a second before").isFalse();
    at(scene, 16);
    assertThat(in(layout, "restricted", foot(scene, who))).as("a second later").isTrue();

    assertThat(at(Scenario.CROSSING, seed, 1).layout().zones())
        .filteredOn(z -> z.type().equals("line"))
        .hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void shouldLieInTheLaneWhenALoadIsLost(long seed) {
    Scene scene = at(Scenario.DEBRIS, seed, 16);
    List<Mover> pieces = scripted(scene, m -> m.type == ObjectClass.DEBRIS);
    assertThat(pieces).isNotEmpty();
    Mover first = pieces.get(0);
    assertThat(first.lift()).isZero();
    assertThat(first.speed()).isZero();
    assertThat(in(scene.layout(), "lane", foot(scene, first))).isTrue();
    double s = first.s();
    at(scene, 50);
    assertThat(first.s()).isEqualTo(s);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void shouldDriveFasterThanTheLimitWhenSpeeding(long seed) {
    Scene scene = at(Scenario.SPEEDING, seed, 15.5);
    double limit = scene.layout().zones().get(0).speedLimitKmh();
    assertThat(limit).isEqualTo(50);
    Mover fast = scripted(scene, m -> true).get(0);
    assertThat(fast.speed() * 3.6).isGreaterThan(1.49 * limit);
    while (scene.time() < 40) {
      for (Mover m : scene.movers()) {
        assertThat(m == fast || m.speed() * 3.6 < limit * 1.02).as("%s", m.speed()).isTrue();
      }
      scene.advance();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void shouldGatherAndStayWhenPeopleCrowd(long seed) {
    Scene scene = at(Scenario.CROWDING, seed, 16);
    Incident incident = scene.incidents().get(0);
    assertThat(near(scene, incident)).isGreaterThanOrEqualTo(8);
    assertThat(near(at(Scenario.CROWDING, seed, 1), incident)).isLessThan(8);
  }

  private static long near(Scene scene, Incident incident) {
    return scene.movers().stream()
        .filter(m -> m.type == ObjectClass.PERSON)
        .filter(
            m ->
                Math.hypot(
                        scene.road().x(m.s, m.l) - incident.x(),
                        scene.road().y(m.s, m.l) - incident.y())
                    < 5)
        .count();
  }

  @Test
  void shouldStayAtOnePlaceForMoreThanAMinuteWhenLoitering() {
    for (long seed : SEEDS) {
      Scene scene = at(Scenario.LOITERING, seed, 15.5);
      Mover who = scripted(scene, m -> true).get(0);
      double s = who.s();
      double l = who.l();
      while (scene.time() < 99) {
        scene.advance();
        assertThat(Math.hypot(who.s() - s, who.l() - l)).isLessThan(1);
      }
    }
  }

  @Test
  void shouldLieFlatWhenSomeoneHasFallen() {
    for (long seed : SEEDS) {
      Scene scene = at(Scenario.FALL, seed, 14.5);
      Mover who = scripted(scene, m -> true).get(0);
      double upright = box(scene, who).h();
      at(scene, 17);
      assertThat(who.tilt()).isEqualTo(Math.PI / 2);
      assertThat(box(scene, who).h()).isLessThan(upright * 0.85);
    }
  }

  private static Box box(Scene scene, Mover m) {
    return new Truth()
        .of(scene).stream().filter(o -> o.track() == m.id()).findFirst().orElseThrow().box();
  }

  @Test
  void shouldShowHeadsWithAndWithoutHelmetWhenWorkersAreSeenClosely() {
    for (long seed : SEEDS) {
      Scene scene = at(Scenario.EQUIPMENT, seed, 21);
      List<TruthObject> seen = new Truth().of(scene);
      assertThat(seen).anyMatch(o -> o.type() == ObjectClass.HELMET && o.box().h() > 5);
      assertThat(seen)
          .anyMatch(o -> o.type() == ObjectClass.NO_HELMET || o.type() == ObjectClass.NO_VEST);
      assertThat(at(Scenario.EQUIPMENT, seed, 10).movers())
          .noneMatch(m -> m.gear() != null && !(m.gear().helmet() && m.gear().vest()));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldTouchWhenThreeCollideOrOneLeavesTheRoad(long seed) {
    Scene chain = at(Scenario.CHAIN, seed, 20);
    List<Mover> three = scripted(chain, m -> true);
    assertThat(three).hasSize(3);
    Mover last = three.stream().min(java.util.Comparator.comparingDouble(Mover::q)).orElseThrow();
    Mover ahead = three.get(last == three.get(2) ? 1 : 2);
    double gap = Math.abs(last.s() - ahead.s()) - (last.length() + ahead.length()) / 2;
    assertThat(gap).isLessThan(0.4);
    assertThat(three).allSatisfy(m -> assertThat(m.speed()).isZero());

    Scene alone = at(Scenario.RUN_OFF, seed, 15.3);
    Mover car = scripted(alone, m -> true).get(0);
    double edge = Math.abs(alone.road().edge(car.l() > 0 ? 1 : -1));
    assertThat(Math.abs(car.l()) + car.width() / 2).isGreaterThan(edge);
    at(alone, 20);
    assertThat(car.speed()).isZero();
  }

  @Test
  void shouldStopAndGoWhenThereIsASignal() {
    for (long seed : SEEDS) {
      Scene scene = at(Scenario.SIGNAL, seed, 38);
      SceneLayout layout = scene.layout();
      long standing = standing(scene, layout);
      at(scene, 64);
      assertThat(standing)
          .as("standing at red, seed %s %s %s", seed, scene.road(), scene.areas())
          .isGreaterThanOrEqualTo(2);
      assertThat(standing(scene, layout)).isLessThan(standing);
    }
  }

  private static long standing(Scene scene, SceneLayout layout) {
    return scene.movers().stream()
        .filter(m -> m.speed() < 0.3 && m.type.vehicle() && m.s > 5 && m.s < 90)
        .filter(m -> in(layout, "parking", foot(scene, m)))
        .count();
  }

  @ParameterizedTest
  @EnumSource(Scenario.class)
  void shouldBeInThePictureWhenTheIncidentIsOn(Scenario scenario) {
    if (scenario.incident() == null) {
      assertThat(new Scene(ScenarioSpec.of(scenario, 3)).incidents()).isEmpty();
      return;
    }
    for (long seed : SEEDS) {
      Scene scene = at(scenario, seed, 16);
      Incident primary =
          scene.incidents().stream().filter(Incident::primary).findFirst().orElseThrow();
      assertThat(primary.confirmBy()).isGreaterThan(primary.start());
      boolean seen =
          new Truth()
              .of(scene).stream()
                  .anyMatch(o -> o.visibility() > 0.2 && overlap(o.box(), primary.box()));
      assertThat(seen).as("%s seed %s", scenario, seed).isTrue();
    }
  }

  private static boolean overlap(Box a, Box b) {
    return a.x() < b.x() + b.w() + 30
        && b.x() < a.x() + a.w() + 30
        && a.y() < b.y() + b.h() + 30
        && b.y() < a.y() + a.h() + 30;
  }
}
