package io.milepost.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.protocol.json.Json;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench slice}: what one incident costs on its way, and what a node costs to run. */
@Command(
    name = "slice",
    mixinStandardHelpOptions = true,
    description = {
      "Measures the main path: decision to datagram, datagram to the vehicle's decision.",
      "Also perception beside the bare model, memory and start-up of a node. Prints a table and, last, one JSON line."
    })
final class SliceBench implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "Detector to measure with (default: the one in the repository).")
  private Path model;

  @Option(
      names = "--alerts",
      paramLabel = "N",
      defaultValue = "300",
      description =
          "Incidents to send through the alert path, 20..5000 (default: ${DEFAULT-VALUE}).")
  private int alerts;

  @Option(
      names = "--repeats",
      paramLabel = "N",
      defaultValue = "3",
      description = "Starts of a node to time, 1..20 (default: ${DEFAULT-VALUE}).")
  private int repeats;

  @Option(names = "--skip-nodes", description = "Leave out what needs whole node processes.")
  private boolean skipNodes;

  private final List<String[]> rows = new ArrayList<>();

  @Override
  public Integer call() throws Exception {
    PrintWriter err = spec.commandLine().getErr();
    ObjectNode line = Json.mapper().createObjectNode();
    Path work = Files.createTempDirectory("milepost-bench");

    err.println("alert path: " + alerts + " incidents …");
    AlertPath.Result told = new AlertPath(alerts).run();
    row("decision → datagram, ms", told.decisionToWireMillis(), "p99 < 5");
    row("datagram → vehicle decision, ms", told.wireToDecisionMillis(), "p50 < 0.5");
    line.put("decision_to_wire_p99_ms", round(told.decisionToWireMillis().quantile(0.99)));
    line.put("wire_to_decision_p50_ms", round(told.wireToDecisionMillis().median()));

    err.println("perception beside the bare session …");
    PerceptionCost.Result seen = new PerceptionCost(modelFile(), work).run();
    row("bare session run, ms", seen.sessionMillis(), "the limit");
    row("overhead above it, ms", seen.overheadMillis(), "≤ 2 at 416");
    line.put("ort_ms", round(seen.sessionMillis().median()));
    line.put("overhead_ms", round(seen.overheadMillis().median()));

    if (!skipNodes) {
      err.println("whole nodes: start-up and memory …");
      NodeCost.Result cost = new NodeCost(repeats, work, err).run();
      row("ready alone, s", cost.readyAlone(), "≤ 5");
      row("ready joining a cluster, s", cost.readyJoining(), "≤ 10");
      row("resident without cameras, MiB", cost.residentBase(), "≤ 300");
      row("more per 720p camera, MiB", cost.residentPerCamera(), "≤ 60");
      line.put("rss_base_mb", round(cost.residentBase().median()));
      line.put("rss_per_camera_mb", round(cost.residentPerCamera().median()));
      line.put("ready_s", round(cost.readyAlone().median()));
      line.put("ready_joining_s", round(cost.readyJoining().median()));
    }
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%-34s %10s %10s %10s %10s %6s  %s%n", "", "median", "p99", "min", "max", "n", "goal");
    rows.forEach(row -> out.printf("%-34s %10s %10s %10s %10s %6s  %s%n", (Object[]) row));
    out.println(line);
    out.flush();
    return 0;
  }

  private Path modelFile() {
    return model != null
        ? model
        : Path.of(System.getProperty("milepost.home", "."), "models", "milepost-road.onnx");
  }

  private void row(String name, Sample sample, String goal) {
    rows.add(
        new String[] {
          name,
          show(sample.median()),
          show(sample.quantile(0.99)),
          show(sample.quantile(0)),
          show(sample.quantile(1)),
          String.valueOf(sample.sorted().length),
          goal
        });
  }

  private static String show(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  private static double round(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
