package io.milepost.rsu.app;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.rsu.perception.FileAnalysis;
import io.milepost.rsu.perception.FrameDetections;
import io.milepost.rsu.perception.Model;
import io.milepost.rsu.perception.ModelLoader;
import io.milepost.rsu.perception.PerceptionConfig;
import io.milepost.rsu.perception.recorded.DetectionWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code analyze}: the live pipeline's perception and rules over a file, in video time. */
@Command(
    name = "analyze",
    description = "Looks at a video file as the node would look at a camera, and tells incidents.",
    footer = {"", "Example:", "  scripts/milepost analyze crash.mp4 --json result.json"},
    mixinStandardHelpOptions = true)
public final class AnalyzeCommand implements Callable<Integer> {
  private static final long PROGRESS_NANOS = 1_000_000_000L;

  @Spec private CommandLine.Model.CommandSpec spec;

  @Parameters(index = "0", paramLabel = "VIDEO", description = "Video file.")
  private Path video;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      defaultValue = "${sys:milepost.home:-.}/models/milepost-road.onnx",
      description = "Detector, ONNX, or none: moving shapes only (default: ${DEFAULT-VALUE}).")
  private Path modelFile;

  @Option(
      names = "--config",
      paramLabel = "CAMERA.yaml",
      description =
          "Camera configuration; target_fps (default: 10), rules, zones and calibration are taken"
              + " from it.")
  private Path config;

  @Option(
      names = "--json",
      paramLabel = "OUT",
      description = "Also writes the result to this file as one JSON object.")
  private Path json;

  @Option(
      names = "--record",
      paramLabel = "OUT.jsonl",
      description = "Also writes what the detector found, for replay.")
  private Path recordTo;

  private long lastProgress;

  @Override
  public Integer call() {
    try {
      boolean alone = modelFile.toString().equals(PerceptionConfig.NO_MODEL);
      AnalyzeConfig camera =
          config == null ? AnalyzeConfig.defaults(alone) : AnalyzeConfig.read(config, alone);
      int threads = Math.min(2, Runtime.getRuntime().availableProcessors());
      try (Model model = alone ? null : new ModelLoader(threads).load(modelFile)) {
        analyze(model, camera);
      }
      return CommandLine.ExitCode.OK;
    } catch (MilepostException e) {
      spec.commandLine().getErr().println("milepost analyze: " + e.getMessage());
      return CommandLine.ExitCode.USAGE;
    }
  }

  private void analyze(Model model, AnalyzeConfig camera) {
    String name = video.getFileName().toString();
    AnalyzeReport report = new AnalyzeReport();
    lastProgress = System.nanoTime();
    FileAnalysis.Summary summary;
    try (DetectionWriter recording =
        recordTo == null
            ? null
            : new DetectionWriter(recordTo, model == null ? "" : model.info().sha256())) {
      summary =
          new VideoLook(model, camera)
              .run(
                  name,
                  video,
                  camera.engine(name),
                  (frame, findings) -> {
                    report.add(frame, findings);
                    if (recording != null) {
                      recording.write(frame);
                    }
                    progress(frame);
                  });
    }
    report.print(summary, spec.commandLine().getOut());
    summary
        .problem()
        .ifPresent(words -> spec.commandLine().getErr().println("video " + video + ": " + words));
    if (json != null) {
      write(report.json(summary));
    }
  }

  private void progress(FrameDetections frame) {
    long now = System.nanoTime();
    if (now - lastProgress > PROGRESS_NANOS) {
      lastProgress = now;
      spec.commandLine()
          .getErr()
          .printf(Locale.ROOT, "%s: %.1f s looked at%n", video, frame.ptsMicros() / 1e6);
    }
  }

  private void write(String object) {
    try {
      Files.writeString(json, object + "\n");
    } catch (IOException e) {
      throw new MilepostException(
          FailureCode.BAD_REQUEST, "the result cannot be written to " + json, e);
    }
  }
}
