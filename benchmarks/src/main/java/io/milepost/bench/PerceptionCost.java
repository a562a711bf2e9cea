package io.milepost.bench;

import io.milepost.rsu.camera.VideoFileReader;
import io.milepost.rsu.camera.VideoFrame;
import io.milepost.rsu.perception.Detector;
import io.milepost.rsu.perception.DetectorConfig;
import io.milepost.rsu.perception.FrameDetections;
import io.milepost.rsu.perception.Model;
import io.milepost.rsu.perception.ModelLoader;
import io.milepost.rsu.rules.RuleEngine;
import io.milepost.rsu.rules.RulesConfig;
import io.milepost.simulator.SimulateCommand;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/**
 * One picture's way from the decoder to the rules, on one thread: scaling, the session, decoding of
 * its output, tracking and rules. The session's own time inside the same call is the limit; the
 * rest is ours.
 */
final class PerceptionCost {
  private static final int WARM_UP = 60;
  private static final int FRAMES = 600;

  private final Path model;
  private final Path work;

  PerceptionCost(Path model, Path work) {
    this.model = model;
    this.work = work;
  }

  /** Milliseconds per picture. */
  record Result(Sample sessionMillis, Sample overheadMillis) {}

  Result run() {
    Path video = work.resolve("traffic.mp4");
    int drawn =
        new CommandLine(new SimulateCommand())
            .setErr(new PrintWriter(Writer.nullWriter()))
            .execute(
                "collision",
                "--seed",
                "5",
                "--seconds",
                "45",
                "--fps",
                "15",
                "--size",
                "640x360",
                "--out",
                video.toString());
    if (drawn != 0) {
      throw new IllegalStateException("the simulator could not draw the video");
    }
    List<Double> session = new ArrayList<>();
    List<Double> overhead = new ArrayList<>();
    RuleEngine rules = new RuleEngine("bench", RulesConfig.defaults());
    try (Model loaded = new ModelLoader(1).load(model);
        Detector detector = new Detector(loaded, DetectorConfig.defaults());
        VideoFileReader reader = new VideoFileReader(video);
        VideoFrame frame = new VideoFrame()) {
      for (int i = 0; i < WARM_UP + FRAMES && reader.next(frame); i++) {
        long start = System.nanoTime();
        FrameDetections found = detector.detect("bench", frame);
        rules.observe(found);
        long total = System.nanoTime() - start;
        if (i >= WARM_UP) {
          session.add(detector.runNanos() / 1e6);
          overhead.add((total - detector.runNanos()) / 1e6);
        }
      }
    }
    return new Result(sample(session), sample(overhead));
  }

  private static Sample sample(List<Double> values) {
    return Sample.of(values.stream().mapToDouble(Double::doubleValue).toArray());
  }
}
