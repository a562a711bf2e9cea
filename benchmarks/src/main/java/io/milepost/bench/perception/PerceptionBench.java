package io.milepost.bench.perception;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.bench.FigureTable;
import io.milepost.protocol.json.Json;
import io.milepost.rsu.camera.DecodeCost;
import io.milepost.rsu.perception.Model;
import io.milepost.rsu.perception.ModelLoader;
import io.milepost.rsu.perception.PerceptionConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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
          + " here. Gated cameras see traffic for 7 of 40 s and are awake for 5 s more; what moves is"
          + " for their eyes to find out. Takes about four minutes with --quick, ten without."
          + " Prints a table and, last, one JSON line."
    })
public final class PerceptionBench implements Callable<Integer> {
  private static final int GOAL_5_FPS = 16;
  private static final int GOAL_15_FPS = 5;
  private static final int GOAL_GATED = 40;
  private static final int HD_CAMERAS = 4;

  /** Seconds for a search. */
  private static final double SEARCH = 45;

  private static final double GATED_SEARCH = 60;

  /** Traffic of a gated camera: awake for 30 % of the time with the hold of five seconds. */
  private static final double MOVING = 7;

  /** Free flow by day, dusk and night before cameras that do not sway. */
  private static final int[] ACTIVE = {5, 26, 11, 36};

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
      names = "--cameras",
      paramLabel = "N",
      defaultValue = "16",
      description =
          "Cameras at 5 pictures a second for --minutes, 1..64 (default: ${DEFAULT-VALUE}).")
  private int cameras;

  @Option(
      names = "--only",
      paramLabel = "WHAT",
      description =
          "Measure one thing: profile (what a decoded picture costs, by part), gated (the load of"
              + " 40 cameras awake 30 %% of the time; --cameras for another number) or growth"
              + " (--minutes of --cameras).")
  private String only;

  @Option(
      names = "--rules",
      description = "Measure tracker and rules only, each rule by itself, in dense traffic.")
  private boolean rulesOnly;

  @Option(
      names = "--quick",
      description = "Try the goals only; a count of 0 then says that its goal was missed.")
  private boolean quick;

  private final FigureTable table = new FigureTable();
  private final ObjectNode line = Json.mapper().createObjectNode();
  private final PerceptionFigures figures = new PerceptionFigures(table, line);
  private PrintWriter progress;
  private List<Path> active;

  /** Made by picocli. */
  public PerceptionBench() {}

  @Override
  public Integer call() throws Exception {
    FigureTable.require(spec, "--repeats", repeats, 1, 50);
    FigureTable.require(spec, "--seconds", seconds, 2, 600);
    FigureTable.require(spec, "--minutes", minutes, 0, 600);
    FigureTable.require(spec, "--cameras", cameras, 1, 64);
    if (only != null && !Set.of("profile", "gated", "growth").contains(only)) {
      throw new ParameterException(
          spec.commandLine(), "--only: '" + only + "' is none of profile, gated, growth");
    }
    progress = spec.commandLine().getErr();
    if (rulesOnly) {
      new RuleCost(8).print(spec.commandLine().getOut());
      return 0;
    }
    Path file = model();
    Path work = Files.createTempDirectory("milepost-bench");
    try (Model model = new ModelLoader(1).load(file)) {
      if (only == null) {
        measure(model, work);
      } else {
        single(model, work);
      }
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
    line.put("model", model.info().path().getFileName().toString());
    line.put("input", model.info().inputWidth() + "x" + model.info().inputHeight());
    line.put("cpus", Runtime.getRuntime().availableProcessors());
    List<Path> videos = videos(work);
    PerceptionConfig config =
        new PerceptionConfig(model.info().path().toString(), 1, 0, 0, 0, 0, null, null);

    say("one picture beside the bare session …");
    Overhead.Result cost = new Overhead(model, videos.get(0), repeats, 200).run(progress);
    figures.overhead(cost);

    say("tracker and rules alone, dense traffic …");
    RuleCost.Result rules = new RuleCost(8).run(RuleCost.all());
    table.row("all rules, dense traffic, processor µs", rules.micros(), "≤ 300");
    table.row("  garbage per picture, bytes", rules.bytes(), "≤ 10240");
    line.put("dense_rules_us", FigureTable.round(rules.micros()));
    line.put("dense_rules_p99_us", FigureTable.round(rules.p99()));
    line.put("dense_rules_bytes", Math.round(rules.bytes()));

    profile(videos, active(work));
    Loads loads = new Loads(model, config, videos, active(work), progress);
    say("memory of a 1080p camera …");
    double hd = hdMib(model, config, work);
    table.row("resident per 1080p camera, MiB", hd, "≤ 20");
    line.put("rss_mb_per_1080p_camera", FigureTable.round(hd));

    say("cameras at 5 pictures a second …");
    double possible = 0.9 * config.workers() * 1000 / cost.total().median();
    Load five = loads.steady(GOAL_5_FPS, 5, seconds);
    figures.goal("5fps_goal", five);
    say("cameras at 15 pictures a second …");
    Load fifteen = loads.steady(GOAL_15_FPS, 15, seconds);
    figures.goal("15fps_goal", fifteen);
    say("cameras at 5 pictures a second, awake 30 % of the time …");
    Load gated = loads.gated(GOAL_GATED, 5);
    figures.goal("gated_goal", gated);
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
    figures.limits(five);
    figures.gated(gated);
    table.row("cores busy, ours", five.cores(), "16 cameras");
    table.row("cores busy, others", five.othersCores(), "0: quiet");
    line.put("cores", FigureTable.round(five.cores()));
    line.put("others_cores", FigureTable.round(five.othersCores()));
    if (minutes > 0) {
      watch(model, config, videos, work);
    }
    PrintWriter out = spec.commandLine().getOut();
    table.print(out);
    out.println(line);
    out.flush();
  }

  private void single(Model model, Path work) throws Exception {
    line.put("model", model.info().path().getFileName().toString());
    line.put("cpus", Runtime.getRuntime().availableProcessors());
    PerceptionConfig config =
        new PerceptionConfig(model.info().path().toString(), 1, 0, 0, 0, 0, null, null);
    if (only.equals("profile")) {
      profile(videos(work), active(work));
    } else if (only.equals("gated")) {
      int wanted =
          spec.commandLine().getParseResult().hasMatchedOption("--cameras") ? cameras : GOAL_GATED;
      Load load = new Loads(model, config, List.of(), active(work), progress).gated(wanted, 5);
      figures.goal("gated", load);
      figures.gated(load);
    } else {
      watch(model, config, videos(work), work);
    }
    table.print(spec.commandLine().getOut());
    spec.commandLine().getOut().println(line);
    spec.commandLine().getOut().flush();
  }

  private void profile(List<Path> busy, List<Path> active) throws Exception {
    say("what a picture costs until the model …");
    DecodeCost.Result full = DecodeCost.measure(busy.get(0), repeats);
    DecodeCost.Result part = DecodeCost.measure(active.get(0), repeats);
    figures.profile("busy", full);
    figures.profile("gated", part);
  }

  private List<Path> active(Path work) throws IOException {
    if (active == null) {
      say("drawing roads that are empty most of the time …");
      active = new ArrayList<>();
      for (int seed : ACTIVE) {
        active.add(Videos.drawActivity(work, seed, MOVING, Loads.CYCLE));
      }
    }
    return active;
  }

  private List<Path> videos(Path work) {
    if (video != null) {
      return List.of(video.toAbsolutePath());
    }
    say("drawing the videos …");
    return List.of(
        Videos.draw(work, "free", 11, 12, "640x360"),
        Videos.draw(work, "congestion", 12, 12, "640x360"));
  }

  private double hdMib(Model model, PerceptionConfig config, Path work) {
    Path hd = Videos.draw(work, "free", 13, 4, "1920x1080");
    try (CameraPark park = new CameraPark(model, config, work)) {
      park.add(hd, 5, false);
      park.run(12);
      double before = ProcessFigures.residentMib();
      for (int i = 0; i < HD_CAMERAS; i++) {
        park.add(hd, 5, false);
      }
      park.run(8);
      return (ProcessFigures.residentMib() - before) / HD_CAMERAS;
    }
  }

  private void watch(Model model, PerceptionConfig config, List<Path> videos, Path work)
      throws IOException {
    say("memory for " + minutes + " minutes …");
    try (CameraPark park = new CameraPark(model, config, videos.get(0).getParent())) {
      for (int i = 0; i < cameras; i++) {
        // Every second one is gated: what dozing holds must not grow either.
        boolean gated = i % 2 == 1;
        List<Path> files = gated ? active(work) : videos;
        park.add(files.get(i / 2 % files.size()), 5, gated);
      }
      Growth.Result seen = Growth.watch(park, minutes, progress);
      figures.growth(seen, cameras);
    }
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
