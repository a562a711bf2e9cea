package io.milepost.rsu.rules.track;

import io.milepost.rsu.perception.Detection;
import io.milepost.rsu.perception.ObjectClass;
import io.milepost.rsu.rules.track.MotEvaluator.Tagged;
import io.milepost.simulator.scene.ScenarioSpec;
import io.milepost.simulator.scene.Scene;
import io.milepost.simulator.truth.Truth;
import io.milepost.simulator.truth.TruthObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A simulated scene as a detector with all of its faults sees it. Of each object it misses a tenth
 * at full sight and more the more is hidden, and now and then one for half a second; edges shake by
 * 3 % of the height; confidence falls with sight, so that half-hidden vehicles are weak; a
 * vehicle's class is wrong in one of twenty boxes; one frame in ten has a box where nothing is.
 */
final class TrackingScene {
  private static final double LEAST_SEEN = 0.2;
  private static final double LEAST_COUNTED = 0.35;
  private static final double LEAST_HEIGHT = 9;

  private final Scene scene;
  private final Truth truth = new Truth();
  private final Random random;
  private final Map<Integer, Double> blindUntil = new HashMap<>();
  private final Map<Detection, Integer> origin = new IdentityHashMap<>();
  private List<TruthObject> objects = List.of();

  TrackingScene(ScenarioSpec spec) {
    scene = new Scene(spec);
    random = new Random(spec.seed() * 17 + 3);
  }

  Scene scene() {
    return scene;
  }

  double time() {
    return scene.time();
  }

  /** What is there in the present frame. */
  List<TruthObject> objects() {
    return objects;
  }

  /** Moves on by one frame and tells what the detector finds in it. */
  List<Detection> next() {
    scene.advance();
    objects = truth.of(scene);
    origin.clear();
    List<Detection> found = new ArrayList<>();
    for (TruthObject o : objects) {
      if (o.track() < Truth.FIRE_TRACK
          && o.visibility() >= LEAST_SEEN
          && o.box().h() >= LEAST_HEIGHT
          && !missed(o)) {
        Detection d = shaken(o);
        origin.put(d, o.track());
        found.add(d);
      }
    }
    if (random.nextDouble() < 0.1) {
      found.add(clutter());
    }
    found.sort((a, b) -> Float.compare(b.confidence(), a.confidence()));
    return found;
  }

  private boolean missed(TruthObject o) {
    if (blindUntil.getOrDefault(o.track(), -1.0) > time()) {
      return true;
    }
    double chance = o.visibility() > 0.7 ? 0.1 : 0.25;
    if (random.nextDouble() >= chance) {
      return false;
    }
    if (random.nextDouble() < 1.0 / (3 * Math.max(1, scene.spec().fps() * 0.5))) {
      blindUntil.put(o.track(), time() + 0.5);
    }
    return true;
  }

  private Detection shaken(TruthObject o) {
    double sigma = 0.03 * o.box().h();
    double width = scene.spec().width();
    double height = scene.spec().height();
    double left = clamp(o.box().x() + sigma * random.nextGaussian(), width);
    double top = clamp(o.box().y() + sigma * random.nextGaussian(), height);
    double right = clamp(o.box().x() + o.box().w() + sigma * random.nextGaussian(), width);
    double bottom = clamp(o.box().y() + o.box().h() + sigma * random.nextGaussian(), height);
    double confidence = 0.05 + 0.75 * o.visibility() + 0.08 * random.nextGaussian();
    String label = o.type().id();
    if (random.nextDouble() < 0.05 && (label.equals("car") || label.equals("truck"))) {
      label = label.equals("car") ? "truck" : "car";
    }
    return detection(label, confidence, left, top, right - left, bottom - top);
  }

  private Detection clutter() {
    double h = 12 + 30 * random.nextDouble();
    double x = random.nextDouble() * scene.spec().width();
    double y = random.nextDouble() * scene.spec().height();
    return detection("car", 0.2 + 0.3 * random.nextDouble(), x, y, 1.4 * h, h);
  }

  private static Detection detection(
      String label, double confidence, double x, double y, double w, double h) {
    return new Detection(
        label,
        ObjectClass.of(label),
        (float) Math.max(0.05, Math.min(0.99, confidence)),
        (float) x,
        (float) y,
        (float) Math.max(1, w),
        (float) Math.max(1, h));
  }

  private static double clamp(double v, double max) {
    return Math.max(0, Math.min(max, v));
  }

  /** What a tracker that makes no mistake would say of the present frame's detections. */
  List<Tagged> ideal(List<Detection> detections) {
    return detections.stream()
        .filter(origin::containsKey)
        .map(d -> new Tagged(origin.get(d), Box.of(d)))
        .toList();
  }

  /** Boxes that must be found, or the others. */
  List<Tagged> truth(boolean counted) {
    List<Tagged> out = new ArrayList<>();
    for (TruthObject o : objects) {
      boolean counts =
          o.track() < Truth.FIRE_TRACK
              && o.visibility() >= LEAST_COUNTED
              && o.box().h() >= LEAST_HEIGHT;
      if (counts == counted) {
        double x = o.box().x();
        double y = o.box().y();
        out.add(new Tagged(o.track(), new Box(x, y, x + o.box().w(), y + o.box().h())));
      }
    }
    return out;
  }
}
