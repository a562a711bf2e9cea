package io.milepost.rsu.rules.geometry;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.protocol.failure.MilepostException;
import io.milepost.rsu.perception.Detection;
import io.milepost.rsu.perception.ObjectClass;
import io.milepost.rsu.rules.track.Box;
import io.milepost.rsu.rules.track.TrackedObject;
import io.milepost.rsu.rules.track.Tracker;
import io.milepost.rsu.rules.track.TrackerConfig;
import io.milepost.simulator.scene.Scenario;
import io.milepost.simulator.scene.ScenarioSpec;
import io.milepost.simulator.scene.Scene;
import io.milepost.simulator.truth.Truth;
import io.milepost.simulator.truth.TruthObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Speeds through calibrated simulated cameras against the truth: eight or so points clicked to a
 * pixel, boxes whose edges shake by 3 % of the height, a tenth of them missing.
 */
class SimulatedSpeedTest {
  private static final long FIRST = 301;
  private static final int SCENES = 8;
  private static final double SECONDS = 25;

  private static Homography calibrate(Scene scene, Random random) {
    double width = scene.spec().width();
    double height = scene.spec().height();
    List<Homography.Pair> pairs = new ArrayList<>();
    for (double s : new double[] {10, 16, 24, 34, 44}) {
      for (int side : new int[] {-1, 1}) {
        double l = scene.road().edge(side);
        double x = scene.road().x(s, l);
        double y = scene.road().y(s, l);
        double[] p = scene.stillView().pixel(x, y, 0);
        if (p != null && p[0] > 0 && p[0] < width && p[1] > 0 && p[1] < height) {
          double u = (p[0] + random.nextGaussian()) / width;
          double v = (p[1] + random.nextGaussian()) / height;
          pairs.add(new Homography.Pair(u, v, x, y));
        }
      }
    }
    return HomographyFit.fit(pairs);
  }

  private static Detection shaken(TruthObject o, Random random) {
    double sigma = 0.03 * o.box().h();
    double left = o.box().x() + sigma * random.nextGaussian();
    double top = o.box().y() + sigma * random.nextGaussian();
    double right = o.box().x() + o.box().w() + sigma * random.nextGaussian();
    double bottom = o.box().y() + o.box().h() + sigma * random.nextGaussian();
    String label = o.type().id();
    return new Detection(
        label,
        ObjectClass.of(label),
        0.8f,
        (float) left,
        (float) top,
        (float) (right - left),
        (float) (bottom - top));
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 10, 15})
  void shouldMeasureSpeedsWithinTheirUncertainty(int fps) {
    List<Double> deviations = new ArrayList<>();
    List<Double> errors = new ArrayList<>();
    int refused = 0;
    for (int i = 0; i < SCENES; i++) {
      Scene scene = new Scene(ScenarioSpec.of(Scenario.FREE_FLOW, FIRST + i).withFps(fps));
      Random random = new Random(i);
      SceneGeometry geometry;
      try {
        geometry = new SceneGeometry(List.of(), Optional.of(calibrate(scene, random)));
      } catch (MilepostException e) {
        refused++;
        continue;
      }
      geometry.picture(scene.spec().width(), scene.spec().height());
      measure(scene, geometry, random, deviations, errors);
    }
    deviations.sort(null);
    errors.sort(null);
    String all =
        String.format(
            "%d fps: %d speeds, refused %d, |z| median %.2f p68 %.2f p90 %.2f p95 %.2f, relative"
                + " error median %.3f p90 %.3f",
            fps,
            deviations.size(),
            refused,
            at(deviations, 0.5),
            at(deviations, 0.68),
            at(deviations, 0.9),
            at(deviations, 0.95),
            at(errors, 0.5),
            at(errors, 0.9));
    assertThat(deviations.size()).as(all).isGreaterThan(300);
    assertThat(refused).as(all).isLessThanOrEqualTo(SCENES / 4);
    assertThat(at(deviations, 0.68)).as(all).isLessThan(1);
    assertThat(at(deviations, 0.95)).as(all).isLessThan(fps == 5 ? 3 : 2);
    assertThat(at(errors, 0.5)).as(all).isLessThan(0.06);
  }

  private static double at(List<Double> sorted, double share) {
    return sorted.get((int) (share * (sorted.size() - 1)));
  }

  private static void measure(
      Scene scene,
      SceneGeometry geometry,
      Random random,
      List<Double> deviations,
      List<Double> errors) {
    Tracker tracker = new Tracker(TrackerConfig.defaults());
    Truth truth = new Truth();
    Speed speed = new Speed();
    Map<Integer, Deque<double[]>> past = new HashMap<>();
    while (scene.time() < SECONDS) {
      scene.advance();
      double now = scene.time();
      List<TruthObject> objects = truth.of(scene);
      List<Detection> found = new ArrayList<>();
      for (TruthObject o : objects) {
        Deque<double[]> speeds = past.computeIfAbsent(o.track(), id -> new ArrayDeque<>());
        speeds.addLast(new double[] {now, o.speed()});
        while (now - speeds.peekFirst()[0] > 1.01) {
          speeds.removeFirst();
        }
        if (o.visibility() > 0.5 && o.box().h() >= 9 && random.nextDouble() > 0.1) {
          found.add(shaken(o, random));
        }
      }
      tracker.update(now, found);
      for (TrackedObject t : tracker.tracks()) {
        TruthObject o = same(t, objects);
        if (o != null && !t.lost() && geometry.speed(t, now, speed) && speed.known()) {
          double real = past.get(o.track()).stream().mapToDouble(v -> v[1]).average().orElseThrow();
          deviations.add(Math.abs(speed.value() - real) / speed.sigma());
          errors.add(Math.abs(speed.value() - real) / Math.max(1, real));
        }
      }
    }
  }

  private static TruthObject same(TrackedObject track, List<TruthObject> objects) {
    for (TruthObject o : objects) {
      double x = o.box().x();
      double y = o.box().y();
      Box box = new Box(x, y, x + o.box().w(), y + o.box().h());
      if (o.visibility() > 0.9 && box.iou(track.box()) > 0.7) {
        return o;
      }
    }
    return null;
  }
}
