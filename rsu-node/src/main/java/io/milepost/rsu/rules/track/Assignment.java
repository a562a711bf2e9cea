package io.milepost.rsu.rules.track;

import java.util.Arrays;

/**
 * Cheapest pairing of tracks with detections. The gated cost matrix falls apart into connected
 * components, nearly always of one or two rows; each is solved exactly (Hungarian method by
 * shortest augmenting paths, Jonker and Volgenant 1987) unless it has more than 64 rows or columns,
 * where the globally cheapest pair is taken first. Reuses its arrays; not thread-safe.
 */
final class Assignment {
  /** A pair that must not be made. */
  static final double FORBIDDEN = 1e6;

  private static final int EXACT = 64;

  private int[] rowMatch = new int[0];
  private int[] rowPart = new int[0];
  private int[] colPart = new int[0];
  private final int[] memberRows = new int[EXACT];
  private final int[] memberCols = new int[EXACT];
  private final double[] u = new double[EXACT + 1];
  private final double[] v = new double[2 * EXACT + 1];
  private final int[] match = new int[2 * EXACT + 1];
  private final int[] way = new int[2 * EXACT + 1];
  private final double[] shortest = new double[2 * EXACT + 1];
  private final boolean[] used = new boolean[2 * EXACT + 1];

  /**
   * Solves.
   *
   * @param cost cost by row and column, {@link #FORBIDDEN} where gated
   * @return column of each row, -1 for none; valid until the next call
   */
  int[] solve(double[][] cost, int rows, int cols) {
    if (rowMatch.length < rows) {
      rowMatch = new int[rows * 2];
      rowPart = new int[rows * 2];
    }
    if (colPart.length < cols) {
      colPart = new int[cols * 2];
    }
    Arrays.fill(rowMatch, 0, rows, -1);
    Arrays.fill(rowPart, 0, rows, -1);
    Arrays.fill(colPart, 0, cols, -1);
    int part = 0;
    for (int r = 0; r < rows; r++) {
      if (rowPart[r] < 0) {
        spread(cost, r, part, rows, cols);
        component(cost, part++, rows, cols);
      }
    }
    return rowMatch;
  }

  private void spread(double[][] cost, int row, int part, int rows, int cols) {
    rowPart[row] = part;
    for (int c = 0; c < cols; c++) {
      if (colPart[c] < 0 && cost[row][c] < FORBIDDEN) {
        colPart[c] = part;
        for (int r = 0; r < rows; r++) {
          if (rowPart[r] < 0 && cost[r][c] < FORBIDDEN) {
            spread(cost, r, part, rows, cols);
          }
        }
      }
    }
  }

  private void component(double[][] cost, int part, int rows, int cols) {
    int m = 0;
    int n = 0;
    for (int r = 0; r < rows; r++) {
      m += rowPart[r] == part ? 1 : 0;
    }
    for (int c = 0; c < cols; c++) {
      n += colPart[c] == part ? 1 : 0;
    }
    if (n == 0) {
      return;
    }
    if (m > EXACT || n > EXACT) {
      greedy(cost, part, rows, cols);
      return;
    }
    int i = 0;
    for (int r = 0; r < rows; r++) {
      if (rowPart[r] == part) {
        memberRows[i++] = r;
      }
    }
    i = 0;
    for (int c = 0; c < cols; c++) {
      if (colPart[c] == part) {
        memberCols[i++] = c;
      }
    }
    hungarian(cost, m, n);
  }

  private void greedy(double[][] cost, int part, int rows, int cols) {
    boolean[] taken = new boolean[cols];
    while (true) {
      int bestRow = -1;
      int bestCol = -1;
      double best = FORBIDDEN;
      for (int r = 0; r < rows; r++) {
        for (int c = 0; rowPart[r] == part && rowMatch[r] < 0 && c < cols; c++) {
          if (!taken[c] && cost[r][c] < best) {
            best = cost[r][c];
            bestRow = r;
            bestCol = c;
          }
        }
      }
      if (bestRow < 0) {
        return;
      }
      rowMatch[bestRow] = bestCol;
      taken[bestCol] = true;
    }
  }

  /** One slack column per row takes those that are better left alone. */
  private void hungarian(double[][] cost, int m, int n) {
    int width = n + m;
    Arrays.fill(u, 0, m + 1, 0);
    Arrays.fill(v, 0, width + 1, 0);
    Arrays.fill(match, 0, width + 1, 0);
    for (int row = 1; row <= m; row++) {
      match[0] = row;
      int column = 0;
      Arrays.fill(shortest, 0, width + 1, Double.MAX_VALUE);
      Arrays.fill(used, 0, width + 1, false);
      do {
        used[column] = true;
        column = grow(cost, column, n, width);
      } while (match[column] != 0);
      while (column != 0) {
        int before = way[column];
        match[column] = match[before];
        column = before;
      }
    }
    for (int c = 1; c <= n; c++) {
      if (match[c] > 0) {
        int r = memberRows[match[c] - 1];
        int col = memberCols[c - 1];
        rowMatch[r] = cost[r][col] < FORBIDDEN ? col : -1;
      }
    }
  }

  private int grow(double[][] cost, int column, int n, int width) {
    int row = match[column];
    double delta = Double.MAX_VALUE;
    int next = 0;
    for (int c = 1; c <= width; c++) {
      if (used[c]) {
        continue;
      }
      double price = c <= n ? cost[memberRows[row - 1]][memberCols[c - 1]] : FORBIDDEN / 2;
      double reduced = price - u[row] - v[c];
      if (reduced < shortest[c]) {
        shortest[c] = reduced;
        way[c] = column;
      }
      if (shortest[c] < delta) {
        delta = shortest[c];
        next = c;
      }
    }
    for (int c = 0; c <= width; c++) {
      if (used[c]) {
        u[match[c]] += delta;
        v[c] -= delta;
      } else {
        shortest[c] -= delta;
      }
    }
    return next;
  }
}
