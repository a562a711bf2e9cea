package io.milepost.bench.evaluate;

import io.milepost.bench.BenchMain;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.json.Json;
import io.milepost.rsu.app.AnalyzeConfig;
import io.milepost.rsu.perception.Model;
import io.milepost.rsu.perception.ModelLoader;
import io.milepost.rsu.rules.RuleEngine;
import io.milepost.simulator.scene.Scenario;
import io.milepost.simulator.scene.ScenarioSpec;
import io.milepost.simulator.truth.Noise;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code evaluate}: weighs the rules on scenes and clips whose truth is known. */
@Command(
    name = "milepost evaluate",
    description = {
      "Weighs the rules: recall, false alarms per camera hour and delay of each, on simulated scenes"
          + " that no threshold was chosen on, and on clips with a truth file. Pictures and the result"
          + " go to target/evaluate; the last line is one JSON object."
    },
    footer = {
      "",
      "Examples:",
      "  scripts/evaluate                      every scenario, 12 held-out scenes each",
      "  scripts/evaluate --only collision --scenes 100 --explain",
      "  scripts/evaluate --tuning --config camera.yaml --only stopped",
      "  scripts/evaluate --drawn 2            also draws 2 scenes each and looks with the detector",
      "  scripts/evaluate --scenes 0 --clips recordings --model yolox_nano.onnx"
    },
    mixinStandardHelpOptions = true)
public final class EvaluateMain implements Callable<Integer> {
  /** First seed that is never used to choose a threshold or to train. */
  static final long HELD_OUT = 2001;

  @Spec private CommandSpec spec;

  @Option(
      names = "--scenes",
      paramLabel = "N",
      description = "Scenes of each scenario, 0..100000 (default: 12).")
  private int scenes = 12;

  @Option(
      names = "--only",
      paramLabel = "SCENARIO",
      split = ",",
      description = "Only these scenarios; see scripts/milepost simulate --list.")
  private List<String> only = List.of();

  @Option(
      names = "--tuning",
      description =
          "Seeds from 1 on, which thresholds may be chosen on, in place of those from 2001.")
  private boolean tuning;

  @Option(names = "--first-seed", paramLabel = "N", description = "Begin with another seed.")
  private Long firstSeed;

  @Option(
      names = "--quality",
      paramLabel = "Q",
      description =
          "How good the detector is: ${COMPLETION-CANDIDATES} (default: typical, which misses in"
              + " bursts, merges and swaps boxes and invents some).")
  private Quality quality = Quality.TYPICAL;

  @Option(
      names = "--zones",
      paramLabel = "Z",
      description =
          "Which scenes have zones drawn and their camera calibrated: ${COMPLETION-CANDIDATES}"
              + " (default: needed, those whose incident cannot be judged without).")
  private SceneGeometries.Drawn zones = SceneGeometries.Drawn.NEEDED;

  @Option(
      names = "--fps",
      paramLabel = "N",
      description = "Pictures looked at per second, 2..30 (default: 10).")
  private int fps = 10;

  @Option(
      names = "--config",
      paramLabel = "CAMERA.yaml",
      description = "Camera configuration with the rules to weigh (default: the default rules).")
  private Path config;

  @Option(
      names = "--drawn",
      paramLabel = "N",
      description = "Also draws N scenes of each scenario and looks at them with the detector.")
  private int drawn;

  @Option(
      names = "--clips",
      paramLabel = "DIR",
      description = "Also every clip of this folder with a NAME.truth.yaml.")
  private Path clips;

