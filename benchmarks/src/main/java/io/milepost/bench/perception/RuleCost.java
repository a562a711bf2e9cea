package io.milepost.bench.perception;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.ThreadMXBean;
import io.milepost.bench.Sample;
import io.milepost.bench.evaluate.SceneFeed;
import io.milepost.bench.evaluate.SceneGeometries;
import io.milepost.protocol.json.Json;
import io.milepost.rsu.perception.FrameDetections;
import io.milepost.rsu.rules.RuleEngine;
import io.milepost.rsu.rules.RulesConfig;
import io.milepost.rsu.rules.geometry.GeometryConfig;
import io.milepost.simulator.scene.Scenario;
import io.milepost.simulator.scene.ScenarioSpec;
import io.milepost.simulator.truth.Noise;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What tracker and rules cost per picture on one thread, with boxes as a detector would report them
 * in dense simulated traffic: flowing, jammed, in front of a signal and in a queue, ten pictures a
 * second, all zones drawn. No picture is drawn and no model runs.
 */
final class RuleCost {
  private static final ThreadMXBean THREAD = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** The densest of each kind among the first thirty seeds: 15 to 31 boxes in the mean picture. */
  private static final Map<Scenario, Integer> SEEDS =
      new EnumMap<>(
          Map.of(
              Scenario.FREE_FLOW, 25,
              Scenario.CONGESTION, 23,
              Scenario.SIGNAL, 30,
              Scenario.QUEUE, 23));

  private static final int FPS = 10;
  private static final int FRAMES = 900;
  private static final int SKIPPED = 100;

  private final int rounds;
  private final List<List<FrameDetections>> scenes = new ArrayList<>();
  private final List<GeometryConfig> geometries = new ArrayList<>();

  /**
   * Makes the boxes.
   *
   * @param rounds over all scenes; the best is told, the others warm up
   */
  RuleCost(int rounds) {
    this.rounds = rounds;
    for (Map.Entry<Scenario, Integer> each : SEEDS.entrySet()) {
      ScenarioSpec spec = ScenarioSpec.of(each.getKey(), each.getValue()).withFps(FPS);
      SceneFeed feed = new SceneFeed(spec, Noise.TYPICAL);
      geometries.add(SceneGeometries.of(feed.scene(), SceneGeometries.Drawn.ALL));
      List<FrameDetections> frames = new ArrayList<>();
      while (frames.size() < FRAMES) {
        frames.add(feed.next("bench"));
      }
      scenes.add(frames);
    }
  }

  /**
   * Per picture.
   *
   * @param micros median processor time, microseconds, of the round in which it was least
   * @param p99 of the same round
   * @param bytes heap bytes, mean of the last round
   */
  record Result(double micros, double p99, double bytes) {}

  /** Boxes per picture, mean. */
  double boxes() {
    return scenes.stream()
        .flatMap(List::stream)
        .mapToInt(frame -> frame.detections().size())
        .average()
        .orElse(0);
  }

  /** Runs with these rules. */
  Result run(RulesConfig config) {
    Result best = null;
    double bytes = 0;
    double[] micros = new double[SEEDS.size() * (FRAMES - SKIPPED)];
    for (int r = 0; r < rounds; r++) {
      bytes = round(config, micros) / micros.length;
      Sample sample = Sample.of(micros);
      if (best == null || sample.median() < best.micros()) {
        best = new Result(sample.median(), sample.quantile(0.99), 0);
      }
    }
    return new Result(best.micros(), best.p99(), bytes);
  }

  private double round(RulesConfig config, double[] micros) {
    double bytes = 0;
    int n = 0;
    for (int s = 0; s < scenes.size(); s++) {
      RuleEngine engine = new RuleEngine("bench", config, geometries.get(s).geometry());
      List<FrameDetections> frames = scenes.get(s);
      for (int i = 0; i < FRAMES; i++) {
        FrameDetections frame = frames.get(i);
        long before = THREAD.getCurrentThreadAllocatedBytes();
        long begun = THREAD.getCurrentThreadCpuTime();
        engine.observe(frame);
        long took = THREAD.getCurrentThreadCpuTime() - begun;
        long used = THREAD.getCurrentThreadAllocatedBytes() - before;
        if (i >= SKIPPED) {
          micros[n++] = took / 1e3;
          bytes += used;
        }
      }
    }
    return bytes;
  }

  /** Prints what each rule costs, and the sum as one JSON line. */
  void print(PrintWriter out) {
    run(all());
    Map<String, Result> results = each();
    Result sum = run(all());
    results.put("all", sum);
    out.printf("%-20s %10s %10s %10s%n", "", "median µs", "p99 µs", "bytes");
    results.forEach(
        (name, r) ->
            out.printf("%-20s %10.1f %10.1f %10.0f%n", name, r.micros(), r.p99(), r.bytes()));
    ObjectNode line = Json.mapper().createObjectNode();
    line.put("boxes", Math.round(boxes() * 10) / 10.0);
    line.put("dense_rules_us", Math.round(sum.micros() * 10) / 10.0);
    line.put("dense_rules_p99_us", Math.round(sum.p99() * 10) / 10.0);
    line.put("dense_rules_bytes", Math.round(sum.bytes()));
    out.println(line);
    out.flush();
  }

  /** Each rule alone, less the tracker and the learned road, which are there as well. */
  private Map<String, Result> each() {
    Map<String, Result> results = new LinkedHashMap<>();
    Result none = run(without());
    results.put("tracker and road", none);
    for (String rule : names()) {
      Result one = run(only(rule));
      results.put(
          rule,
          new Result(
              one.micros() - none.micros(), one.p99() - none.p99(), one.bytes() - none.bytes()));
    }
    return results;
  }

  /** All rules, those included that are off by default. */
  static RulesConfig all() {
    return only(names().toArray(String[]::new));
  }

  /** The tracker and the learned road alone. */
  static RulesConfig without() {
    return only();
  }

  private static RulesConfig only(String... rules) {
    ObjectNode changes = Json.mapper().createObjectNode();
    for (String rule : names()) {
      changes.putObject(rule).put("enabled", Arrays.asList(rules).contains(rule));
    }
    return RulesConfig.of(changes);
  }

  private static List<String> names() {
    List<String> names = new ArrayList<>();
    for (Map.Entry<String, JsonNode> section :
        Json.<ObjectNode>tree(RulesConfig.defaults()).properties()) {
      if (section.getValue().has("enabled")) {
        names.add(section.getKey());
      }
    }
    return names;
  }
}
