package io.milepost.rsu.rules.collision;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.rsu.rules.Road;
import io.milepost.rsu.rules.core.Scene;
import io.milepost.rsu.rules.geometry.SceneGeometry;
import io.milepost.rsu.rules.track.TrackedObject;
import io.milepost.rsu.rules.track.Tracker;
import io.milepost.rsu.rules.track.TrackerConfig;
import org.junit.jupiter.api.Test;

class VanishingTest {
  private static final double LOST = 2;
  private static final double BACK = 1.85;

  /**
   * A car drives to the left, is lost, and a box next to it that appeared just before moves at some
   * speed, or stands.
   */
  private static Shock look(double ahead, double aside, double speed) {
    Tracker tracker = new Tracker(TrackerConfig.defaults());
    double t = 0;
    for (int i = 0; i <= 27; i++) {
      t = i / 10.0;
      Road road = Road.empty();
      if (t < LOST - 0.05) {
        road.car(500 - 120 * t, 200);
      }
      if (t > BACK) {
        road.car(500 - 120 * LOST - ahead - speed * (t - BACK), 200 + aside);
      }
      tracker.update(t, road.at(t).detections());
    }
    Scene scene = new Scene(t, 0.1, 0.1, 640, 360, tracker.tracks(), SceneGeometry.unknown());
    for (TrackedObject o : tracker.tracks()) {
      if (o.firstSeen() > BACK) {
        return new Vanishing().look(o, scene);
      }
    }
    throw new AssertionError("the newcomer was taken for the mover: " + tracker.tracks());
  }

  @Test
  void shouldMakeAShockOfAMoverLostAndANewcomerThatStands() {
    Shock shock = look(-30, 6, 0);

    assertThat(shock).isNotNull();
    assertThat(shock.beforeX()).isBetween(-3.6, -2.4);
    assertThat(shock.after()).isLessThan(0.3);
    assertThat(shock.time()).isBetween(LOST - 0.2, LOST);
  }

  @Test
  void shouldSayNothingWhenTheNewcomerMovesOrIsElsewhere() {
    assertThat(look(-30, 6, 90)).isNull();
    assertThat(look(150, 6, 0)).isNull();
    assertThat(look(-30, 90, 0)).isNull();
  }
}
