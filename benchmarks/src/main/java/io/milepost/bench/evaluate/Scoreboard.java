package io.milepost.bench.evaluate;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.milepost.bench.Sample;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** All judgements together, by rule. */
final class Scoreboard {
  /** Recall that every rule is to reach. */
  static final double RECALL = 0.95;

  /** False alarms of high severity per camera hour: one a day. */
  static final double FALSE_PER_HOUR = 0.04;

  /** Delay to the confirmation that nine of ten are to keep, seconds. */
  static final Map<String, Double> DELAY =
      Map.of(
          "collision", 3.0,
          "stopped_vehicle", 12.0,
          "wrong_way", 3.0,
          "fire", 5.0,
          "pedestrian_on_road", 3.0);

  private final List<Judge.Verdict> verdicts = new ArrayList<>();
  private double seconds;

  /**
   * One rule's figures.
   *
   * @param events that really happened
   * @param found of these
   * @param recall found over events
   * @param delay median seconds from the event to the confirmation
   * @param delayNine seconds that nine of ten keep
   * @param suspicion median seconds from the event to the first suspicion
   * @param wrong findings of this type that nothing explains
   * @param wrongHigh of these, those of high severity
   * @param wrongPerHour wrong over all camera hours
   * @param goal whether recall and delay reach their goals; null when nothing happened
   */
  record Row(
      int events,
      int found,
      Double recall,
      @JsonProperty("delay_p50_s") Double delay,
      @JsonProperty("delay_p90_s") Double delayNine,
      @JsonProperty("suspicion_p50_s") Double suspicion,
      int wrong,
      @JsonProperty("wrong_high") int wrongHigh,
      @JsonProperty("wrong_per_hour") double wrongPerHour,
      @JsonProperty("goal") Boolean goal) {}

  /**
   * All figures.
   *
   * @param trials scenes and clips played
   * @param cameraHours their length together
   * @param wrongHighPerHour false alarms of high severity per camera hour
   * @param wrongHighBound what that rate is below with 95 % confidence (Poisson, exact)
   * @param rules by incident type
   */
  record Result(
      int trials,
      @JsonProperty("camera_hours") double cameraHours,
      @JsonProperty("false_high_per_hour") double wrongHighPerHour,
      @JsonProperty("false_high_per_hour_95") double wrongHighBound,
      Map<String, Row> rules) {}

  void add(Trial trial) {
    verdicts.add(Judge.judge(trial));
    seconds += trial.seconds();
  }

  List<Judge.Verdict> verdicts() {
    return verdicts;
  }

  Result result() {
    double hours = seconds / 3600;
    TreeSet<String> types = new TreeSet<>();
    for (Judge.Verdict v : verdicts) {
      v.primary().forEach(f -> types.add(f.event().type()));
      v.wrong().forEach(t -> types.add(t.type()));
    }
    Map<String, Row> rules = new LinkedHashMap<>();
    int high = 0;
    for (String type : types) {
      Row row = row(type, hours);
      rules.put(type, row);
      high += row.wrongHigh();
    }
    return new Result(
        verdicts.size(), round(hours), round(high / hours), round(upper(high) / hours), rules);
  }

  private Row row(String type, double hours) {
    List<Judge.Found> hits = new ArrayList<>();
    int events = 0;
    int wrong = 0;
    int wrongHigh = 0;
    for (Judge.Verdict v : verdicts) {
      for (Judge.Found f : v.primary()) {
        if (f.event().type().equals(type)) {
          events++;
          if (f.by() != null) {
            hits.add(f);
          }
        }
      }
      for (Told t : v.wrong()) {
        if (t.type().equals(type)) {
          wrong++;
          wrongHigh += t.high() ? 1 : 0;
        }
      }
    }
    Double recall = events == 0 ? null : round(hits.size() / (double) events);
    Sample delay = Sample.of(hits.stream().mapToDouble(Judge.Found::delay).toArray());
    Sample first = Sample.of(hits.stream().mapToDouble(Judge.Found::suspicionDelay).toArray());
    boolean any = !hits.isEmpty();
    Boolean goal = null;
    if (events > 0) {
      goal =
          recall >= RECALL
              && any
              && delay.quantile(0.9) <= DELAY.getOrDefault(type, Double.POSITIVE_INFINITY);
    }
    return new Row(
        events,
        hits.size(),
        recall,
        any ? round(delay.median()) : null,
        any ? round(delay.quantile(0.9)) : null,
        any ? round(first.median()) : null,
        wrong,
        wrongHigh,
        round(wrong / hours),
        goal);
  }

