package io.milepost.bench.perception;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.bench.FigureTable;
import io.milepost.protocol.json.Json;
import io.milepost.rsu.perception.Model;
import io.milepost.rsu.perception.ModelLoader;
import io.milepost.rsu.perception.PacingConfig;
import io.milepost.rsu.perception.PerceptionConfig;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench perception}: what looking costs beside the bare model, and for how many cameras. */
@Command(
    name = "perception",
    mixinStandardHelpOptions = true,
    description = {
      "Measures perception beside the bare ONNX Runtime session in the same run.",
      "Real capture threads decode H.264 files of 640x360 at 25 pictures a second; one pool looks,"
          + " rules run on the bus. A camera counts as kept when at least 97 % of its due pictures"
          + " were looked at, none was too old, no rate was lowered and 99 of 100 were through the"
          + " rules within 250 ms. Each camera's eye looks as well, on the camera's thread. Suspicion changes no rate"
          + " here, and motion is made up. Takes about two minutes with --quick, six without. Prints a table and, last, one JSON line."
    })
public final class PerceptionBench implements Callable<Integer> {
  private static final int GOAL_5_FPS = 16;
  private static final int GOAL_15_FPS = 5;
  private static final int GOAL_GATED = 40;
  private static final int HD_CAMERAS = 4;
  private static final double SENT_FPS = 25;

  /** Seconds for a search. */
  private static final double SEARCH = 45;

  private static final double GATED_SEARCH = 60;

