package io.milepost.rsu.rules.track;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.milepost.rsu.rules.track.MotEvaluator.Score;
import io.milepost.rsu.rules.track.MotEvaluator.Tagged;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Small cases whose scores were worked out by hand. */
class MotEvaluatorTest {
  private final MotEvaluator evaluator = new MotEvaluator();

  private static Tagged box(int id, double x) {
    return new Tagged(id, new Box(x, 0, x + 10, 10));
  }

  @Test
  void shouldGiveFullMarksWhenTracksAreTheTruth() {
    for (int i = 0; i < 5; i++) {
      evaluator.add(
          List.of(box(1, 20 * i), box(2, 300)), List.of(), List.of(box(7, 20 * i), box(8, 300)));
    }
    Score score = evaluator.score();

    assertThat(score.hota()).isCloseTo(1, within(1e-12));
    assertThat(score.idf1()).isEqualTo(1);
    assertThat(score.mota()).isEqualTo(1);
    assertThat(score.boxes()).isEqualTo(10);
    assertThat(score.objects()).isEqualTo(2);
  }

  /** TPA 2, FPA 0, FNA 2 for each half: AssA = 1/2, DetA = 1, HOTA = √½; IDTP 2 of 4. */
  @Test
  void shouldHalveTheAssociationWhenATrackChangesMidway() {
    for (int i = 0; i < 4; i++) {
      evaluator.add(List.of(box(1, 0)), List.of(), List.of(box(i < 2 ? 7 : 8, 0)));
    }
    Score score = evaluator.score();

    assertThat(score.assA()).isCloseTo(0.5, within(1e-12));
    assertThat(score.detA()).isCloseTo(1, within(1e-12));
    assertThat(score.hota()).isCloseTo(Math.sqrt(0.5), within(1e-12));
    assertThat(score.idf1()).isEqualTo(0.5);
    assertThat(score.switches()).isEqualTo(1);
    assertThat(score.mota()).isEqualTo(0.75);
  }

  /** One miss and one false box of four: DetA = 3/5, AssA = 3/(4+4-3); MOTA = 1 - 2/4. */
  @Test
  void shouldCountMissesAndFalseBoxes() {
    for (int i = 0; i < 4; i++) {
      evaluator.add(List.of(box(1, 0)), List.of(), List.of(box(7, i == 3 ? 500 : 0)));
    }
    Score score = evaluator.score();

    assertThat(score.misses()).isEqualTo(1);
    assertThat(score.falseBoxes()).isEqualTo(1);
    assertThat(score.mota()).isEqualTo(0.5);
    assertThat(score.idf1()).isEqualTo(0.75);
    assertThat(score.detA()).isCloseTo(0.6, within(1e-12));
    assertThat(score.assA()).isCloseTo(0.6, within(1e-12));
    assertThat(score.hota()).isCloseTo(0.6, within(1e-12));
  }

  /** Boxes shifted by a third overlap by one half: the ten thresholds up to 0.5 are met. */
  @Test
  void shouldMeetTenOfNineteenThresholdsWhenBoxesOverlapByHalf() {
    Tagged shifted = new Tagged(7, new Box(10.0 / 3, 0, 40.0 / 3, 10));
    evaluator.add(List.of(box(1, 0)), List.of(), List.of(shifted));
    Score score = evaluator.score();

    assertThat(box(1, 0).box().iou(shifted.box())).isCloseTo(0.5, within(1e-12));
    assertThat(score.hota()).isCloseTo(10.0 / 19, within(1e-12));
    assertThat(score.detA()).isCloseTo(10.0 / 19, within(1e-12));
  }

  /** Two objects exchange tracks for two of six frames: four switches, IDTP 8 of 12. */
  @Test
  void shouldPairGloballyWhenTwoTracksAreExchangedForAWhile() {
    for (int i = 0; i < 6; i++) {
      boolean swapped = i == 2 || i == 3;
      evaluator.add(
          List.of(box(1, 0), box(2, 100)),
          List.of(),
          List.of(box(swapped ? 8 : 7, 0), box(swapped ? 7 : 8, 100)));
    }
    Score score = evaluator.score();

    assertThat(score.switches()).isEqualTo(4);
    assertThat(score.mota()).isCloseTo(1 - 4 / 12.0, within(1e-12));
    assertThat(score.idf1()).isCloseTo(8 / 12.0, within(1e-12));
    // Pairs of 4 frames: 4/(6+6-4) each of 8 boxes; of 2 frames: 2/(6+6-2) each of 4.
    assertThat(score.assA()).isCloseTo((8 * 0.5 + 4 * 0.2) / 12, within(1e-12));
  }

  @Test
  void shouldKeepAPairWhenAnotherBoxComesNearer() {
    evaluator.add(List.of(box(1, 0)), List.of(), List.of(box(7, 0)));
    evaluator.add(List.of(box(1, 0)), List.of(), List.of(box(7, 2), box(8, 0)));
    Score score = evaluator.score();

    assertThat(score.switches()).isZero();
    assertThat(score.falseBoxes()).isEqualTo(1);
  }

  @Test
  void shouldCountNothingOnWhatNeedNotBeFound() {
    evaluator.add(List.of(box(1, 0)), List.of(box(2, 100)), List.of(box(7, 0), box(8, 101)));

    assertThat(evaluator.score().falseBoxes()).isZero();
    assertThat(evaluator.score().mota()).isEqualTo(1);
  }

  @Test
  void shouldFindTheGreatestSumAsTryingAllDoes() {
    Random random = new Random(3);
    for (int round = 0; round < 200; round++) {
      int rows = 1 + random.nextInt(5);
      int columns = 1 + random.nextInt(5);
      double[][] gain = new double[rows][columns];
      for (double[] row : gain) {
        for (int j = 0; j < columns; j++) {
          row[j] = random.nextInt(4) == 0 ? 0 : random.nextDouble();
        }
      }
      int[] match = MotEvaluator.best(gain, columns);
      double sum = 0;
      for (int i = 0; i < rows; i++) {
        sum += match[i] < 0 ? 0 : gain[i][match[i]];
      }
      assertThat(sum).isCloseTo(tryAll(gain, 0, new boolean[columns]), within(1e-9));
    }
  }

  private static double tryAll(double[][] gain, int row, boolean[] taken) {
    if (row == gain.length) {
      return 0;
    }
    double best = tryAll(gain, row + 1, taken);
    for (int j = 0; j < taken.length; j++) {
      if (!taken[j]) {
        taken[j] = true;
        best = Math.max(best, gain[row][j] + tryAll(gain, row + 1, taken));
        taken[j] = false;
      }
    }
    return best;
  }
}
