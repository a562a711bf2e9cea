package io.milepost.rsu.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.json.Json;
import io.milepost.rsu.perception.DetectorConfig;
import io.milepost.rsu.perception.FileAnalysis;
import io.milepost.rsu.perception.FrameDetections;
import io.milepost.rsu.perception.Model;
import io.milepost.rsu.perception.ModelLoader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code analyze}: the live pipeline's perception over a file, in video time. */
@Command(
    name = "analyze",
    description = "Looks at a video file as the node would look at a camera.",
    mixinStandardHelpOptions = true)
public final class AnalyzeCommand implements Callable<Integer> {
  private static final double DEFAULT_TARGET_FPS = 10;
  private static final long PROGRESS_NANOS = 1_000_000_000L;

  @Spec private CommandLine.Model.CommandSpec spec;

  @Parameters(index = "0", paramLabel = "VIDEO", description = "Video file")
  private Path video;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      defaultValue = "${sys:milepost.home:-.}/models/milepost-1.onnx",
      description = "Detector, ONNX (default: ${DEFAULT-VALUE}).")
  private Path modelFile;

  @Option(
      names = "--config",
      paramLabel = "CAMERA.yaml",
      description = "Camera configuration; target_fps is taken from it (default: 10).")
  private Path config;

  @Option(
      names = "--json",
      paramLabel = "OUT",
      description = "Also writes the result to this file as one JSON object.")
  private Path json;

  private final Map<String, Integer> detectionsPerClass = new TreeMap<>();
  private long lastProgress = System.nanoTime();

  @Override
  public Integer call() {
    try {
      int cores = Runtime.getRuntime().availableProcessors();
      try (Model model = new ModelLoader(Math.min(2, cores)).load(modelFile)) {
        FileAnalysis analysis = new FileAnalysis(model, DetectorConfig.defaults(), targetFps());
        FileAnalysis.Summary summary =
            analysis.run(video.getFileName().toString(), video, this::look);
        print(summary);
        writeJson(summary);
      }
      return CommandLine.ExitCode.OK;
    } catch (MilepostException e) {
      spec.commandLine().getErr().println(e.getMessage());
      return CommandLine.ExitCode.USAGE;
    }
  }

  private void look(FrameDetections frame) {
    frame.detections().forEach(d -> detectionsPerClass.merge(d.label(), 1, Integer::sum));
    long now = System.nanoTime();
    if (now - lastProgress > PROGRESS_NANOS) {
      lastProgress = now;
      spec.commandLine()
          .getErr()
          .printf(Locale.ROOT, "%s: %.1f s looked at%n", video, frame.ptsMicros() / 1e6);
    }
  }

  private double targetFps() {
    if (config == null) {
      return DEFAULT_TARGET_FPS;
    }
    try {
      JsonNode root = new YAMLMapper().readTree(config.toFile());
      JsonNode fps = root.path("target_fps");
      if (!fps.isMissingNode() && !fps.isNumber()) {
        throw new MilepostException(
            FailureCode.CONFIGURATION, config + ": target_fps must be a number, 0.1..120");
      }
      return fps.asDouble(DEFAULT_TARGET_FPS);
    } catch (IOException e) {
      String why = Files.isReadable(config) ? "is not valid YAML" : "cannot be read";
      throw new MilepostException(
          FailureCode.CONFIGURATION, "camera file " + config + " " + why, e);
    }
  }

  private void print(FileAnalysis.Summary summary) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%-20s %s%n", "class", "detections");
    detectionsPerClass.forEach((label, count) -> out.printf("%-20s %d%n", label, count));
    out.printf(
        Locale.ROOT,
        "%d of %d frames looked at, %.2f s of video, %.1f frames/s%n",
        summary.looked(),
        summary.frames(),
        summary.seconds(),
        summary.fps());
    out.flush();
    summary
        .problem()
        .ifPresent(words -> spec.commandLine().getErr().println("video " + video + ": " + words));
  }

  private void writeJson(FileAnalysis.Summary summary) {
    if (json == null) {
      return;
    }
    ObjectNode root = Json.mapper().createObjectNode();
    root.put("frames", summary.looked());
    root.put("seconds", summary.seconds());
    root.put("fps", summary.fps());
    root.set("detections", Json.mapper().valueToTree(detectionsPerClass));
    summary.problem().ifPresent(words -> root.put("problem", words));
    try {
      Files.writeString(json, Json.write(root) + System.lineSeparator());
    } catch (IOException e) {
      throw new MilepostException(
          FailureCode.BAD_REQUEST, "the result cannot be written to " + json, e);
    }
  }
}
