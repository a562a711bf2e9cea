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
    "FREE_FLOW, 5, 0.5, 0.5",
    "FREE_FLOW, 10, 0.5, 0.5",
    "FREE_FLOW, 15, 0.5, 0.5",
    "STOPPED_VEHICLE, 5, 0.5, 0.5",
    "STOPPED_VEHICLE, 15, 0.5, 0.5",
    "CONGESTION, 5, 0.5, 0.5",
    "CONGESTION, 10, 0.5, 0.5",
    "CONGESTION, 15, 0.5, 0.5",
  })
  void shouldKeepIdentitiesAtEveryRate(Scenario scenario, int fps, double hota, double idf1) {
    Score score = TrackingScore.play(scenario, fps, FIRST, SCENES, SECONDS, false);

    assertThat(score.hota()).as("%s", score).isGreaterThanOrEqualTo(hota);
    assertThat(score.idf1()).as("%s", score).isGreaterThanOrEqualTo(idf1);
    assertThat(score.mota()).as("%s", score).isGreaterThanOrEqualTo(0.75);
    assertThat(score.falseBoxes()).as("%s", score).isLessThan(score.boxes() / 100);
  }
}
