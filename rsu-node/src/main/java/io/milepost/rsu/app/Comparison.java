package io.milepost.rsu.app;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.milepost.rsu.perception.FrameDetections;
import io.milepost.rsu.rules.core.Finding;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What one or two sets of rules found in one recording, findings of the same thing in one row. */
final class Comparison {
  /** Findings of one type whose evidence begins, or which are confirmed, this near are one. */
  private static final double SAME_SECONDS = 5;

  /** And which lie this near in the picture, as a share of it. */
  private static final double SAME_PLACE = 0.25;

  private final String name;
  private final boolean two;
  private final List<Finding> first = new ArrayList<>();
  private final List<Finding> second = new ArrayList<>();
  private long frames;
  private double from = Double.NaN;
  private double to;
  private double tookSeconds;

  /**
   * One thing found.
   *
   * @param type incident type
   * @param first seconds of the video at which the first rules confirmed it; null when never
   * @param second the same of the second rules
   * @param severity as the first to find it said
   * @param evidence of the first to find it
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Row(
      String type,
      @JsonProperty("first_s") Double first,
      @JsonProperty("second_s") Double second,
      String severity,
      Object evidence) {}

  /** All of one recording. */
  record Result(String recording, long frames, double seconds, double speed, List<Row> findings) {}

  Comparison(String name, boolean two) {
    this.name = name;
    this.two = two;
  }

  void frame(FrameDetections frame) {
    frames++;
    to = frame.ptsMicros() / 1e6;
    from = Double.isNaN(from) ? to : from;
  }

  void first(List<Finding> news) {
    keep(news, first);
  }

  void second(List<Finding> news) {
    keep(news, second);
  }

  private static void keep(List<Finding> news, List<Finding> into) {
    for (Finding f : news) {
      if (f.phase() == Finding.Phase.CONFIRMED) {
        into.add(f);
      }
    }
  }

  void took(long nanos) {
    tookSeconds = nanos / 1e9;
  }

  Result result() {
    double seconds = frames == 0 ? 0 : to - from;
    double speed = tookSeconds > 0 ? Math.round(seconds / tookSeconds) : 0;
    return new Result(name, frames, round(seconds), speed, rows());
  }

  private List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    List<Finding> others = new ArrayList<>(second);
    for (Finding f : first) {
      Finding same = null;
      for (Finding o : others) {
        if (same(f, o)) {
          same = o;
          break;
        }
      }
      others.remove(same);
      rows.add(row(f, f.confirmedSeconds(), same == null ? null : same.confirmedSeconds()));
    }
    others.forEach(o -> rows.add(row(o, null, o.confirmedSeconds())));
    rows.sort(Comparator.comparingDouble(r -> r.first() == null ? r.second() : r.first()));
    return rows;
  }

  private static Row row(Finding f, Double one, Double two) {
    return new Row(
        f.type().code(),
        one == null ? null : round(one),
        two == null ? null : round(two),
        f.severity().code(),
        f.evidence());
  }

  private static boolean same(Finding a, Finding b) {
    return a.type() == b.type()
        && Math.hypot(a.x() - b.x(), a.y() - b.y()) <= SAME_PLACE
        && (Math.abs(a.confirmedSeconds() - b.confirmedSeconds()) <= SAME_SECONDS
            || Math.abs(a.startSeconds() - b.startSeconds()) <= SAME_SECONDS);
  }

  void print(PrintWriter out) {
    Result result = result();
    out.printf(
        Locale.ROOT,
        "%s: %d frames, %.1f s of video, %.0f times as fast%n",
        name,
        frames,
        result.seconds(),
        result.speed());
    if (result.findings().isEmpty()) {
      out.printf("  no incidents%n");
      out.flush();
      return;
    }
    String format = two ? "  %-20s %12s %12s %9s%n" : "  %-20s %12s%n";
    if (two) {
      out.printf(format, "incident", "--config", "--against", "later by");
    } else {
      out.printf(format, "incident", "confirmed");
    }
    int both = 0;
    for (Row r : result.findings()) {
      both += r.first() != null && r.second() != null ? 1 : 0;
      if (two) {
        boolean known = r.first() != null && r.second() != null;
        String later =
            known ? String.format(Locale.ROOT, "%+.2f s", r.second() - r.first()) : "only one";
        out.printf(format, r.type(), seconds(r.first()), seconds(r.second()), later);
      } else {
        out.printf(format, r.type(), seconds(r.first()));
      }
    }
    if (two) {
      out.printf(
          "  %d by both, %d by --config only, %d by --against only%n",
          both, first.size() - both, second.size() - both);
    }
    out.flush();
  }

  private static String seconds(Double value) {
    return value == null ? "-" : String.format(Locale.ROOT, "%.2f s", value);
  }

  private static double round(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
