package io.milepost.rsu.perception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  @Test
  void shouldGrantEverythingWhenItFits() {
    assertThat(grant(100, 10, 20, 5)).containsExactly(10, 20, 5);
  }

  @Test
  void shouldTakeTheSameShareFromEqualsWhenItDoesNotFit() {
    assertThat(grant(17.5, 10, 20, 5))
        .usingComparatorWithPrecision(1e-6)
        .containsExactly(5, 10, 2.5);
  }

  @Test
  void shouldKeepTheFloorWhenTheShareWouldBeLess() {
    double[] granted =
        Admission.grant(new double[] {20, 2}, new double[] {1, 1}, new int[] {5, 5}, 6);
    assertThat(granted).usingComparatorWithPrecision(1e-6).containsExactly(5, 1);
  }

  @Test
  void shouldScaleTheFloorsWhenNotEvenTheyFit() {
    double[] granted =
        Admission.grant(new double[] {20, 2}, new double[] {1, 1}, new int[] {9, 0}, 1);
    assertThat(granted).containsExactly(0.5, 0.5);
  }

  @Test
  void shouldGrantNothingWhenNobodyAsks() {
    assertThat(Admission.grant(new double[2], new double[2], new int[2], 0)).containsExactly(0, 0);
  }

  @Test
  void shouldNeverExceedCapacityNorDemandNorServeTheLowFirst() {
    Random random = new Random(7);
    for (int round = 0; round < 2000; round++) {
      int n = 1 + random.nextInt(12);
      double[] asked = new double[n];
      double[] floor = new double[n];
      int[] rank = new int[n];
      for (int i = 0; i < n; i++) {
        asked[i] = random.nextInt(5) == 0 ? 0 : 30 * random.nextDouble();
        floor[i] = Math.min(asked[i], 1);
        rank[i] = random.nextInt(4);
      }
      double capacity = 80 * random.nextDouble();
      double[] granted = Admission.grant(asked, floor, rank, capacity);
      assertThat(Admission.sum(granted)).isLessThanOrEqualTo(capacity + 1e-9);
      double wasted = Math.min(capacity, Admission.sum(asked)) - Admission.sum(granted);
      assertThat(wasted).isCloseTo(0, within(1e-6));
      for (int i = 0; i < n; i++) {
        assertThat(granted[i]).isBetween(0.0, asked[i]);
        for (int j = 0; j < n; j++) {
          if (rank[i] > rank[j] && granted[i] < asked[i] - 1e-6) {
            assertThat(granted[j]).isLessThanOrEqualTo(floor[j] + 1e-6);
          }
        }
      }
    }
  }

  private static double[] grant(double capacity, double... asked) {
    return Admission.grant(asked, new double[asked.length], new int[asked.length], capacity);
  }
}