  @Option(
      names = "--truth",
      paramLabel = "DIR",
      defaultValue = "${sys:milepost.home:-.}/benchmarks/clips",
      description = "Truth files besides those in the clips' folder (default: ${DEFAULT-VALUE}).")
  private Path truth;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      defaultValue = "${sys:milepost.home:-.}/models/milepost-road.onnx",
      description =
          "Detector of --drawn and --clips, or none: moving shapes only (default:"
              + " ${DEFAULT-VALUE}).")
  private Path model;

  @Option(
      names = "--record",
      paramLabel = "DIR",
      description = "Keeps what the detector saw of each scene there, for replay.")
  private Path record;

  @Option(names = "--explain", description = "Names every miss and every false alarm.")
  private boolean explain;

  @Option(names = "--check", description = "Exit code 1 when a goal is missed.")
  private boolean check;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "${sys:milepost.home:-.}/target/evaluate",
      description = "Where pictures and result go (default: ${DEFAULT-VALUE}).")
  private Path out;

  /** How good the imagined detector is. */
  enum Quality {
    PERFECT(Noise.PERFECT),
    GOOD(Noise.GOOD),
    TYPICAL(Noise.TYPICAL),
    POOR(Noise.POOR);

    private final Noise noise;

    Quality(Noise noise) {
      this.noise = noise;
    }
  }

  private EvaluateMain() {}

  /** Evaluates and ends the process with its exit code. */
  @SuppressWarnings("checkstyle:RegexpSinglelineJava")
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** The command with its exit codes: 0 done, 1 failed or a goal missed, 2 wrong use. */
  static CommandLine commandLine() {
    return BenchMain.commandLine(new EvaluateMain())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(
            (e, line, parsed) -> {
              if (e instanceof MilepostException known) {
                line.getErr().println("milepost evaluate: " + known.getMessage());
                boolean internal = known.code() == FailureCode.INTERNAL;
                return internal ? 1 : CommandLine.ExitCode.USAGE;
              }
              throw e;
            });
  }

  @Override
  public Integer call() throws Exception {
    require(scenes >= 0 && scenes <= 100_000, "--scenes must be 0..100000 but is " + scenes);
    require(
        scenes + drawn > 0 || clips != null,
        "there is nothing to play: give --scenes, --drawn or --clips");
    require(drawn >= 0 && drawn <= 10_000, "--drawn must be 0..10000 but is " + drawn);
    require(
        !tuning || first() >= 1 && first() + Math.max(scenes, drawn) < HELD_OUT,
        "--tuning takes seeds 1..1999; from 2001 on they are held out");
    require(fps >= 2 && fps <= 30, "--fps must be 2..30 but is " + fps);
    boolean alone = model.toString().equals("none");
    AnalyzeConfig rules =
        config == null ? AnalyzeConfig.defaults(alone) : AnalyzeConfig.read(config, alone);
    Engines engines =
        (camera, scene) ->
            new RuleEngine(camera, rules.rules(), SceneGeometries.of(scene, zones).geometry());
    List<Scenario> scenarios = scenarios();
    List<ClipTrial> recorded = clips == null ? List.of() : ClipTrial.in(clips, truth, alone);
    Files.createDirectories(out);
    if (record != null) {
      Files.createDirectories(record);
    }
    PrintWriter err = spec.commandLine().getErr();
    Progress progress = new Progress(err, System.console() != null);
    Scoreboard board = new Scoreboard();
    playScenes(scenarios, engines, board, progress);
    if (drawn > 0 || !recorded.isEmpty()) {
      playPictures(scenarios, recorded, rules, engines, board, progress);
    }
    return report(board);
  }

  private int report(Scoreboard board) throws IOException {
    PrintWriter to = spec.commandLine().getOut();
    if (explain) {
      board.explain(to);
      to.println();
    }
    board.print(to);
    Charts.write(board.verdicts(), out);
    Scoreboard.Result result = board.result();
    String json = Json.write(result);
    Files.writeString(out.resolve("result.json"), json + "\n");
    to.println("pictures and result: " + out);
    to.println(json);
    to.flush();
    boolean missed = result.wrongHighPerHour() > Scoreboard.FALSE_PER_HOUR;
    for (Scoreboard.Row row : result.rules().values()) {
      missed |= Boolean.FALSE.equals(row.goal());
    }
    return check && missed ? 1 : 0;
  }

  private List<Scenario> scenarios() {
    return only.isEmpty()
        ? List.of(Scenario.values())
        : only.stream().map(ScenarioSpec::scenario).toList();
  }

  private long first() {
    return firstSeed != null ? firstSeed : tuning ? 1 : HELD_OUT;
  }

  private void playScenes(
      List<Scenario> scenarios, Engines engines, Scoreboard board, Progress progress)
      throws InterruptedException {
    int cores = Runtime.getRuntime().availableProcessors();
    ExecutorService players = Executors.newFixedThreadPool(cores);
    try {
      List<Future<Trial>> trials = new ArrayList<>();
      for (Scenario scenario : scenarios) {
        for (int i = 0; i < scenes; i++) {
          SceneTrial trial = new SceneTrial(scenario, first() + i, fps, quality.noise);
          trials.add(players.submit(() -> trial.play(engines, record)));
        }
      }
      for (int i = 0; i < trials.size(); i++) {
        Trial trial = of(trials.get(i));
        board.add(trial);
        progress.done((i + 1.0) / trials.size(), trial.name());
      }
    } finally {
      players.shutdownNow();
    }
  }

  private void playPictures(
      List<Scenario> scenarios,
      List<ClipTrial> recorded,
      AnalyzeConfig rules,
      Engines engines,
      Scoreboard board,
      Progress progress)
      throws IOException {
    int all = scenarios.size() * drawn + recorded.size();
    int done = 0;
    int threads = Math.min(2, Runtime.getRuntime().availableProcessors());
    boolean alone = model.toString().equals("none");
    try (Model loaded = alone ? null : new ModelLoader(threads).load(model)) {
      for (ClipTrial clip : recorded) {
        board.add(clip.play(loaded));
        progress.done(++done / (double) all, clip.name());
      }
      for (Scenario scenario : scenarios) {
        for (int i = 0; i < drawn; i++) {
          SceneTrial plan = new SceneTrial(scenario, first() + i, fps, quality.noise);
          board.add(new DrawnTrial(plan, rules).play(loaded, engines, out));
          progress.done(++done / (double) all, plan.name());
        }
      }
    }
  }

  private static Trial of(Future<Trial> trial) throws InterruptedException {
    try {
      return trial.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof MilepostException known) {
        throw known;
      }
      throw new IllegalStateException("a scene could not be played", e.getCause());
    }
  }

  private static void require(boolean condition, String sentence) {
    if (!condition) {
      throw new MilepostException(FailureCode.BAD_REQUEST, sentence);
    }
  }
}
