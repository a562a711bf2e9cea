package io.milepost.rsu.rules;

import io.milepost.rsu.perception.Detection;
import io.milepost.rsu.perception.FrameDetections;
import io.milepost.rsu.perception.ObjectClass;
import io.milepost.simulator.scene.Box;
import io.milepost.simulator.scene.Incident;
import io.milepost.simulator.scene.ScenarioSpec;
import io.milepost.simulator.scene.Scene;
import io.milepost.simulator.truth.Truth;
import io.milepost.simulator.truth.TruthObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The truth of a simulated scene as an imperfect detector would report it: some objects missed,
 * edges shaken, nothing that says who is who. No picture is drawn.
 */
final class SimulatedDetections {
  static final double MISSES = 0.10;
  static final double JITTER = 0.03;
  private static final double LEAST_VISIBLE = 0.35;
  private static final double LEAST_HEIGHT = 9;

  private final Scene scene;
  private final Truth truth = new Truth();
  private final Random random;

  SimulatedDetections(ScenarioSpec spec) {
    scene = new Scene(spec);
    random = new Random(spec.seed() * 31 + 7);
  }

  List<Incident> incidents() {
    return scene.incidents();
  }

  double time() {
    return scene.time();
  }

  FrameDetections next() {
    scene.advance();
    List<Detection> found = new ArrayList<>();
    int width = scene.spec().width();
    int height = scene.spec().height();
    for (TruthObject o : truth.of(scene)) {
      boolean burning = o.track() >= Truth.FIRE_TRACK;
      if (o.visibility() < LEAST_VISIBLE && !burning
          || o.box().h() < LEAST_HEIGHT && !burning
          || random.nextDouble() < MISSES) {
        continue;
      }
      found.add(shaken(o, width, height));
    }
    found.sort((a, b) -> Float.compare(b.confidence(), a.confidence()));
    long micros = Math.round(scene.time() * 1e6);
    return new FrameDetections("sim", micros, micros / 1000, width, height, found, 0, 0, 0, 0);
  }

  private Detection shaken(TruthObject o, int width, int height) {
    Box b = o.box();
    double sigma = JITTER * b.h();
    double left = clamp(b.x() + sigma * random.nextGaussian(), width);
    double top = clamp(b.y() + sigma * random.nextGaussian(), height);
    double right = clamp(b.x() + b.w() + sigma * random.nextGaussian(), width);
    double bottom = clamp(b.y() + b.h() + sigma * random.nextGaussian(), height);
    double confidence = 0.45 + 0.4 * o.visibility() + 0.06 * random.nextGaussian();
    return new Detection(
        o.type().id(),
        ObjectClass.of(o.type().id()),
        (float) Math.max(0.1, Math.min(0.99, confidence)),
        (float) left,
        (float) top,
        (float) Math.max(1, right - left),
        (float) Math.max(1, bottom - top));
  }

  private static double clamp(double v, double max) {
    return Math.max(0, Math.min(max, v));
  }
}
