package io.milepost.bench.perception;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.bench.FigureTable;
import io.milepost.rsu.camera.DecodeCost;

/** Writes what was measured into the table and the JSON line. */
final class PerceptionFigures {
  private static final double SENT_FPS = 25;

  private final FigureTable table;
  private final ObjectNode line;

  PerceptionFigures(FigureTable table, ObjectNode line) {
    this.table = table;
    this.line = line;
  }

  void overhead(Overhead.Result cost) {
    table.row("bare session, ms", cost.bare(), "the limit");
    table.row("picture to rules, ms", cost.total(), "");
    table.row("overhead above the bare session, ms", cost.overhead(), "≤ 1.5");
    table.row("  scaling into the tensor", cost.scaling(), "");
    table.row("  session inside", cost.inside(), "");
    table.row("  reading the output", cost.reading(), "");
    table.row("  tracker and rules", cost.rules(), "");
    line.put("ort_ms", FigureTable.round(cost.bare().median()));
    line.put("overhead_ms", FigureTable.round(cost.overhead().median()));
    line.put("overhead_min_ms", FigureTable.round(cost.overhead().quantile(0)));
    line.put("overhead_max_ms", FigureTable.round(cost.overhead().quantile(1)));
    line.put("ratio", FigureTable.round(cost.total().median() / cost.bare().median()));
    table.row("bare session, processor ms", cost.bareCpu(), "");
    table.row("overhead, processor ms", cost.overheadCpu(), "≤ 1.5");
    line.put("ort_cpu_ms", FigureTable.round(cost.bareCpu().median()));
    line.put("overhead_cpu_ms", FigureTable.round(cost.overheadCpu().median()));
    line.put("scale_ms", FigureTable.round(cost.scaling().median()));
    line.put("read_ms", FigureTable.round(cost.reading().median()));
    line.put("rules_ms", FigureTable.round(cost.rules().median()));
  }

  /**
   * What the processor time of each part allows when nothing else runs: cores divided by what one
   * camera takes.
   */
  void limits(Load load) {
    table.row("processor per decoded picture, ms", load.cameraCpuMillis(), "");
    table.row("processor per picture looked at, ms", load.lookCpuMillis(), "");
    table.row("processor per picture in the rules, ms", load.rulesCpuMillis(), "");
    line.put("decode_cpu_ms", FigureTable.round(load.cameraCpuMillis()));
    line.put("look_cpu_ms", FigureTable.round(load.lookCpuMillis()));
    line.put("rules_cpu_ms", FigureTable.round(load.rulesCpuMillis()));
    double cores = Runtime.getRuntime().availableProcessors();
    double[] fps = {5, 15};
    String[] names = {"limit_5fps", "limit_15fps"};
    for (int i = 0; i < fps.length; i++) {
      double limit = cores * 1000 / load.cpuMillisPerSecond(fps[i], SENT_FPS);
      table.row(
          "most cameras at " + FigureTable.show(fps[i]) + " fps by processor time",
          limit,
          "the limit");
      line.put(names[i], FigureTable.round(limit));
    }
  }

  /** What two cores carry of the gated kind by processor time, as measured under that load. */
  void gated(Load load) {
    double limit = Runtime.getRuntime().availableProcessors() * 1000 / load.secondCpuMillis();
    table.row("gated: awake, % of the time", 100 * load.awakeShare(), "30");
    table.row("  decoded, % of the pictures sent", 100 * load.decodedShare(), "");
    table.row("  processor per camera and second, ms", load.secondCpuMillis(), "");
    table.row("  of that the camera's thread, ms", SENT_FPS * load.cameraCpuMillis(), "");
    table.row("  most cameras by processor time", limit, "≥ 40");
    line.put("limit_gated", FigureTable.round(limit));
    line.put("gated_cpu_ms_per_s", FigureTable.round(load.secondCpuMillis()));
    line.put("gated_camera_cpu_ms_per_s", FigureTable.round(SENT_FPS * load.cameraCpuMillis()));
  }

  void profile(String name, DecodeCost.Result cost) {
    ObjectNode node = line.putObject("profile_" + name);
    cost.parts()
        .forEach(
            (part, sample) -> {
              table.row(name + ": " + part + ", processor ms", sample, "");
              node.put(part.replace(' ', '_'), FigureTable.round(sample.median()));
            });
  }

  void goal(String name, Load load) {
    ObjectNode node = line.putObject(name);
    node.put("cameras", load.cameras());
    node.put("kept", load.kept());
    node.put("awake_share", FigureTable.round(load.awakeShare()));
    node.put("decoded_share", FigureTable.round(load.decodedShare()));
    node.put("speed", FigureTable.round(load.speed()));
    node.put("worst_share", FigureTable.round(load.worstShare()));
    node.put("too_old", load.tooOld());
    node.put("age_p50_ms", FigureTable.round(load.ageP50()));
    node.put("age_p99_ms", FigureTable.round(load.ageP99()));
    node.put("cores", FigureTable.round(load.cores()));
    node.put("others_cores", FigureTable.round(load.othersCores()));
    node.put("alloc_bytes_per_frame", Math.round(load.allocatedPerFrame()));
    node.put("rss_mb", FigureTable.round(load.residentMib()));
  }

  /** Memory, garbage and open files over a long time. */
  void growth(Growth.Result seen, int cameras) {
    table.row("growth, MiB in " + seen.minutes() + " min", seen.growthMib(), "0");
    line.put("minutes", seen.minutes());
    line.put("rss_begin_mb", FigureTable.round(seen.beginMib()));
    line.put("rss_end_mb", FigureTable.round(seen.endMib()));
    line.put("growth_mb", FigureTable.round(seen.growthMib()));
    line.put("growth_worst_share", FigureTable.round(seen.worst()));
    line.put("growth_age_p99_ms", FigureTable.round(seen.ageP99()));
    table.row("  garbage per picture, bytes", seen.bytes(), "≤ 10240");
    table.row("  open files, end less half time", seen.endFiles() - seen.beginFiles(), "0");
    table.row("  heap, end less half time, MiB", seen.endHeapMib() - seen.beginHeapMib(), "0");
    line.put("growth_cameras", cameras);
    line.put("growth_looked", seen.looked());
    line.put("growth_alloc_bytes_per_frame", Math.round(seen.bytes()));
    line.put("files_begin", seen.beginFiles());
    line.put("files_end", seen.endFiles());
    line.put("heap_begin_mb", FigureTable.round(seen.beginHeapMib()));
    line.put("heap_end_mb", FigureTable.round(seen.endHeapMib()));
    line.put("growth_others_cores", FigureTable.round(seen.othersCores()));
  }
}
