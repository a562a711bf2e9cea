package io.milepost.bench.evaluate;

import io.milepost.rsu.perception.Detection;
import io.milepost.rsu.perception.FrameDetections;
import io.milepost.rsu.perception.ObjectClass;
import io.milepost.simulator.scene.Box;
import io.milepost.simulator.scene.ScenarioSpec;
import io.milepost.simulator.scene.Scene;
import io.milepost.simulator.truth.Noise;
import io.milepost.simulator.truth.NoisyDetector;
import java.util.ArrayList;
import java.util.List;

/** A scene as an imperfect detector would report it. */
public final class SceneFeed {
  private final NoisyDetector detector;

  /** A feed at the beginning of a scene. */
  public SceneFeed(ScenarioSpec spec, Noise noise) {
    detector = new NoisyDetector(spec, noise);
  }

  /** The scene fed from. */
  public Scene scene() {
    return detector.scene();
  }

  /** Seconds of the frame reported last. */
  public double time() {
    return detector.time();
  }

  /** The next frame, as seen by this camera. */
  public FrameDetections next(String camera) {
    List<Detection> found = new ArrayList<>();
    for (NoisyDetector.Seen seen : detector.next()) {
      Box b = seen.box();
      found.add(
          new Detection(
              seen.label(),
              ObjectClass.of(seen.label()),
              (float) seen.confidence(),
              (float) b.x(),
              (float) b.y(),
              (float) b.w(),
              (float) b.h()));
    }
    ScenarioSpec spec = scene().spec();
    long micros = Math.round(time() * 1e6);
    return new FrameDetections(
        camera, micros, micros / 1000, spec.width(), spec.height(), found, 0, 0, 0, 0);
  }
}
