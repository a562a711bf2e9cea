package io.milepost.rsu.rules.track;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class AssignmentTest {
  private final Assignment assignment = new Assignment();

  @Test
  void shouldPreferTheCheapestWholeWhenTheCheapestPairWouldSpoilIt() {
    double[][] cost = {{0.1, 0.2}, {0.15, Assignment.FORBIDDEN}};

    assertThat(assignment.solve(cost, 2, 2)).startsWith(1, 0);
  }

  @Test
  void shouldLeaveARowAloneWhenEverythingIsGated() {
    double f = Assignment.FORBIDDEN;

    assertThat(assignment.solve(new double[][] {{f, f}, {0.3, f}}, 2, 2)).startsWith(-1, 0);
  }

  @Test
  void shouldAgreeWithTryingEverythingWhenMatricesAreSmall() {
    Random random = new Random(3);
    for (int round = 0; round < 500; round++) {
      int rows = 1 + random.nextInt(5);
      int cols = 1 + random.nextInt(5);
      double[][] cost = new double[rows][cols];
      for (double[] row : cost) {
        for (int c = 0; c < cols; c++) {
          row[c] = random.nextDouble() < 0.4 ? Assignment.FORBIDDEN : random.nextDouble();
        }
      }
      int[] match = assignment.solve(cost, rows, cols);
      double sum = 0;
      for (int r = 0; r < rows; r++) {
        sum += match[r] < 0 ? 10 : cost[r][match[r]];
      }
      assertThat(sum).isCloseTo(best(cost, 0, 0), org.assertj.core.data.Offset.offset(1e-9));
    }
  }

  private static double best(double[][] cost, int row, int used) {
    if (row == cost.length) {
      return 0;
    }
    double best = 10 + best(cost, row + 1, used);
    for (int c = 0; c < cost[row].length; c++) {
      if ((used & 1 << c) == 0 && cost[row][c] < Assignment.FORBIDDEN) {
        best = Math.min(best, cost[row][c] + best(cost, row + 1, used | 1 << c));
      }
    }
    return best;
  }

  @Test
  void shouldStillPairEachOnceWhenAComponentIsLargerThanTheExactLimit() {
    int n = 70;
    double[][] cost = new double[n][n];
    for (int r = 0; r < n; r++) {
      for (int c = 0; c < n; c++) {
        cost[r][c] = 0.1 + Math.abs(r - c) * 0.01;
      }
    }
    int[] match = assignment.solve(cost, n, n);
    for (int r = 0; r < n; r++) {
      assertThat(match[r]).isEqualTo(r);
    }
  }
}
