package io.milepost.bench.evaluate;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.rsu.app.AnalyzeConfig;
import io.milepost.rsu.app.VideoLook;
import io.milepost.rsu.perception.Model;
import io.milepost.rsu.rules.RuleEngine;
import io.milepost.simulator.SimulateCommand;
import io.milepost.simulator.scene.Incident;
import io.milepost.simulator.scene.ScenarioSpec;
import io.milepost.simulator.scene.Scene;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine;

/** Draws a scene to a compressed video and runs the real detector and the rules over it. */
final class DrawnTrial {
  private static final int VIDEO_FPS = 15;

  private final SceneTrial plan;
  private final AnalyzeConfig camera;

  DrawnTrial(SceneTrial plan, AnalyzeConfig camera) {
    this.plan = plan;
    this.camera = camera;
  }

  Trial play(Model model, Engines engines, Path work) throws IOException {
    ScenarioSpec spec = plan.spec().withFps(VIDEO_FPS);
    Path video = work.resolve(plan.name() + ".mp4");
    draw(spec, video);
    Scene scene = new Scene(spec);
    RuleEngine engine = engines.of(plan.name(), scene);
    Listener listener = new Listener();
    new VideoLook(model, camera)
        .run(
            plan.name(),
            video,
            engine,
            (frame, findings) -> listener.hear(findings, frame.ptsMicros() / 1e6));
    Files.delete(video);
    // Some truth is known only once it has happened.
    Map<Incident, Trail> trails = SceneTrial.trails(scene);
    while (scene.time() < plan.seconds()) {
      scene.advance();
      trails.forEach((incident, trail) -> trail.look(scene));
    }
    return new Trial(
        plan.name() + "-drawn",
        spec.scenario().id(),
        plan.seconds(),
        plan.truth(scene, trails),
        listener.told());
  }

  private void draw(ScenarioSpec spec, Path video) {
    int code =
        new CommandLine(new SimulateCommand())
            .setErr(new PrintWriter(Writer.nullWriter()))
            .execute(
                spec.scenario().id(),
                "--seed",
                Long.toString(spec.seed()),
                "--light",
                spec.light().orElseThrow().id(),
                "--at",
                Double.toString(spec.at()),
                "--seconds",
                Double.toString(plan.seconds()),
                "--fps",
                Integer.toString(VIDEO_FPS),
                "--size",
                spec.width() + "x" + spec.height(),
                "--out",
                video.toString());
    if (code != 0) {
      throw new MilepostException(
          FailureCode.INTERNAL, "the simulator could not draw " + video + "; is the disk full?");
    }
  }
}
