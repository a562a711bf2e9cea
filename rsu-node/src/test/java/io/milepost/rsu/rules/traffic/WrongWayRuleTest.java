package io.milepost.rsu.rules.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.protocol.incident.IncidentType;
import io.milepost.rsu.rules.Road;
import io.milepost.rsu.rules.RuleEngine;
import io.milepost.rsu.rules.RulesConfig;
import io.milepost.rsu.rules.core.Finding;
import io.milepost.rsu.rules.geometry.SceneGeometry;
import io.milepost.rsu.rules.geometry.Zone;
import io.milepost.rsu.rules.geometry.ZoneType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import org.junit.jupiter.api.Test;

/** A lane across the picture, drawn to be driven to the right, ten pictures a second. */
class WrongWayRuleTest {
  private final List<Finding> told = new ArrayList<>();
  private final RuleEngine engine =
      new RuleEngine("cam", RulesConfig.defaults(), new SceneGeometry(List.of(lane())));

  private static Zone lane() {
    List<Zone.Point> corners =
        List.of(
            new Zone.Point(0, 0.5),
            new Zone.Point(1, 0.5),
            new Zone.Point(1, 0.78),
            new Zone.Point(0, 0.78));
    List<Zone.Point> along = List.of(new Zone.Point(0, 0.6), new Zone.Point(1, 0.6));
    return new Zone("lane", ZoneType.LANE, corners, along, Double.NaN);
  }

  private void play(double from, double to, DoubleFunction<Road> scene) {
    for (int i = 0; from + i / 10.0 < to; i++) {
      double t = from + i / 10.0;
      told.addAll(engine.observe(scene.apply(t).at(t)));
    }
  }

  /** Others drive the right way, one every 4 s, at 150 pixels/s, until a moment. */
  private static Road traffic(double t) {
    Road road = Road.empty();
    for (int k = 0; k < 8; k++) {
      road.car(150 * (t - 4 * k) - 60, 210);
    }
    return road;
  }

  private List<Finding> confirmed() {
    return told.stream()
        .filter(f -> f.type() == IncidentType.WRONG_WAY && f.phase() == Finding.Phase.CONFIRMED)
        .toList();
  }

  @Test
  void shouldCountTheWayThatADriverCameOutOfSight() {
    play(0, 40, WrongWayRuleTest::traffic);
    play(
        40,
        43,
        t -> {
          boolean hidden = t > 40.75 && t < 41.35;
          return hidden ? Road.empty() : Road.empty().car(560 - 100 * (t - 40), 210);
        });

    assertThat(confirmed()).hasSize(1);
    assertThat(confirmed().get(0).confirmedSeconds()).isBetween(40.5, 41.9);
  }

  @Test
  void shouldTellWithinTwoSecondsWhenNothingHidesHim() {
    play(0, 40, WrongWayRuleTest::traffic);
    play(40, 43, t -> Road.empty().car(560 - 100 * (t - 40), 210));

    assertThat(confirmed()).hasSize(1);
    assertThat(confirmed().get(0).confirmedSeconds()).isBetween(40.8, 41.5);
  }

  @Test
  void shouldKeepWhatIsHeldAgainstHimWhenAnotherAppearsBesideHimWhileHeIsHidden() {
    play(0, 40, WrongWayRuleTest::traffic);
    play(
        40,
        43,
        t -> {
          Road road = Road.empty();
          boolean hidden = t > 40.65 && t < 40.85;
          road = hidden ? road : road.car(560 - 100 * (t - 40), 210);
          return t > 40.65 ? road.box("car", 0.8, 600 - 20 * (t - 40.6), 160, 60, 40) : road;
        });

    assertThat(confirmed()).hasSize(1);
    assertThat(confirmed().get(0).confirmedSeconds()).isLessThan(41.8);
  }

  @Test
  void shouldNotTellABoxThatLeapsBackInAQueue() {
    play(0, 40, WrongWayRuleTest::traffic);
    play(
        40,
        60,
        t -> {
          // A box is taken for its neighbour behind for half a second every 3 s.
          double back = t % 3 < 0.5 ? 50 : 0;
          return Road.empty().car(300 - back, 210).car(230, 210);
        });

    assertThat(confirmed()).isEmpty();
  }
}
