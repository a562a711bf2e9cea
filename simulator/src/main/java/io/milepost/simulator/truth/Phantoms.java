package io.milepost.simulator.truth;

import io.milepost.simulator.scene.Box;
import io.milepost.simulator.scene.Effect;
import io.milepost.simulator.scene.Road;
import io.milepost.simulator.scene.Scene;
import io.milepost.simulator.scene.View;
import io.milepost.simulator.truth.NoisyDetector.Seen;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Boxes that a detector reports where nothing is. Not thread-safe. */
final class Phantoms {
  private static final String[] USUAL = {"car", "person", "car", "truck", "motorcycle", "debris"};

  /** How many times more often what the scene does to its pictures is taken for something. */
  private static final double DECEPTIVE = 4;

  private final Scene scene;
  private final Noise noise;
  private final Random random;
  private final List<Phantom> present = new ArrayList<>();

  private record Phantom(
      String label, Box box, double drift, double born, double until, double sure) {}

  Phantoms(Scene scene, Noise noise, Random random) {
    this.scene = scene;
    this.noise = noise;
    this.random = random;
  }

  void add(List<Seen> out, double dt) {
    if (noise.falsePerMinute() <= 0) {
      return;
    }
    double t = scene.time();
    present.removeIf(p -> p.until <= t);
    String deceptive = deceptive(scene.effect());
    double rate = noise.falsePerMinute() / 60 * dt;
    if (random.nextDouble() < rate) {
      appear(USUAL[random.nextInt(USUAL.length)], t, 1.5);
    }
    if (deceptive != null && random.nextDouble() < DECEPTIVE * rate) {
      appear(deceptive, t, 4);
    }
    for (Phantom p : present) {
      double sigma = Math.max(0.02, noise.jitter()) * p.box.h();
      Box b = p.box;
      Box moved =
          new Box(
              b.x() + p.drift * (t - p.born) + sigma * random.nextGaussian(),
              b.y() + sigma * random.nextGaussian(),
              Math.max(2, b.w() + sigma * random.nextGaussian()),
              Math.max(2, b.h() + sigma * random.nextGaussian()));
      Box seen = moved.clip(scene.spec().width(), scene.spec().height());
      if (seen.w() >= 2 && seen.h() >= 2) {
        double sure = Math.max(0.1, Math.min(0.7, p.sure + 0.05 * random.nextGaussian()));
        out.add(new Seen(p.label, sure, seen));
      }
    }
  }

  private static String deceptive(Effect effect) {
    return switch (effect) {
      case GLARE, LAMPS -> "fire";
      case SHADOWS -> "car";
      case MIST -> "smoke";
      case DROPS -> "person";
      default -> null;
    };
  }

  /** A box of the size that something of its kind would have at a place on or beside the road. */
  private void appear(String label, double t, double longest) {
    Road road = scene.road();
    View view = scene.stillView();
    double s = 8 + 60 * random.nextDouble();
    double l = road.edge(-1) - 2 + (road.edge(1) - road.edge(-1) + 4) * random.nextDouble();
    double x = road.x(s, l);
    double y = road.y(s, l);
    double lasts = 0.1 + longest * random.nextDouble() * random.nextDouble();
    double sure = 0.2 + 0.3 * random.nextDouble();
    double drift =
        label.equals("smoke") || label.equals("car") ? 20 * (random.nextDouble() - 0.5) : 0;
    double depth = view.depth(x, y, 0);
    double[] p = view.pixel(x, y, 0);
    if (p == null || depth < 3) {
      return;
    }
    double metre = view.camera().focal() / depth;
    double high = (label.equals("truck") ? 3.2 : label.equals("smoke") ? 4 : 1.6) * metre;
    double wide = (label.equals("person") || label.equals("motorcycle") ? 0.5 : 1.2) * high;
    Box box = new Box(p[0] - wide / 2, p[1] - high, wide, high);
    if (box.clip(scene.spec().width(), scene.spec().height()).area() > 0.3 * box.area()) {
      present.add(new Phantom(label, box, drift, t, t + lasts, sure));
    }
  }
}
