package io.milepost.bench.video;

import io.milepost.bench.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Debian's {@code motion} that records the same cameras without encoding ({@code
 * movie_passthrough}) for as long as it runs ({@code emulate_motion}). It decodes every picture, as
 * it was made to.
 */
final class MotionCost {
  private static final double WARM_SECONDS = 8;

  private final Path video;
  private final Path work;
  private final int cameras;
  private final double seconds;

  MotionCost(Path video, Path work, int cameras, double seconds) {
    this.video = video;
    this.work = work;
    this.cameras = cameras;
    this.seconds = seconds;
  }

  /** Percent of a core per camera, by repeat. */
  Sample run(int repeats) throws IOException {
    double[] percent = new double[repeats];
    for (int i = 0; i < repeats; i++) {
      percent[i] = once(Files.createDirectories(work.resolve("motion-" + i)));
    }
    return Sample.of(percent);
  }

  private double once(Path folder) throws IOException {
    StringBuilder main = new StringBuilder("daemon off\nlog_level 4\nwebcontrol_port 0\n");
    for (int i = 0; i < cameras; i++) {
      Path camera = folder.resolve("camera" + i + ".conf");
      Files.writeString(
          camera,
          String.join(
              "\n",
              "camera_id " + (i + 1),
              "netcam_url file://" + video,
              "width 1280",
              "height 720",
              "framerate 25",
              "target_dir " + folder,
              "emulate_motion on",
              "movie_output on",
              "movie_passthrough on",
              "movie_max_time 10",
              "picture_output off",
              "stream_port 0",
              ""));
      main.append("camera ").append(camera).append('\n');
    }
    Path config = Files.writeString(folder.resolve("motion.conf"), main);
    try (Peer peer = new Peer(folder.resolve("log"))) {
      peer.start(List.of("motion", "-n", "-c", config.toString()));
      RecordCost.pause(WARM_SECONDS);
      double cpu = peer.cpuSeconds();
      long began = System.nanoTime();
      RecordCost.pause(seconds);
      return (peer.cpuSeconds() - cpu) / ((System.nanoTime() - began) / 1e9) * 100 / cameras;
    }
  }
}