  @Spec private CommandSpec spec;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description =
          "Detector to measure with (default: yolox_nano.onnx of --data, else the repository's).")
  private Path modelFile;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder with models/ (default: MILEPOST_SHARED_DATA where set).")
  private Path data;

  @Option(
      names = "--video",
      paramLabel = "FILE",
      description = "H.264 file of 25 pictures a second for all cameras (default: drawn traffic).")
  private Path video;

  @Option(
      names = "--repeats",
      paramLabel = "N",
      defaultValue = "5",
      description = "Repeats of the comparison, 1..50 (default: ${DEFAULT-VALUE}).")
  private int repeats;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "10",
      description = "Length of one load, 2..600 (default: ${DEFAULT-VALUE}).")
  private double seconds;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Watch memory under the goal's load for so long, 0..600 (default: ${DEFAULT-VALUE}).")
  private double minutes;

  @Option(
      names = "--rules",
      description = "Measure tracker and rules only, each rule by itself, in dense traffic.")
  private boolean rulesOnly;

  @Option(
      names = "--quick",
      description = "Try the goals only; a count of 0 then says that its goal was missed.")
  private boolean quick;

  private final FigureTable table = new FigureTable();
  private PrintWriter progress;

  /** Made by picocli. */
  public PerceptionBench() {}

  @Override
  public Integer call() throws Exception {
    FigureTable.require(spec, "--repeats", repeats, 1, 50);
    FigureTable.require(spec, "--seconds", seconds, 2, 600);
    FigureTable.require(spec, "--minutes", minutes, 0, 600);
    progress = spec.commandLine().getErr();
    if (rulesOnly) {
      new RuleCost(8).print(spec.commandLine().getOut());
      return 0;
    }
    Path file = model();
    Path work = Files.createTempDirectory("milepost-bench");
    try (Model model = new ModelLoader(1).load(file)) {
      measure(model, work);
    } finally {
      try (Stream<Path> left = Files.list(work)) {
        for (Path each : left.toList()) {
          Files.delete(each);
        }
      }
      Files.delete(work);
    }
    return 0;
  }

  private void measure(Model model, Path work) throws Exception {
    ObjectNode line = Json.mapper().createObjectNode();
    line.put("model", model.info().path().getFileName().toString());
    line.put("input", model.info().inputWidth() + "x" + model.info().inputHeight());
    line.put("cpus", Runtime.getRuntime().availableProcessors());
    say("drawing the videos …");
    List<Path> videos = videos(work);
    PerceptionConfig config = config(model.info().path());

    say("one picture beside the bare session …");
    Overhead.Result cost = new Overhead(model, videos.get(0), repeats, 200).run(progress);
    put(line, cost);

    say("tracker and rules alone, dense traffic …");
    RuleCost.Result rules = new RuleCost(8).run(RuleCost.all());
    table.row("all rules, dense traffic, processor µs", rules.micros(), "≤ 300");
    table.row("  garbage per picture, bytes", rules.bytes(), "≤ 10240");
    line.put("dense_rules_us", FigureTable.round(rules.micros()));
    line.put("dense_rules_p99_us", FigureTable.round(rules.p99()));
    line.put("dense_rules_bytes", Math.round(rules.bytes()));

    Loads loads = new Loads(model, config, videos, progress);
    say("memory of a 1080p camera …");
    double hd = hdMib(model, config, work);
    table.row("resident per 1080p camera, MiB", hd, "≤ 20");
    line.put("rss_mb_per_1080p_camera", FigureTable.round(hd));

    say("cameras at 5 pictures a second …");
    double possible = 0.9 * config.workers() * 1000 / cost.total().median();
    Load five = loads.steady(GOAL_5_FPS, 5, seconds);
    goal(line, "5fps_goal", five);
    say("cameras at 15 pictures a second …");
    Load fifteen = loads.steady(GOAL_15_FPS, 15, seconds);
    goal(line, "15fps_goal", fifteen);
    say("cameras at 5 pictures a second, awake 30 % of the time …");
    Load gated = loads.gated(GOAL_GATED, 5);
    goal(line, "gated_goal", gated);
    int most5 = five.kept() ? GOAL_5_FPS : 0;
    int most15 = fifteen.kept() ? GOAL_15_FPS : 0;
    int mostGated = gated.kept() ? GOAL_GATED : 0;
    if (!quick) {
      say("searching for the most cameras …");
      double look = Math.min(seconds, 6);
      int guess5 = (int) (possible / 5);
      most5 = Math.max(most5, Loads.search(guess5, SEARCH, n -> loads.steady(n, 5, look)));
      int guess15 = (int) (possible / 15);
      most15 = Math.max(most15, Loads.search(guess15, SEARCH, n -> loads.steady(n, 15, look)));
      double idle = config.pacing().idleFps();
      double each = 5 * Loads.AWAKE_SHARE + idle * (1 - Loads.AWAKE_SHARE);
      int guessGated = Math.max(GOAL_GATED, (int) (possible / each * 0.75));
      mostGated =
          Math.max(mostGated, Loads.search(guessGated, GATED_SEARCH, n -> loads.gated(n, 5)));
    }
    table.row("cameras at 5 fps", most5, "≥ 16");
    table.row("cameras at 15 fps", most15, "≥ 5");
    table.row("cameras at 5 fps, awake 30 %", mostGated, "≥ 40");
    line.put("cameras_5fps", most5);
    line.put("cameras_15fps", most15);
    line.put("cameras_gated", mostGated);
    double p50 = Math.max(five.ageP50(), fifteen.ageP50());
    double p99 = Math.max(five.ageP99(), fifteen.ageP99());
    table.row("age at the rules p50, ms", p50, "");
    table.row("age at the rules p99, ms", p99, "≤ 250");
    line.put("age_p50_ms", FigureTable.round(p50));
    line.put("age_p99_ms", FigureTable.round(p99));
    table.row("resident with 16 cameras, MiB", five.residentMib(), "");
    line.put("rss_mb", FigureTable.round(five.residentMib()));
    double garbage = Math.max(five.allocatedPerFrame(), fifteen.allocatedPerFrame());
    table.row("garbage per picture, bytes", garbage, "≤ 10240");
    line.put("alloc_bytes_per_frame", Math.round(garbage));
    limits(line, config, five);
    table.row("cores busy, ours", five.cores(), "16 cameras");
    table.row("cores busy, others", five.othersCores(), "0: quiet");
    line.put("cores", FigureTable.round(five.cores()));
    line.put("others_cores", FigureTable.round(five.othersCores()));
    if (minutes > 0) {
      watch(line, model, config, videos);
    }
    PrintWriter out = spec.commandLine().getOut();
    table.print(out);
    out.println(line);
    out.flush();
  }

  private List<Path> videos(Path work) {
    if (video != null) {
      return List.of(video.toAbsolutePath());
    }
    return List.of(
        Videos.draw(work, "free", 11, 12, "640x360"),
        Videos.draw(work, "congestion", 12, 12, "640x360"));
  }

  private static PerceptionConfig config(Path model) {
    PacingConfig usual = PacingConfig.defaults();
    // A hold of 3 s leaves 3 s of motion in a cycle of 20 s that is awake for 30 %.
    PacingConfig pacing =
        new PacingConfig(
            usual.idleFps(), 3, usual.suspicionBoost(), usual.secondLooksPerSecond(), usual.dozeSeconds());
    return new PerceptionConfig(model.toString(), 1, 0, 0, 0, 0, null, pacing);
  }

  private double hdMib(Model model, PerceptionConfig config, Path work) {
    Path hd = Videos.draw(work, "free", 13, 4, "1920x1080");
    try (CameraPark park = new CameraPark(model, config, work)) {
      Runnable nothing = () -> {};
      park.add(hd, 5);
      park.run(12, nothing);
      double before = ProcessFigures.residentMib();
      for (int i = 0; i < HD_CAMERAS; i++) {
        park.add(hd, 5);
      }
      park.run(8, nothing);
      return (ProcessFigures.residentMib() - before) / HD_CAMERAS;
    }
  }

  private void watch(ObjectNode line, Model model, PerceptionConfig config, List<Path> videos) {
    say("memory for " + minutes + " minutes …");
    try (CameraPark park = new CameraPark(model, config, videos.get(0).getParent())) {
      for (int i = 0; i < GOAL_5_FPS; i++) {
        park.add(videos.get(i % videos.size()), 5);
      }
      Growth.Result seen = Growth.watch(park, minutes, progress);
      table.row("growth, MiB in " + minutes + " min", seen.growthMib(), "0");
      line.put("minutes", seen.minutes());
      line.put("rss_begin_mb", FigureTable.round(seen.beginMib()));
      line.put("rss_end_mb", FigureTable.round(seen.endMib()));
      line.put("growth_mb", FigureTable.round(seen.growthMib()));
      line.put("growth_worst_share", FigureTable.round(seen.worst()));
      line.put("growth_age_p99_ms", FigureTable.round(seen.ageP99()));
    }
  }

  private void put(ObjectNode line, Overhead.Result cost) {
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
  private void limits(ObjectNode line, PerceptionConfig config, Load load) {
    table.row("processor per decoded picture, ms", load.decodeCpuMillis(), "");
    table.row("processor per picture looked at, ms", load.lookCpuMillis(), "");
    table.row("processor per picture in the rules, ms", load.rulesCpuMillis(), "");
    line.put("decode_cpu_ms", FigureTable.round(load.decodeCpuMillis()));
    line.put("look_cpu_ms", FigureTable.round(load.lookCpuMillis()));
    line.put("rules_cpu_ms", FigureTable.round(load.rulesCpuMillis()));
    double cores = Runtime.getRuntime().availableProcessors();
    double awake = Loads.AWAKE_SHARE;
    double gatedFps = 5 * awake + config.pacing().idleFps() * (1 - awake);
    double[] fps = {5, 15, gatedFps};
    String[] names = {"limit_5fps", "limit_15fps", "limit_gated"};
    for (int i = 0; i < fps.length; i++) {
      double limit = cores * 1000 / load.cpuMillisPerSecond(fps[i], SENT_FPS);
      table.row(
          "most cameras at " + FigureTable.show(fps[i]) + " fps by processor time",
          limit,
          "the limit");
      line.put(names[i], FigureTable.round(limit));
    }
  }

  private static void goal(ObjectNode line, String name, Load load) {
    ObjectNode node = line.putObject(name);
    node.put("cameras", load.cameras());
    node.put("kept", load.kept());
    node.put("worst_share", FigureTable.round(load.worstShare()));
    node.put("too_old", load.tooOld());
    node.put("age_p50_ms", FigureTable.round(load.ageP50()));
    node.put("age_p99_ms", FigureTable.round(load.ageP99()));
    node.put("cores", FigureTable.round(load.cores()));
    node.put("others_cores", FigureTable.round(load.othersCores()));
    node.put("alloc_bytes_per_frame", Math.round(load.allocatedPerFrame()));
    node.put("rss_mb", FigureTable.round(load.residentMib()));
  }

  private Path model() {
    if (modelFile != null) {
      return modelFile;
    }
    String shared = System.getenv("MILEPOST_SHARED_DATA");
    Path folder = data != null ? data : shared == null ? null : Path.of(shared);
    if (folder != null) {
      Path nano = folder.resolve("models").resolve("yolox_nano.onnx");
      if (Files.isReadable(nano)) {
        return nano;
      }
      if (data != null) {
        throw new ParameterException(
            spec.commandLine(), "--data: there is no models/yolox_nano.onnx in " + data);
      }
    }
    return Path.of(System.getProperty("milepost.home", "."), "models", "milepost-road.onnx");
  }

  private void say(String words) {
    progress.println(words);
    progress.flush();
  }
}
