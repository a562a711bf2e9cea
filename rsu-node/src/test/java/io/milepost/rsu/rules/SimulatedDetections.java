package io.milepost.rsu.rules;

import io.milepost.rsu.perception.Detection;
import io.milepost.rsu.perception.FrameDetections;
import io.milepost.rsu.perception.ObjectClass;
import io.milepost.simulator.scene.Box;
import io.milepost.simulator.scene.Incident;
import io.milepost.simulator.scene.ScenarioSpec;
import io.milepost.simulator.truth.Noise;
import io.milepost.simulator.truth.NoisyDetector;
import java.util.ArrayList;
import java.util.List;

/**
 * The truth of a simulated scene as an imperfect detector would report it: some objects missed,
 * edges shaken, nothing that says who is who. No picture is drawn.
 */
final class SimulatedDetections {
  private final NoisyDetector detector;
  private final ScenarioSpec spec;

  SimulatedDetections(ScenarioSpec spec) {
    this(spec, Noise.GOOD);
  }

  SimulatedDetections(ScenarioSpec spec, Noise noise) {
    this.spec = spec;
    this.detector = new NoisyDetector(spec, noise);
  }

  List<Incident> incidents() {
    return detector.incidents();
  }

  double time() {
    return detector.time();
  }

  FrameDetections next() {
    List<Detection> found = new ArrayList<>();
    for (NoisyDetector.Seen each : detector.next()) {
      Box b = each.box();
      found.add(
          new Detection(
              each.label(),
              ObjectClass.of(each.label()),
              (float) each.confidence(),
              (float) b.x(),
              (float) b.y(),
              (float) b.w(),
              (float) b.h()));
    }
    long micros = Math.round(detector.time() * 1e6);
    return new FrameDetections(
        "sim", micros, micros / 1000, spec.width(), spec.height(), found, 0, 0, 0, 0);
  }
}
