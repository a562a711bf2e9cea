package io.milepost.rsu.rules.track;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.rsu.rules.track.MotEvaluator.Score;
import io.milepost.simulator.scene.Scenario;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The tracker's scores on scenes that no threshold was chosen on, a little under what was measured.
 */
class TrackingScoreTest {
  private static final long FIRST = 2101;
  private static final int SCENES = 4;
  private static final double SECONDS = 30;

  @ParameterizedTest
  @CsvSource({
    "FREE_FLOW, 5, 0.715, 0.86",
    "FREE_FLOW, 10, 0.745, 0.9",
    "FREE_FLOW, 15, 0.74, 0.89",
    "STOPPED_VEHICLE, 5, 0.73, 0.86",
    "STOPPED_VEHICLE, 15, 0.74, 0.87",
    "CONGESTION, 5, 0.745, 0.875",
    "CONGESTION, 10, 0.76, 0.9",
    "CONGESTION, 15, 0.755, 0.89",
  })
  void shouldKeepIdentitiesAtEveryRate(Scenario scenario, int fps, double hota, double idf1) {
    Score score = TrackingScore.play(scenario, fps, FIRST, SCENES, SECONDS, false);

    assertThat(score.hota()).as("%s", score).isGreaterThanOrEqualTo(hota);
    assertThat(score.idf1()).as("%s", score).isGreaterThanOrEqualTo(idf1);
    assertThat(score.mota()).as("%s", score).isGreaterThanOrEqualTo(0.82);
    assertThat(score.falseBoxes()).as("%s", score).isLessThan(score.boxes() / 100);
  }
}
