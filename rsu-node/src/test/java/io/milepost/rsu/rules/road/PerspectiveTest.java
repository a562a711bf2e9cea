package io.milepost.rsu.rules.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.milepost.rsu.rules.Road;
import io.milepost.rsu.rules.core.Scene;
import io.milepost.rsu.rules.geometry.SceneGeometry;
import io.milepost.rsu.rules.track.Tracker;
import io.milepost.rsu.rules.track.TrackerConfig;
import org.junit.jupiter.api.Test;

class PerspectiveTest {
  /** A car whose box is a quarter as high as its lower edge lies below row 60. */
  private static void put(Road road, double x, double bottom) {
    double height = 0.25 * (bottom - 60);
    road.box("car", 0.8, x, bottom - height, 1.5 * height, height);
  }

  private static Perspective after(int frames, double... rows) {
    Perspective perspective = new Perspective();
    Tracker tracker = new Tracker(TrackerConfig.defaults());
    for (int i = 0; i < frames; i++) {
      Road road = Road.empty();
      for (int k = 0; k < rows.length; k++) {
        put(road, 40 + 120 * k, rows[k]);
      }
      tracker.update(i / 10.0, road.at(i / 10.0).detections());
      perspective.learn(
          new Scene(i / 10.0, 0.1, 0.1, 640, 360, tracker.tracks(), SceneGeometry.unknown()));
    }
    return perspective;
  }

  @Test
  void shouldLearnTheHorizonWhenCarsAreSeenAtSeveralRows() {
    Perspective perspective = after(10, 140, 200, 260, 320);

    assertThat(perspective.known()).isTrue();
    assertThat(perspective.horizon()).isCloseTo(60, within(2.0));
    assertThat(perspective.unit(260)).isCloseTo(50, within(1.0));
    assertThat(perspective.depth(160)).isCloseTo(2 * perspective.depth(260), within(0.5));
  }

  @Test
  void shouldKnowNothingWhenAllCarsAreAtOneRow() {
    assertThat(after(10, 200, 200, 200).known()).isFalse();
  }
}
