package io.milepost.bench.evaluate;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.BoxChart;
import org.knowm.xchart.BoxChartBuilder;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.HeatMapChartBuilder;

/** Pictures of an evaluation: what was taken for what, and how long it took. */
final class Charts {
  private static final String NOTHING = "nothing";
  private static final String FREE = "free";
  private static final String FALSE = " (look-alike)";

  private Charts() {}

  /** Writes both pictures into a folder. */
  static void write(List<Judge.Verdict> verdicts, Path folder) throws IOException {
    confusion(verdicts, folder.resolve("confusion.png"));
    delay(verdicts, folder.resolve("delay.png"));
  }

  private static void confusion(List<Judge.Verdict> verdicts, Path file) throws IOException {
    Map<String, Map<String, Integer>> counts = new TreeMap<>();
    TreeSet<String> told = new TreeSet<>();
    for (Judge.Verdict v : verdicts) {
      for (Judge.Found f : v.primary()) {
        String as = f.by() == null ? NOTHING : f.by().type();
        count(counts, f.event().type(), as);
        told.add(as);
      }
      String row = v.primary().isEmpty() ? quiet(v.trial().kind()) : null;
      if (row != null && v.wrong().isEmpty()) {
        count(counts, row, NOTHING);
        told.add(NOTHING);
      }
      for (Told t : v.wrong()) {
        count(counts, row == null ? v.primary().get(0).event().type() : row, t.type());
        told.add(t.type());
      }
    }
    List<String> rows = new ArrayList<>(counts.keySet());
    List<String> columns = new ArrayList<>(told);
    // A share of the row, so that rare kinds are seen as well as frequent ones.
    int[][] percent = new int[columns.size()][rows.size()];
    for (int r = 0; r < rows.size(); r++) {
      Map<String, Integer> row = counts.get(rows.get(r));
      int sum = Math.max(1, row.values().stream().mapToInt(Integer::intValue).sum());
      for (int c = 0; c < columns.size(); c++) {
        percent[c][r] = Math.round(100f * row.getOrDefault(columns.get(c), 0) / sum);
      }
    }
    if (rows.isEmpty()) {
      return;
    }
    HeatMapChart chart =
        new HeatMapChartBuilder()
            .width(420 + 60 * columns.size())
            .height(200 + 28 * rows.size())
            .title("What was told, percent of what happened")
            .build();
    chart.getStyler().setShowValue(true).setRangeColors(new Color[] {Color.WHITE, Color.ORANGE});
    chart.getStyler().setXAxisLabelRotation(45).setLegendVisible(false);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.addSeries(
        "told",
        columns.stream().toList(),
        rows.stream().toList(),
        cells(percent, columns.size(), rows.size()));
    BitmapEncoder.saveBitmap(chart, file.toString(), BitmapFormat.PNG);
  }

  private static List<Number[]> cells(int[][] percent, int columns, int rows) {
    List<Number[]> cells = new ArrayList<>();
    for (int c = 0; c < columns; c++) {
      for (int r = 0; r < rows; r++) {
        cells.add(new Number[] {c, r, percent[c][r]});
      }
    }
    return cells;
  }

  private static String quiet(String kind) {
    return kind.equals(FREE) ? kind : kind + FALSE;
  }

  private static void count(Map<String, Map<String, Integer>> counts, String happens, String told) {
    counts.computeIfAbsent(happens, k -> new TreeMap<>()).merge(told, 1, Integer::sum);
  }

  private static void delay(List<Judge.Verdict> verdicts, Path file) throws IOException {
    Map<String, List<Double>> delays = new TreeMap<>();
    for (Judge.Verdict v : verdicts) {
      for (Judge.Found f : v.primary()) {
        if (f.by() != null) {
          delays.computeIfAbsent(f.event().type(), k -> new ArrayList<>()).add(f.delay());
        }
      }
    }
    if (delays.isEmpty()) {
      return;
    }
    BoxChart chart =
        new BoxChartBuilder()
            .width(200 + 90 * delays.size())
            .height(480)
            .title("Seconds from the event to its confirmation")
            .yAxisTitle("s")
            .build();
    chart.getStyler().setXAxisLabelRotation(45);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    delays.forEach(chart::addSeries);
    BitmapEncoder.saveBitmap(chart, file.toString(), BitmapFormat.PNG);
  }
}
