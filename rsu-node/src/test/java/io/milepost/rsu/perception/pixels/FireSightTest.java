package io.milepost.rsu.perception.pixels;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.protocol.incident.IncidentType;
import io.milepost.rsu.perception.Detection;
import io.milepost.rsu.perception.FrameDetections;
import io.milepost.rsu.perception.ObjectClass;
import io.milepost.rsu.rules.core.Finding;
import io.milepost.simulator.scene.Light;
import io.milepost.simulator.scene.Scenario;
import io.milepost.simulator.scene.ScenarioSpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fire and smoke by colour, flicker and growth, with no model at all. */
class FireSightTest {

  private static List<Finding> fires(Footage footage) {
    return footage.told.stream()
        .filter(f -> f.type() == IncidentType.FIRE || f.type() == IncidentType.SMOKE)
        .toList();
  }

  @Test
  void shouldTellOneFireWithinFiveSecondsWhenAHouseBurns() {
    try (Footage footage = new Footage().clip("furg_house6_fire.mp4")) {
      assertThat(fires(footage)).hasSize(1);
      Finding first = fires(footage).get(0);
      assertThat(first.type()).isEqualTo(IncidentType.FIRE);
      assertThat(first.confirmedSeconds()).isLessThan(5);
    }
  }

  @Test
  void shouldMakeAModelSurerWhenBothSeeFlames() {
    try (Footage footage = new Footage().clip("furg_house6_fire.mp4")) {
      int last = footage.seen.size() - 1;
      Detection mine = footage.seen.get(last);
      Detection theirs =
          new Detection("fire", ObjectClass.FIRE, 0.4f, mine.x(), mine.y(), mine.w(), mine.h());
      long pts = Math.round(footage.seenAt.get(last) * 1e6);
      Detection together =
          footage
              .eye
              .extend(new FrameDetections("cam", pts, 0, 320, 240, List.of(theirs), 0, 0, 0, 0))
              .detections()
              .get(0);
      assertThat(together.confidence()).isBetween(0.6f, 0.99f);
      assertThat(together.x()).isEqualTo(theirs.x());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bgslib_video02.avi",
        "bgslib_video03.avi",
        "intel_one-by-one-person.mp4",
        "intel_people-detection.mp4",
        "intel_person-bicycle-car-detection.mp4",
        "intel_worker-zone-detection.mp4",
        "kenway_accident1.mp4",
        "kenway_accident4.mp4",
        "opencv4nodejs_traffic.mp4"
      })
  void shouldStaySilentWhenNothingBurns(String clip) {
    try (Footage footage = new Footage().clip(clip)) {
      assertThat(fires(footage)).isEmpty();
      assertThat(footage.eye.figures().pictures()).isPositive();
    }
  }

  @ParameterizedTest
  @CsvSource({"3, RAIN", "4, DAY", "6, NIGHT"})
  void shouldTellTheFireWhenAVehicleBurns(long seed, Light light) {
    ScenarioSpec spec = ScenarioSpec.of(Scenario.VEHICLE_FIRE, seed).withLight(light).withFps(10);
    try (Footage footage = new Footage().play(spec, 25)) {
      assertThat(fires(footage)).isNotEmpty();
      assertThat(fires(footage).get(0).confirmedSeconds()).isBetween(15.0, 25.0);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "FREE_FLOW, 1, DUSK",
    "FREE_FLOW, 2, NIGHT",
    "COLLISION, 3, RAIN",
    "CONGESTION, 6, NIGHT"
  })
  void shouldStaySilentWhenLampsShakeAndBrake(Scenario scenario, long seed, Light light) {
    try (Footage footage = new Footage().play(Footage.scene(scenario, seed, light), 25)) {
      assertThat(fires(footage)).isEmpty();
    }
  }

  /** A picture without colour in which a bright patch flickers, as lettering or flames may. */
  private static int[] flickering(int ground, int n) {
    int[] pixels = new int[Footage.WIDTH * Footage.HEIGHT];
    for (int i = 0; i < pixels.length; i++) {
      int x = i % Footage.WIDTH;
      int y = i / Footage.WIDTH;
      boolean patch = Math.abs(x - 160) < 16 && Math.abs(y - 90) < 12 + 6 * Math.sin(0.7 * n);
      int wave = (int) (36 * Math.sin(2.9 * n + (x / 6) * 1.7 + (y / 5) * 2.3));
      pixels[i] = (patch ? 218 + wave : ground) * 0x010101;
    }
    return pixels;
  }

  @Test
  void shouldTakeWhatGlaresAndFlickersForFlamesWhenItIsNightOnly() {
    for (int ground : new int[] {40, 120}) {
      try (Footage footage = new Footage()) {
        for (int n = 0; n < 100; n++) {
          footage.show(flickering(ground, n), Footage.WIDTH, Footage.HEIGHT, n / 10.0);
        }
        assertThat(footage.seen.stream().anyMatch(d -> d.type() == ObjectClass.FIRE))
            .as("ground %d", ground)
            .isEqualTo(ground == 40);
      }
    }
  }
}
