package io.milepost.bench.video;

import com.sun.management.OperatingSystemMXBean;
import io.milepost.bench.Sample;
import io.milepost.rsu.camera.CameraCapture;
import io.milepost.rsu.camera.CameraConfig;
import io.milepost.rsu.camera.CaptureConfig;
import io.milepost.rsu.camera.SourcePolicy;
import io.milepost.rsu.recording.RecordingConfig;
import io.milepost.rsu.recording.RecordingStore;
import io.milepost.rsu.recording.Stretch;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * Recording of some cameras that play a file of about 4 Mb/s in real time: our recorder, undecoded,
 * hashed and on the disk every second, beside one {@code ffmpeg -c copy -f segment} each.
 */
final class RecordCost {
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private static final double WARM_SECONDS = 8;

  private final Path video;
  private final Path work;
  private final int cameras;
  private final double seconds;

  /**
   * What it took.
   *
   * @param ours percent of a core per camera
   * @param ffmpeg the same of FFmpeg
   * @param ratio ours over FFmpeg's, by repeat
   * @param megabits of one camera, per second
   */
  record Result(Sample ours, Sample ffmpeg, Sample ratio, double megabits) {}

  /**
   * A long run.
   *
   * @param completeness worst camera's share of recorded time after it had begun, 0..1
   * @param beginMib resident memory after the first minute and a collection
   * @param endMib the same at the end
   */
  record Long(double minutes, double completeness, double beginMib, double endMib) {}

  RecordCost(Path video, Path work, int cameras, double seconds) {
    this.video = video;
    this.work = work;
    this.cameras = cameras;
    this.seconds = seconds;
  }

  Result run(int repeats, PrintWriter progress) throws IOException {
    double[] ours = new double[repeats];
    double[] theirs = new double[repeats];
    double[] ratio = new double[repeats];
    for (int i = 0; i < repeats; i++) {
      ours[i] = ours(work.resolve("ours-" + i));
      theirs[i] = ffmpeg(Files.createDirectories(work.resolve("ffmpeg-" + i)));
      ratio[i] = ours[i] / theirs[i];
      progress.printf("  %d of %d: %.3f %% and %.3f %%%n", i + 1, repeats, ours[i], theirs[i]);
      progress.flush();
    }
    double megabits = Files.size(video) * 8 / 1e6 / VideoFiles.SECONDS;
    return new Result(Sample.of(ours), Sample.of(theirs), Sample.of(ratio), megabits);
  }

  /** Records for minutes and says what is missing and how memory goes. */
  Long run(double minutes, PrintWriter progress) throws IOException {
    Path folder = work.resolve("long");
    try (RecordingStore store = open(folder)) {
      List<CameraCapture> captures = start(store);
      pause(60);
      double begin = settledMib();
      long from = System.currentTimeMillis() * 1000;
      for (double done = 1; done < minutes; done++) {
        pause(60);
        progress.printf("  minute %.0f: %.1f MiB%n", done + 1, residentMib());
        progress.flush();
      }
      double end = settledMib();
      long to = (System.currentTimeMillis() - 2000) * 1000;
      double worst = 1;
      for (int i = 0; i < cameras; i++) {
        long missing =
            store.coverage().between("c" + i, from, to).stream()
                .filter(each -> each.state() != Stretch.State.RECORDED)
                .mapToLong(each -> each.toMicros() - each.fromMicros())
                .sum();
        worst = Math.min(worst, 1 - missing / (double) (to - from));
      }
      captures.forEach(capture -> capture.stop().join());
      return new Long(minutes, worst, begin, end);
    }
  }

  private RecordingStore open(Path folder) {
    return RecordingStore.open(
        RecordingConfig.in(folder.resolve("rec")), folder, Clock.systemUTC());
  }

  private double ours(Path folder) {
    try (RecordingStore store = open(folder)) {
      List<CameraCapture> captures = start(store);
      pause(WARM_SECONDS);
      long cpu = SYSTEM.getProcessCpuTime();
      long began = System.nanoTime();
      pause(seconds);
      double share = (SYSTEM.getProcessCpuTime() - cpu) / (double) (System.nanoTime() - began);
      captures.forEach(capture -> capture.stop().join());
      return share * 100 / cameras;
    }
  }

  private List<CameraCapture> start(RecordingStore store) {
    SourcePolicy policy = new SourcePolicy(List.of(video.getParent()), Set.of());
    Duration second = Duration.ofSeconds(1);
    CaptureConfig config =
        new CaptureConfig(second.multipliedBy(10), second.multipliedBy(10), second, second, false);
    List<CameraCapture> captures = new ArrayList<>();
    for (int i = 0; i < cameras; i++) {
      CameraConfig camera =
          new CameraConfig("c" + i, null, "file:" + video, null, null, 0, 0, 0, null, 5, true);
      CameraCapture capture = new CameraCapture(camera, config, policy, Map.of());
      capture.add(store.recorder(camera.id()));
      capture.start();
      captures.add(capture);
      pause(0.1);
    }
    return captures;
  }

  private double ffmpeg(Path folder) throws IOException {
    try (Peer peer = new Peer(folder.resolve("log"))) {
      for (int i = 0; i < cameras; i++) {
        String out = folder.resolve("c" + i + "-%d.mp4").toString();
        peer.start(
            List.of(
                "ffmpeg",
                "-nostdin",
                "-v",
                "error",
                "-re",
                "-stream_loop",
                "-1",
                "-i",
                video.toString(),
                "-c",
                "copy",
                "-f",
                "segment",
                "-segment_time",
                "10",
                "-reset_timestamps",
                "1",
                "-segment_format",
                "mp4",
                out));
        pause(0.1);
      }
      pause(WARM_SECONDS);
      double cpu = peer.cpuSeconds();
      long began = System.nanoTime();
      pause(seconds);
      return (peer.cpuSeconds() - cpu) / ((System.nanoTime() - began) / 1e9) * 100 / cameras;
    }
  }

  /** Without garbage, which a roomy heap lets lie for as long as nobody needs the room. */
  private static double settledMib() throws IOException {
    System.gc();
    return residentMib();
  }

  static double residentMib() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS:")) {
        return java.lang.Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
      }
    }
    throw new IOException("/proc/self/status names no VmRSS");
  }

  static void pause(double seconds) {
    long until = System.nanoTime() + (long) (seconds * 1e9);
    for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
