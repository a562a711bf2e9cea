package io.milepost.bench.video;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Live video: how late it is in a browser, and what many viewers of one camera cost. */
final class LiveCost {
  /** What the figures are to reach. */
  static final Map<String, String> GOALS =
      Map.of(
          "live_jpeg_p95_ms", "≤ 300",
          "live_mp4_p95_ms", "≤ 700",
          "viewers_jpeg_cores", "≤ 1",
          "viewers_mp4_cores", "≤ 1");

  private static final int VIEWERS = 100;

  private final PrintWriter progress;
  private final int seconds;

  LiveCost(PrintWriter progress, int seconds) {
    this.progress = progress;
    this.seconds = seconds;
  }

  /** Figures by name. */
  Map<String, Double> run(Path work) throws IOException, InterruptedException {
    Map<String, Double> figures = new LinkedHashMap<>();
    if (LiveLatency.possible()) {
      LiveLatency.Result late =
          new LiveLatency(Files.createDirectories(work.resolve("late")), seconds).run();
      figures.put("live_jpeg_p50_ms", late.jpeg().median());
      figures.put("live_jpeg_p95_ms", late.jpeg().quantile(0.95));
      figures.put("live_mp4_p50_ms", late.mp4().median());
      figures.put("live_mp4_p95_ms", late.mp4().quantile(0.95));
    } else {
      progress.println("  Chromium is not installed: how late live video is cannot be seen");
    }
    LiveViewersCost.Result many =
        new LiveViewersCost(Files.createDirectories(work.resolve("many")), VIEWERS, seconds).run();
    figures.put("viewers", (double) many.count());
    figures.put("viewers_none_cores", many.nodeCores());
    figures.put("viewers_jpeg_cores", many.jpegCores());
    figures.put("viewers_mp4_cores", many.mp4Cores());
    figures.put("detector_fps", many.detectorFps());
    figures.put("detector_fps_jpeg", many.jpegDetectorFps());
    figures.put("detector_fps_mp4", many.mp4DetectorFps());
    figures.put("viewer_jpeg_fps", many.jpegFps());
    figures.put("viewer_mp4_fps", many.mp4Fps());
    figures.put("viewers_dropped", (double) many.dropped());
    return figures;
  }
}
