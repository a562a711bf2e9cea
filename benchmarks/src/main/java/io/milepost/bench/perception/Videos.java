package io.milepost.bench.perception;

import io.milepost.simulator.SimulateCommand;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import picocli.CommandLine;

/** H.264 videos of simulated traffic, 25 pictures a second, to be played again and again. */
final class Videos {
  private Videos() {}

  /**
   * Draws one.
   *
   * @param scenario name of a scene of the simulator
   * @param size {@code WIDTHxHEIGHT}
   */
  static Path draw(Path folder, String scenario, int seed, int seconds, String size) {
    Path video = folder.resolve(scenario + "-" + seed + "-" + size + ".mp4");
    int code =
        new CommandLine(new SimulateCommand())
            .setErr(new PrintWriter(Writer.nullWriter()))
            .execute(
                scenario,
                "--seed",
                String.valueOf(seed),
                "--seconds",
                String.valueOf(seconds),
                "--fps",
                "25",
                "--size",
                size,
                "--out",
                video.toString());
    if (code != 0) {
      throw new IllegalStateException("the simulator could not draw " + video);
    }
    return video;
  }
}