  /**
   * Exact upper limit of a Poisson mean at 95 %, by bisection of its distribution function: what
   * mean gives so few events with a chance of only 5 %.
   */
  static double upper(int count) {
    double low = 0;
    double highest = 20 + 3.0 * count;
    for (int i = 0; i < 60; i++) {
      double mean = (low + highest) / 2;
      double term = Math.exp(-mean);
      double sum = term;
      for (int k = 1; k <= count; k++) {
        term *= mean / k;
        sum += term;
      }
      if (sum > 0.05) {
        low = mean;
      } else {
        highest = mean;
      }
    }
    return low;
  }

  void print(PrintWriter out) {
    Result result = result();
    out.printf(
        "%-20s %7s %7s %8s %9s %9s %9s %9s %9s  %s%n",
        "rule",
        "events",
        "found",
        "recall",
        "delay p50",
        "delay p90",
        "suspected",
        "false",
        "(high)",
        "goal");
    result
        .rules()
        .forEach(
            (type, r) ->
                out.printf(
                    Locale.ROOT,
                    "%-20s %7d %7d %8s %9s %9s %9s %9d %9d  %s%n",
                    type,
                    r.events(),
                    r.found(),
                    shown(r.recall(), ""),
                    shown(r.delay(), " s"),
                    shown(r.delayNine(), " s"),
                    shown(r.suspicion(), " s"),
                    r.wrong(),
                    r.wrongHigh(),
                    r.goal() == null ? "" : r.goal() ? "met" : "MISSED"));
    out.printf(
        Locale.ROOT,
        "%n%d scenes and clips, %.1f camera hours; false alarms of high severity: %.3f per camera"
            + " hour (below %.3f with 95 %% confidence; goal %.2f)%n",
        result.trials(),
        result.cameraHours(),
        result.wrongHighPerHour(),
        result.wrongHighBound(),
        FALSE_PER_HOUR);
    out.flush();
  }

  /** Every miss and every false alarm in a line of its own. */
  void explain(PrintWriter out) {
    Map<String, List<String>> lines = new TreeMap<>();
    for (Judge.Verdict v : verdicts) {
      for (Judge.Found f : v.primary()) {
        if (f.by() == null) {
          lines
              .computeIfAbsent(f.event().type(), t -> new ArrayList<>())
              .add(
                  String.format(
                      Locale.ROOT, "missed  %s at %.1f s", v.trial().name(), f.event().start()));
        }
      }
      for (Told t : v.wrong()) {
        lines
            .computeIfAbsent(t.type(), k -> new ArrayList<>())
            .add(
                String.format(
                    Locale.ROOT,
                    "false   %s at %.1f s (%.2f, %.2f) %s %s",
                    v.trial().name(),
                    t.confirmed(),
                    t.x(),
                    t.y(),
                    t.severity().code(),
                    new TreeMap<>(t.evidence())));
      }
    }
    lines.forEach(
        (type, each) -> {
          out.println(type);
          each.forEach(line -> out.println("  " + line));
        });
    out.flush();
  }

  private static String shown(Double value, String unit) {
    return value == null ? "-" : String.format(Locale.ROOT, "%.2f%s", value, unit);
  }

  private static double round(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
