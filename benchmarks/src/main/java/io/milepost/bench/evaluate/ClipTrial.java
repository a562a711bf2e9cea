package io.milepost.bench.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.rsu.app.AnalyzeConfig;
import io.milepost.rsu.app.VideoLook;
import io.milepost.rsu.perception.FileAnalysis;
import io.milepost.rsu.perception.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A recorded clip beside a file that tells what happens in it: {@code NAME.truth.yaml} with {@code
 * video}, {@code incidents: [{type, start_s, end_s, primary, x, y}]}, and what {@code analyze
 * --config} takes under {@code camera}.
 */
final class ClipTrial {
  private static final String ENDING = ".truth.yaml";

  private final Path video;
  private final AnalyzeConfig camera;
  private final List<TruthEvent> truth;

  private ClipTrial(Path video, AnalyzeConfig camera, List<TruthEvent> truth) {
    this.video = video;
    this.camera = camera;
    this.truth = truth;
  }

  /**
   * All clips of a folder of which a truth file tells.
   *
   * @param videos folder of the clips
   * @param truths folder of truth files; those beside the clips count, too
   * @param alone whether there is no model
   */
  static List<ClipTrial> in(Path videos, Path truths, boolean alone) {
    if (!Files.isDirectory(videos)) {
      throw refuse("--clips: " + videos + " is no folder", null);
    }
    TreeSet<Path> files = new TreeSet<>();
    for (Path folder : List.of(truths, videos)) {
      try (Stream<Path> all = Files.isDirectory(folder) ? Files.list(folder) : Stream.empty()) {
        all.filter(f -> f.toString().endsWith(ENDING)).forEach(files::add);
      } catch (IOException e) {
        throw refuse("--clips: " + folder + " cannot be read", e);
      }
    }
    List<ClipTrial> clips = new ArrayList<>();
    for (Path file : files) {
      ClipTrial clip = read(file, videos, alone);
      if (Files.exists(clip.video)) {
        clips.add(clip);
      }
    }
    if (clips.isEmpty()) {
      throw refuse("--clips: no clip in " + videos + " has a NAME" + ENDING, null);
    }
    return clips;
  }

  private static ClipTrial read(Path file, Path videos, boolean alone) {
    try {
      JsonNode root = new YAMLMapper().readTree(file.toFile());
      if (!root.path("video").isTextual() || !root.path("incidents").isArray()) {
        throw refuse("truth file " + file + ": it needs the keys video and incidents", null);
      }
      List<TruthEvent> truth = new ArrayList<>();
      for (JsonNode i : root.get("incidents")) {
        truth.add(
            new TruthEvent(
                IncidentType.of(i.path("type").asText()).code(),
                i.path("primary").asBoolean(true),
                i.path("start_s").asDouble(),
                i.path("end_s").asDouble(Double.POSITIVE_INFINITY),
                i.path("x").asDouble(Double.NaN),
                i.path("y").asDouble(Double.NaN)));
      }
      AnalyzeConfig camera = AnalyzeConfig.of(file, root.path("camera"), alone);
      return new ClipTrial(videos.resolve(root.get("video").asText()), camera, truth);
    } catch (IOException | IllegalArgumentException e) {
      throw refuse("truth file " + file + ": " + e.getMessage(), e);
    }
  }

  String name() {
    return video.getFileName().toString();
  }

  /** Runs detector and rules over it. */
  Trial play(Model model) {
    Listener listener = new Listener();
    FileAnalysis.Summary summary =
        new VideoLook(model, camera)
            .run(
                name(),
                video,
                camera.engine(name()),
                (frame, findings) -> listener.hear(findings, frame.ptsMicros() / 1e6));
    return new Trial(name(), "clip", summary.seconds(), truth, listener.told());
  }

  private static MilepostException refuse(String sentence, Throwable cause) {
    return new MilepostException(FailureCode.BAD_REQUEST, sentence, cause);
  }
}
