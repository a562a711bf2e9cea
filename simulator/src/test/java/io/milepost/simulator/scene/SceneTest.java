package io.milepost.simulator.scene;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SceneTest {
  private static Scene at(Scene scene, double seconds) {
    while (scene.time() < seconds) {
      scene.advance();
    }
    return scene;
  }

  private static List<Mover> scripted(Scene scene) {
    return scene.movers().stream().filter(m -> m.scripted).toList();
  }

  @ParameterizedTest
  @EnumSource(Scenario.class)
  void shouldNameItsIncidentWhenTheScenarioHasOne(Scenario scenario) {
    Scene scene = new Scene(ScenarioSpec.of(scenario, 11).withAt(18));

    List<Incident> primary = scene.incidents().stream().filter(Incident::primary).toList();
    if (scenario.incident() == null) {
      assertThat(scene.incidents()).isEmpty();
    } else {
      assertThat(primary).hasSize(1);
      assertThat(primary.get(0).type()).isEqualTo(scenario.incident());
      assertThat(primary.get(0).start()).isEqualTo(18);
      Box box = primary.get(0).box();
      assertThat(box.area()).isPositive();
      assertThat(box.clip(640, 360)).isEqualTo(box);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
  void shouldTouchAndBrakeHardWhenVehiclesCollide(long seed) {
    Scene scene = at(new Scene(ScenarioSpec.of(Scenario.COLLISION, seed)), 14.4);
    List<Mover> pair = scripted(scene);
    assertThat(pair).hasSize(2);
    assertThat(pair.get(0).touches(pair.get(1))).as("0.6 s before").isFalse();
    Mover striker = pair.get(1);
    double before = striker.speed();

    at(scene, 15.2);
    assertThat(pair.get(0).touches(striker)).as("after contact").isTrue();
    at(scene, 16);
    assertThat((before - striker.speed()) / 1.0).as("mean deceleration").isGreaterThan(4);

    at(scene, 21);
    assertThat(pair).allSatisfy(m -> assertThat(m.speed()).isZero());
    double apart = Math.hypot(pair.get(0).s() - striker.s(), pair.get(0).l() - striker.l());
    assertThat(apart).isLessThan((pair.get(0).length() + striker.length()) / 2 + 2.5);
    assertThat(Math.abs(pair.get(0).yaw()) + Math.abs(striker.yaw())).isGreaterThan(0.1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void shouldComeToRestOnTimeWhenAVehicleStops(long seed) {
    Scene scene = at(new Scene(ScenarioSpec.of(Scenario.STOPPED_VEHICLE, seed)), 13);
    Mover mover = scripted(scene).get(0);
    assertThat(mover.speed()).isGreaterThan(2);

    at(scene, 15.1);
    double s = mover.s();
    assertThat(mover.speed()).isZero();
    at(scene, 40);
    assertThat(mover.s()).isEqualTo(s);
  }

  @Test
  void shouldBurnAndGrowWhenAVehicleIsOnFire() {
    Scene scene = at(new Scene(ScenarioSpec.of(Scenario.VEHICLE_FIRE, 3)), 14.5);
    assertThat(scene.fire().burning(scene.time())).isFalse();

    at(scene, 16);
    Box small = scene.fire().box(scene.stillView(), scene.time(), false);
    at(scene, 36);
    Box large = scene.fire().box(scene.stillView(), scene.time(), false);
    assertThat(scene.fire().burning(scene.time())).isTrue();
    assertThat(large.area()).isGreaterThan(small.area() * 1.5);
    assertThat(scene.fire().box(scene.stillView(), scene.time(), true).area())
        .isGreaterThan(large.area());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldBreakDownToADenseQueueWhenCongested(long seed) {
    Scene scene = at(new Scene(ScenarioSpec.of(Scenario.CONGESTION, seed).withAt(20)), 8);
    double free = meanSpeed(scene);
    int few = crowd(scene);
    at(scene, 24);
    assertThat(meanSpeed(scene)).isLessThan(4).isLessThan(free / 2);
    at(scene, 60);
    assertThat(meanSpeed(scene)).isLessThan(4);
    assertThat(crowd(scene)).isGreaterThan(few);
  }

  /** Mean speed of the slower direction near the camera. */
  private static double meanSpeed(Scene scene) {
    double least = Double.MAX_VALUE;
    for (int direction = -1; direction <= 1; direction += 2) {
      int d = direction;
      least =
          Math.min(
              least,
              scene.movers().stream()
                  .filter(m -> m.type() != ObjectClass.PERSON && m.direction() == d)
                  .filter(m -> m.s() > 5 && m.s() < 85)
                  .mapToDouble(Mover::speed)
                  .average()
                  .orElse(99));
    }
    return least;
  }

  private static int crowd(Scene scene) {
    return (int) scene.movers().stream().filter(m -> m.s() > 5 && m.s() < 85).count();
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23, 24, 25, 26, 27, 28})
  void shouldNeverTouchWhenTrafficFlowsFreely(long seed) {
    Scene scene = new Scene(ScenarioSpec.of(Scenario.FREE_FLOW, seed));
    while (scene.time() < 60) {
      List<Mover> movers =
          scene.movers().stream().filter(m -> m.type() != ObjectClass.PERSON).toList();
      for (int i = 0; i < movers.size(); i++) {
        for (int k = 0; k < i; k++) {
          assertThat(movers.get(i).touches(movers.get(k)))
              .as("%s and %s at %s", movers.get(i).id(), movers.get(k).id(), scene.time())
              .isFalse();
        }
      }
      scene.advance();
    }
  }

  @Test
  void shouldGoOnWithTrafficWhenTheIncidentIsCleared() {
    Scene scene = new Scene(ScenarioSpec.of(Scenario.COLLISION, 4).withClear(20));
    assertThat(scene.incidents().get(0).end()).isEqualTo(35);

    at(scene, 34);
    assertThat(scripted(scene)).hasSize(2);
    at(scene, 36);
    assertThat(scripted(scene)).isEmpty();
    at(scene, 120);
    assertThat(scene.movers()).anySatisfy(m -> assertThat(m.speed()).isGreaterThan(8));
  }

  @Test
  void shouldInvertItselfWhenTheRoadIsBent() {
    for (double k : new double[] {0, 0.003, -0.003}) {
      Road road = new Road(2, 2, 3.5, 2, 1, k, false, false);
      double x = road.x(60, -4);
      double y = road.y(60, -4);
      assertThat(road.s(x, y)).isCloseTo(60, org.assertj.core.data.Offset.offset(1e-6));
      assertThat(road.l(x, y)).isCloseTo(-4, org.assertj.core.data.Offset.offset(1e-6));
    }
  }
}
