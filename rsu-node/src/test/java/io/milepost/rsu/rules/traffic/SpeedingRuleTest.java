package io.milepost.rsu.rules.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.protocol.incident.Severity;
import io.milepost.rsu.rules.Road;
import io.milepost.rsu.rules.Zones;
import io.milepost.rsu.rules.core.Finding;
import io.milepost.rsu.rules.core.FindingBook;
import io.milepost.rsu.rules.core.Scene;
import io.milepost.rsu.rules.geometry.SceneGeometry;
import io.milepost.rsu.rules.geometry.Zone;
import io.milepost.rsu.rules.geometry.ZoneType;
import io.milepost.rsu.rules.track.Tracker;
import io.milepost.rsu.rules.track.TrackerConfig;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpeedingRuleTest {
  private static final SceneGeometry LANE =
      Zones.of(
          new Zone(
              "lane", ZoneType.LANE, Zones.points(0, 0, 640, 0, 640, 360, 0, 360), List.of(), 80));

  private static List<Finding> drive(double kmh, double sigmaShare, SceneGeometry geometry) {
    SpeedMeter meter =
        (object, scene, out) -> {
          out.mps = kmh / 3.6;
          out.sigma = sigmaShare * out.mps;
          return true;
        };
    return drive(meter, geometry);
  }

  private static List<Finding> drive(SpeedMeter meter, SceneGeometry geometry) {
    SpeedingRule rule = new SpeedingRule(SpeedingConfig.defaults(), meter);
    Tracker tracker = new Tracker(TrackerConfig.defaults());
    FindingBook book = new FindingBook("cam");
    book.picture(640, 360);
    geometry.picture(640, 360);
    List<Finding> told = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      double t = i / 10.0;
      Road road = i < 40 ? Road.empty().car(20 + 140 * t, 200) : Road.empty();
      tracker.update(t, road.at(t).detections());
      rule.observe(new Scene(t, i == 0 ? 0 : 0.1, 0.1, 640, 360, tracker.tracks(), geometry), book);
      told.addAll(book.drain());
    }
    return told;
  }

  @Test
  void shouldTellSpeedingOnlyWhenItIsSureOfIt() {
    List<Finding> told = drive(100, 0.05, LANE);
    assertThat(told)
        .extracting(Finding::phase)
        .containsExactly(Finding.Phase.CONFIRMED, Finding.Phase.CLEARED);
    assertThat(told.get(0).severity()).isEqualTo(Severity.LOW);
    assertThat(told.get(0).evidence())
        .containsEntry("speed_kmh", 100.0)
        .containsEntry("speed_threshold_kmh", 80.0);
    assertThat(drive(140, 0.05, LANE).get(0).severity()).isEqualTo(Severity.MEDIUM);
    assertThat(drive(86, 0.02, LANE)).isEmpty();
    assertThat(drive(100, 0.2, LANE)).isEmpty();
    assertThat(drive(300, 0.35, LANE)).isEmpty();
    assertThat(drive(100, 0.05, SceneGeometry.unknown())).isEmpty();
    assertThat(drive((object, scene, out) -> false, LANE)).isEmpty();
  }
}
