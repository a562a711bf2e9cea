package io.milepost.bench.perception;

import io.milepost.simulator.SimulateCommand;
import io.milepost.simulator.render.SceneRenderer;
import io.milepost.simulator.scene.Scenario;
import io.milepost.simulator.scene.ScenarioSpec;
import io.milepost.simulator.scene.Scene;
import io.milepost.simulator.video.Mp4Writer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import picocli.CommandLine;

/** H.264 videos of simulated traffic, 25 pictures a second, to be played again and again. */
final class Videos {
  private static final int FPS = 25;

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

  /**
   * Draws traffic for a while, then the same road with nobody on it, 640x360. The encoder fills its
   * channel (1.6 Mb/s) in both, so the empty road costs as much to decode as the full one: the hard
   * case.
   *
   * @param moving seconds with traffic
   * @param seconds in all
   */
  static Path drawActivity(Path folder, int seed, double moving, double seconds)
      throws IOException {
    Path video = folder.resolve("activity-" + seed + ".mp4");
    Scene scene =
        new Scene(ScenarioSpec.of(Scenario.FREE_FLOW, seed).withFps(FPS).withSize(640, 360));
    SceneRenderer renderer = new SceneRenderer(scene);
    try (Mp4Writer writer = new Mp4Writer(video, 640, 360, FPS)) {
      for (int i = 0; i < seconds * FPS; i++) {
        writer.write(i < moving * FPS ? renderer.draw() : renderer.drawEmpty());
        scene.advance();
      }
    }
    return video;
  }
}
