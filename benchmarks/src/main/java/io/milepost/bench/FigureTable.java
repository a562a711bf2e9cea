package io.milepost.bench;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Figures with their spread and their goals, as a table for people. One thread. */
public final class FigureTable {
  private final List<String[]> rows = new ArrayList<>();

  /** A figure that was measured several times. */
  public void row(String name, Sample sample, String goal) {
    rows.add(
        new String[] {
          name, show(sample.median()), show(sample.quantile(0)), show(sample.quantile(1)), goal
        });
  }

  /** A figure that was measured once. */
  public void row(String name, double value, String goal) {
    rows.add(new String[] {name, show(value), "", "", goal});
  }

  /** Prints all rows below a head. */
  public void print(PrintWriter out) {
    out.printf("%-50s %10s %10s %10s  %s%n", "", "median", "min", "max", "goal");
    rows.forEach(row -> out.printf("%-50s %10s %10s %10s  %s%n", (Object[]) row));
  }

  /** A figure as shown: three digits behind the point, none when it is whole. */
  public static String show(double value) {
    return String.format(Locale.ROOT, value == Math.rint(value) ? "%.0f" : "%.3f", value);
  }

  /** A figure as written into JSON: three digits behind the point. */
  public static double round(double value) {
    return Math.round(value * 1000) / 1000.0;
  }

  /**
   * Checks the value of an option.
   *
   * @throws ParameterException with a sentence when it lies outside
   */
  public static void require(CommandSpec spec, String name, double value, double min, double max) {
    if (!(value >= min && value <= max)) {
      throw new ParameterException(
          spec.commandLine(),
          String.format(Locale.ROOT, "%s must be %.0f..%.0f but is %s", name, min, max, value));
    }
  }
}
