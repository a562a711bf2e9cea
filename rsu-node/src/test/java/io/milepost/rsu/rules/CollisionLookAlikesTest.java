package io.milepost.rsu.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.protocol.incident.IncidentType;
import io.milepost.rsu.rules.core.Condition;
import io.milepost.rsu.rules.core.Finding;
import io.milepost.rsu.rules.core.TraceRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What looks like a collision and is none, drawn by hand at 10 frames per second. */
class CollisionLookAlikesTest {
  private static final double FPS = 10;
  private static final double SPEED = 150;

  private final List<Finding> told = new ArrayList<>();
  private RuleEngine engine;

  @BeforeEach
  void begin() {
    engine = new RuleEngine("cam", RulesConfig.defaults());
  }

  private List<Finding> collisions(double to, DoubleFunction<Road> scene) {
    for (int i = 0; i / FPS < to; i++) {
      told.addAll(engine.observe(scene.apply(i / FPS).at(i / FPS)));
    }
    return told.stream()
        .filter(f -> f.type() == IncidentType.COLLISION && f.phase() == Finding.Phase.CONFIRMED)
        .toList();
  }

  /** Left edge of a car that stands at {@code rest} from {@code stop} on, after even braking. */
  private static double stops(double t, double stop, double braking, double rest) {
    double left = Math.max(0, stop - t);
    double braked = Math.min(left, braking);
    return rest - SPEED * braked * braked / (2 * braking) - SPEED * Math.max(0, left - braking);
  }

  /** Two far cars that drive on, so that there is traffic. */
  private static Road traffic(double t) {
    return Road.empty()
        .box("car", 0.8, 90 * t % 700 - 50, 100, 36, 24)
        .box("car", 0.8, (90 * t + 330) % 700 - 50, 104, 36, 24);
  }

  @Test
  void shouldStaySilentWhenACarBrakesHardToAStopOnItsOwn() {
    assertThat(collisions(12, t -> traffic(t).car(stops(t, 5, 1.8, 380), 200))).isEmpty();
  }

  @Test
  void shouldStaySilentWhenTwoStopSideBySideAtASignal() {
    assertThat(
            collisions(
                12, t -> traffic(t).car(stops(t, 5, 3, 380), 200).car(stops(t, 5.3, 3, 372), 232)))
        .isEmpty();
  }

  @Test
  void shouldStaySilentWhenACarStopsRightBehindAStoppedOne() {
    assertThat(
            collisions(
                12, t -> traffic(t).car(stops(t, 3, 3, 400), 200).car(stops(t, 6, 2.2, 313), 200)))
        .isEmpty();
  }

  @Test
  void shouldStaySilentWhenALorryHidesACarThatDrives() {
    assertThat(
            collisions(
                10,
                t -> {
                  double car = -60 + 150 * t;
                  double lorry = 560 - 60 * t;
                  boolean hidden = car + 60 > lorry && car < lorry + 150;
                  Road road = traffic(t).box("truck", 0.9, lorry, 170, 150, 90);
                  return hidden ? road : road.car(car, 205);
                }))
        .isEmpty();
  }

  @Test
  void shouldStaySilentWhenTwoTracksChangePlaces() {
    assertThat(
            collisions(
                8,
                t -> {
                  double one = -60 + 140 * t;
                  double other = 640 - 140 * t;
                  boolean merged = Math.abs(one - other) < 40;
                  Road road = traffic(t);
                  return merged
                      ? road.box("car", 0.8, Math.min(one, other), 200, 60, 44)
                      : road.car(one, 200).car(other, 206);
                }))
        .isEmpty();
  }

  @Test
  void shouldStaySilentWhenOneOvertakesCloseBy() {
    assertThat(collisions(10, t -> traffic(t).car(40 + 60 * t, 200).car(-150 + 130 * t, 214)))
        .isEmpty();
  }

  @Test
  void shouldStaySilentWhenBoxesOfDenseTrafficMergeAndSplit() {
    assertThat(
            collisions(
                20,
                t -> {
                  Road road = traffic(t);
                  double way = 140 * Math.min(t, 4) + 25 * Math.max(0, t - 4);
                  for (int k = 0; k < 6; k++) {
                    double x = (way + 68 * k) % 760 - 80;
                    boolean merged = (int) (t * 2 + k) % 5 == 0;
                    road.box("car", 0.8, x, 200, merged ? 120 : 60, 40);
                    road.car((way + 68 * k + 30) % 760 - 80, 236);
                  }
                  return road;
                }))
        .isEmpty();
  }

  @Test
  void shouldStaySilentWhenACarCreepsOutOfThePicture() {
    assertThat(
            collisions(
                12, t -> traffic(t).car(stops(t, 5, 1.8, 590) + 12 * Math.max(0, t - 5), 200)))
        .isEmpty();
  }

  @Test
  void shouldStaySilentWhenThePictureShakes() {
    assertThat(
            collisions(
                10,
                t -> {
                  double dx = 6 * Math.sin(17 * t);
                  double dy = 4 * Math.sin(23 * t);
                  return Road.empty()
                      .car(60 + 100 * t + dx, 200 + dy)
                      .car(-20 + 100 * t + dx, 204 + dy)
                      .car(300 + dx, 120 + dy);
                }))
        .isEmpty();
  }

  @Test
  void shouldCarryATraceOfItsConditionsWhenOneRunsIntoAnother() {
    List<Finding> found =
        collisions(
            8,
            t -> {
              double after = Math.max(0, t - 3);
              double slid = Math.min(after, 0.4);
              double striker = 238 - SPEED * Math.max(0, 3 - t) + 10 * slid;
              double x = 300 + 120 * slid - 100 * slid * slid;
              double y = 60 + 60 * Math.min(t, 3) - 20 * slid;
              return traffic(t).car(striker, 240).box("car", 0.8, x, y, 45, 45);
            });

    assertThat(found).hasSize(1);
    assertThat(found.get(0).trace().conditions())
        .extracting(Condition::name)
        .containsExactly("impact_score", "aftermath_probability", "standing_seconds");
    assertThat(found.get(0).trace().frames()).isNotEmpty();
    TraceRecord.Frame last =
        found.get(0).trace().frames().get(found.get(0).trace().frames().size() - 1);
    assertThat(
            found.get(0).trace().conditions().get(0).met(last.values()[0])
                || found.get(0).trace().conditions().get(1).met(last.values()[1]))
        .isTrue();
  }

  @Test
  void shouldWithdrawEverySuspicionThatIsNotConfirmed() {
    collisions(14, t -> traffic(t).car(stops(t, 5, 1.2, 380), 200).car(420 + 20 * t, 204));
    for (Finding f : told) {
      if (f.phase() == Finding.Phase.SUSPECTED) {
        assertThat(told)
            .filteredOn(o -> o.key().equals(f.key()))
            .extracting(Finding::phase)
            .containsAnyOf(Finding.Phase.WITHDRAWN, Finding.Phase.CONFIRMED);
      }
    }
    assertThat(told).noneMatch(f -> f.phase() == Finding.Phase.CONFIRMED);
  }
}
