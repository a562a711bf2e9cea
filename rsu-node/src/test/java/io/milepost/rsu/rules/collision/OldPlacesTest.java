package io.milepost.rsu.rules.collision;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.rsu.rules.Road;
import io.milepost.rsu.rules.core.Scene;
import io.milepost.rsu.rules.geometry.SceneGeometry;
import io.milepost.rsu.rules.track.TrackedObject;
import io.milepost.rsu.rules.track.Tracker;
import io.milepost.rsu.rules.track.TrackerConfig;
import org.junit.jupiter.api.Test;

class OldPlacesTest {
  private final OldPlaces places = new OldPlaces();
  private final Tracker tracker = new Tracker(TrackerConfig.defaults());

  private void look(double t, Road road) {
    tracker.update(t, road.at(t).detections());
    places.learn(new Scene(t, 0.1, 0.1, 640, 360, tracker.tracks(), SceneGeometry.unknown()));
  }

  private TrackedObject only() {
    assertThat(tracker.tracks()).hasSize(1);
    return tracker.tracks().get(0);
  }

  @Test
  void shouldKnowAPlaceWhenAVehicleHasStoodThereForLong() {
    for (int i = 0; i < 60; i++) {
      look(i / 10.0, Road.empty().car(300, 200));
    }

    assertThat(places.stoodBefore(only(), 3)).isTrue();
  }

  @Test
  void shouldNotKnowAPlaceWhenNobodyStoodThereBefore() {
    for (int i = 0; i < 60; i++) {
      look(i / 10.0, Road.empty().car(Math.min(300, 90 * i / 10.0), 200));
    }

    assertThat(only().stationaryFor(5.9)).isGreaterThan(1.5);
    assertThat(places.stoodBefore(only(), 3)).isFalse();
  }

  @Test
  void shouldKnowNothingWhenEverybodyDrives() {
    for (int i = 0; i < 40; i++) {
      look(i / 10.0, Road.empty().car(100 * i / 10.0, 200));
    }

    assertThat(places.stoodBefore(only(), 4)).isFalse();
  }
}
