package io.milepost.bench.evaluate;

import io.milepost.rsu.perception.Detection;
import io.milepost.rsu.perception.FrameDetections;
import io.milepost.rsu.perception.ObjectClass;
import io.milepost.simulator.scene.Box;
import io.milepost.simulator.scene.ScenarioSpec;
import io.milepost.simulator.scene.Scene;
import io.milepost.simulator.truth.Truth;
import io.milepost.simulator.truth.TruthObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A scene as an imperfect detector would report it. */
final class SceneFeed {
  private static final double LEAST_VISIBLE = 0.35;
  private static final double LEAST_HEIGHT = 9;

  private final Scene scene;
  private final Quality quality;
  private final Truth truth = new Truth();
  private final Random random;

  /** How good the detector is. */
  enum Quality {
    /** Reports what is there. */
    PERFECT(0, 0),
    /** One in ten missed, edges shaken by 3 % of the height. */
    GOOD(0.10, 0.03),
    /** One in four missed, edges shaken by 6 % of the height. */
    POOR(0.25, 0.06);

    private final double misses;
    private final double jitter;

    Quality(double misses, double jitter) {
      this.misses = misses;
      this.jitter = jitter;
    }
  }

  SceneFeed(ScenarioSpec spec, Quality quality) {
    this.scene = new Scene(spec);
    this.quality = quality;
    this.random = new Random(spec.seed() * 31 + 7);
  }

  Scene scene() {
    return scene;
  }

  double time() {
    return scene.time();
  }

  FrameDetections next(String camera) {
    scene.advance();
    List<Detection> found = new ArrayList<>();
    int width = scene.spec().width();
    int height = scene.spec().height();
    for (TruthObject o : truth.of(scene)) {
      boolean burning = o.track() >= Truth.FIRE_TRACK;
      if (o.visibility() < LEAST_VISIBLE && !burning
          || o.box().h() < LEAST_HEIGHT && !burning
          || random.nextDouble() < quality.misses) {
        continue;
      }
      found.add(shaken(o, width, height));
    }
    found.sort((a, b) -> Float.compare(b.confidence(), a.confidence()));
    long micros = Math.round(scene.time() * 1e6);
    return new FrameDetections(camera, micros, micros / 1000, width, height, found, 0, 0, 0, 0);
  }

  private Detection shaken(TruthObject o, int width, int height) {
    Box b = o.box();
    double sigma = quality.jitter * b.h();
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
