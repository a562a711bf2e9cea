package io.milepost.simulator;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.simulator.render.SceneRenderer;
import io.milepost.simulator.scene.Scenario;
import io.milepost.simulator.scene.ScenarioSpec;
import io.milepost.simulator.scene.Scene;
import io.milepost.simulator.training.TrainingSet;
import io.milepost.simulator.truth.LayoutWriter;
import io.milepost.simulator.truth.TruthWriter;
import io.milepost.simulator.video.Mp4Writer;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code simulate}: draws a scene to a video, a picture or a training set. */
@Command(
    name = "milepost simulate",
    mixinStandardHelpOptions = true,
    description = "Draws road scenes with ground truth.",
    footer = {
      "",
      "Examples:",
      "  scripts/milepost simulate --list",
      "  scripts/milepost simulate collision --out crash.mp4 --truth crash.json"
    })
public final class SimulateCommand implements Callable<Integer> {
  @Parameters(index = "0", arity = "0..1", paramLabel = "SCENARIO", description = "See --list.")
  private String scenario = "free";

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Everything random follows from it (default: 1).")
  private long seed = 1;

  @Option(names = "--seconds", paramLabel = "S", description = "Length of the video (default: 40).")
  private double seconds = 40;

  @Option(
      names = "--size",
      paramLabel = "WxH",
      description = "Picture size WxH (default: 640x360; training 416x256).")
  private String size;

  @Option(names = "--fps", paramLabel = "N", description = "Frames per second (default: 15).")
  private int fps = 15;

  @Option(
      names = "--light",
      paramLabel = "LIGHT",
      description = "day, dusk, night or rain (default: the seed chooses).")
  private String light;

  @Option(
      names = "--at",
      paramLabel = "S",
      description = "Second of the incident, or of the picture with --picture.")
  private Double at;

  @Option(
      names = "--clear",
      paramLabel = "S",
      description = "Seconds after which the incident is over.")
  private Double clear;

  @Option(names = "--out", paramLabel = "FILE.mp4", description = "Where the video goes.")
  private Path out;

  @Option(names = "--truth", paramLabel = "FILE.json", description = "Where the truth goes.")
  private Path truth;

  @Option(names = "--picture", paramLabel = "FILE.png", description = "Writes one frame.")
  private Path picture;

  @Option(
      names = "--layout",
      paramLabel = "FILE.yaml",
      description = "Writes zones and calibration as a camera has them.")
  private Path layout;

  @Option(names = "--boxes", description = "Draws the true boxes into the picture.")
  private boolean boxes;

  @Option(names = "--list", description = "Lists the scenarios.")
  private boolean list;

  @Option(names = "--training-set", paramLabel = "DIR", description = "Writes frames and labels.")
  private Path trainingSet;

  @Option(
      names = "--scenes",
      paramLabel = "N",
      description = "Scenes of the training set (default: 100).")
  private int scenes = 100;

  @Option(
      names = "--first-seed",
      paramLabel = "N",
      description = "Seed of the first scene (default: 1).")
  private long firstSeed = 1;

  @Option(
      names = "--frames-per-scene",
      paramLabel = "K",
      description = "Frames of each scene (default: 8).")
  private int framesPerScene = 8;

  @Spec private CommandSpec command;

  /** The command with its exit codes: 0 done, 1 failed, 2 wrong arguments. */
  public static CommandLine commandLine() {
    return new CommandLine(new SimulateCommand())
        .setExecutionExceptionHandler(
            (e, line, parsed) -> {
              line.getErr().println("milepost simulate: " + sentence(e));
              boolean wrong =
                  e instanceof MilepostException known && known.code() == FailureCode.BAD_REQUEST;
              return wrong ? 2 : 1;
            })
        .setParameterExceptionHandler(
            (e, args) -> {
              e.getCommandLine()
                  .getErr()
                  .println(
                      "milepost simulate: " + e.getMessage() + "; see milepost simulate --help");
              return 2;
            });
  }

  private static String sentence(Exception e) {
    return e instanceof IOException ? "cannot write: " + e.getMessage() : e.getMessage();
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter console = command.commandLine().getOut();
    if (list) {
      list(console);
    } else if (trainingSet != null) {
      trainingSet();
    } else if (picture != null) {
      Picture.write(new Scene(spec()), at == null ? 0 : at, boxes, picture);
    } else if (out != null || truth != null) {
      video();
    } else if (layout != null) {
      LayoutWriter.write(new Scene(spec()).layout(), layout);
    } else {
      ScenarioSpec.scenario(scenario);
      throw new MilepostException(
          FailureCode.BAD_REQUEST,
          "nothing to do: give --out, --truth, --layout, --picture, --training-set or --list");
    }
    return 0;
  }

  private static void list(PrintWriter console) {
    console.printf("Incidents, with the type that is to be found:%n");
    for (Scenario each : Scenario.values()) {
      if (each.incident() != null) {
        console.printf("  %-13s %-19s %s%n", each.id(), each.incident(), each.sentence());
      }
    }
    console.printf("%nOrdinary traffic and look-alikes, in which nothing is to be found:%n");
    for (Scenario each : Scenario.values()) {
      if (each.incident() == null) {
        console.printf("  %-13s %s%n", each.id(), each.sentence());
      }
    }
  }

  private ScenarioSpec spec() {
    ScenarioSpec spec = ScenarioSpec.of(ScenarioSpec.scenario(scenario), seed).withFps(fps);
    if (size != null) {
      int[] wh = ScenarioSpec.size(size);
      spec = spec.withSize(wh[0], wh[1]);
    }
    if (light != null) {
      spec = spec.withLight(ScenarioSpec.light(light));
    }
    if (at != null && picture == null) {
      spec = spec.withAt(at);
    }
    return clear == null ? spec : spec.withClear(clear);
  }

  private void trainingSet() throws IOException {
    int[] wh = ScenarioSpec.size(size == null ? "416x256" : size);
    if (Math.min(wh[0], wh[1]) < 32 || Math.max(wh[0], wh[1]) > 1920) {
      throw new MilepostException(
          FailureCode.BAD_REQUEST, "--size of a training set must lie within 32..1920");
    }
    if (scenes < 1 || framesPerScene < 1) {
      throw new MilepostException(
          FailureCode.BAD_REQUEST, "--scenes and --frames-per-scene must be at least 1");
    }
    new TrainingSet(wh[0], wh[1]).write(trainingSet, firstSeed, scenes, framesPerScene, System.err);
  }

  private void video() throws IOException {
    if (!(seconds > 0 && seconds <= 86_400)) {
      throw new MilepostException(
          FailureCode.BAD_REQUEST, "--seconds must be greater than 0 and at most 86400");
    }
    Scene scene = new Scene(spec());
    if (layout != null) {
      LayoutWriter.write(scene.layout(), layout);
    }
    long frames = Math.round(seconds * fps);
    SceneRenderer renderer = out == null ? null : new SceneRenderer(scene);
    try (TruthWriter writer =
            truth == null
                ? null
                : new TruthWriter(new BufferedOutputStream(Files.newOutputStream(truth)), scene);
        Mp4Writer video =
            out == null
                ? null
                : new Mp4Writer(out, scene.spec().width(), scene.spec().height(), fps)) {
      for (long i = 0; i < frames; i++) {
        if (writer != null) {
          writer.frame(scene);
        }
        if (video != null) {
          video.write(renderer.draw());
        }
        scene.advance();
      }
    }
  }
}
