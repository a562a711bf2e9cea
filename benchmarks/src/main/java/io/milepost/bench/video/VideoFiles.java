package io.milepost.bench.video;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What the cameras of the benchmark show. */
final class VideoFiles {
  /** Length of the file. */
  static final int SECONDS = 20;

  private VideoFiles() {}

  /**
   * H.264 of 1280x720 at 25 pictures a second, 4 Mb/s constant, a key picture every two seconds.
   */
  static Path fourMegabits(Path folder) throws IOException, InterruptedException {
    Path file = folder.resolve("4mb.mp4");
    try (Peer ffmpeg = new Peer(folder.resolve("encode.log"))) {
      ffmpeg.run(
          List.of(
              "ffmpeg",
              "-nostdin",
              "-v",
              "error",
              "-f",
              "lavfi",
              "-i",
              "testsrc2=size=1280x720:rate=25",
              "-t",
              String.valueOf(SECONDS),
              "-c:v",
              "libx264",
              "-preset",
              "veryfast",
              "-g",
              "50",
              "-keyint_min",
              "50",
              "-sc_threshold",
              "0",
              "-b:v",
              "4M",
              "-minrate",
              "4M",
              "-maxrate",
              "4M",
              "-bufsize",
              "2M",
              "-x264-params",
              "nal-hrd=cbr",
              "-pix_fmt",
              "yuv420p",
              file.toString()));
    }
    return file;
  }
}
