package io.milepost.rsu.rules.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.rsu.rules.Road;
import io.milepost.rsu.rules.track.Tracker;
import io.milepost.rsu.rules.track.TrackerConfig;
import org.junit.jupiter.api.Test;

class StandstillTest {
  private static final double SPEED = 120;
  private static final double STOPS = 6;

  /** A car that drives at even speed, brakes evenly for some seconds, stands, and is measured. */
  private static Standstill.Stop stop(double braking, double standingWidth) {
    Tracker tracker = new Tracker(TrackerConfig.defaults());
    for (int i = 0; i <= 80; i++) {
      double t = i / 10.0;
      double left = Math.max(0, STOPS - t);
      double away =
          left > braking ? SPEED * (left - braking / 2) : SPEED * left * left / (2 * braking);
      double w = t < STOPS - braking ? 60 : standingWidth;
      Road road = Road.empty().box("car", 0.8, 500 - away - w / 2, 200, w, 40);
      tracker.update(t, road.at(t).detections());
    }
    return new Standstill().measure(tracker.tracks().get(0));
  }

  @Test
  void shouldMeasureTheSecondsOfBrakingWhateverTheScale() {
    assertThat(stop(0.2, 60).braked()).isBetween(-0.4, 0.9);
    assertThat(stop(2, 60).braked()).isBetween(1.4, 2.4);
    assertThat(stop(3.4, 60).braked()).isGreaterThan(2.3);
    assertThat(stop(2, 60).speed()).isBetween(2.7, 3.3);
  }

  @Test
  void shouldTellATurnWhenTheBoxBecameWiderWhileItStopped() {
    assertThat(stop(1, 60).turned()).isBetween(-0.05, 0.05);
    assertThat(stop(1, 90).turned()).isBetween(0.25, 0.5);
  }

  @Test
  void shouldSayNothingWhenItWasNotSeenDriving() {
    Tracker tracker = new Tracker(TrackerConfig.defaults());
    for (int i = 0; i <= 40; i++) {
      tracker.update(i / 10.0, Road.empty().car(300, 200).at(i / 10.0).detections());
    }

    assertThat(new Standstill().measure(tracker.tracks().get(0))).isNull();
  }
}
