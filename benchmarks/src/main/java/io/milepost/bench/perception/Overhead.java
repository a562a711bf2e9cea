package io.milepost.bench.perception;

import ai.onnxruntime.OrtException;
import io.milepost.bench.Sample;
import io.milepost.rsu.camera.VideoFileReader;
import io.milepost.rsu.camera.VideoFrame;
import io.milepost.rsu.perception.Detector;
import io.milepost.rsu.perception.DetectorConfig;
import io.milepost.rsu.perception.FrameDetections;
import io.milepost.rsu.perception.Model;
import io.milepost.rsu.rules.RuleEngine;
import io.milepost.rsu.rules.RulesConfig;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One picture's way from the decoder to the rules on one thread, and in turn with it the bare
 * session: what disturbs the machine disturbs both.
 */
final class Overhead {
  private static final int WARM_UP = 50;
  private static final int COLUMNS = 9;

  private final Model model;
  private final Path video;
  private final int repeats;
  private final int frames;

  Overhead(Model model, Path video, int repeats, int frames) {
    this.model = model;
    this.video = video;
    this.repeats = repeats;
    this.frames = frames;
  }

  /**
   * Milliseconds per picture, one value per repeat: its median.
   *
   * @param bare the bare session
   * @param total scaling, session, reading of the output, tracker and rules
   * @param overhead total less bare
   * @param scaling of the total
   * @param inside the session's time inside the total; differs from bare as far as caches are cold
   * @param reading of the total: output and suppression
   * @param rules of the total
   * @param bareCpu processor time of the bare session, which others disturb less
   * @param overheadCpu processor time of the total less that of the bare session
   */
  record Result(
      Sample bare,
      Sample total,
      Sample overhead,
      Sample scaling,
      Sample inside,
      Sample reading,
      Sample rules,
      Sample bareCpu,
      Sample overheadCpu) {}

  Result run(PrintWriter progress) throws OrtException {
    double[][] medians = new double[COLUMNS][repeats];
    try (Detector detector = new Detector(model, DetectorConfig.defaults());
        BareSession bare =
            new BareSession(
                model.info().path(), model.info().inputWidth(), model.info().inputHeight())) {
      for (int r = 0; r < repeats; r++) {
        List<double[]> all = once(detector, bare);
        for (int i = 0; i < medians.length; i++) {
          int column = i;
          medians[i][r] = Sample.of(all.stream().mapToDouble(v -> v[column]).toArray()).median();
        }
        progress.printf(
            "  repeat %d of %d: bare %.2f ms, ours %.2f ms%n",
            r + 1, repeats, medians[0][r], medians[1][r]);
        progress.flush();
      }
    }
    return new Result(
        Sample.of(medians[0]),
        Sample.of(medians[1]),
        Sample.of(medians[2]),
        Sample.of(medians[3]),
        Sample.of(medians[4]),
        Sample.of(medians[5]),
        Sample.of(medians[6]),
        Sample.of(medians[7]),
        Sample.of(medians[8]));
  }

  private List<double[]> once(Detector detector, BareSession bare) throws OrtException {
    List<double[]> all = new ArrayList<>();
    RuleEngine rules = new RuleEngine("bench", RulesConfig.defaults());
    try (VideoFileReader reader = new VideoFileReader(video);
        VideoFrame frame = new VideoFrame()) {
      for (int i = 0; i < WARM_UP + frames && reader.next(frame); i++) {
        long cpu = ProcessFigures.ownCpuNanos();
        double limit = bare.run() / 1e6;
        double limitCpu = (ProcessFigures.ownCpuNanos() - cpu) / 1e6;
        cpu = ProcessFigures.ownCpuNanos();
        long begun = System.nanoTime();
        FrameDetections found = detector.detect("bench", frame);
        long seen = System.nanoTime();
        rules.observe(found);
        long decided = System.nanoTime();
        double totalCpu = (ProcessFigures.ownCpuNanos() - cpu) / 1e6;
        double total = (decided - begun) / 1e6;
        if (i >= WARM_UP) {
          all.add(
              new double[] {
                limit,
                total,
                total - limit,
                detector.scaleNanos() / 1e6,
                detector.runNanos() / 1e6,
                detector.decodeNanos() / 1e6,
                (decided - seen) / 1e6,
                limitCpu,
                totalCpu - limitCpu
              });
        }
      }
    }
    return all;
  }
}
