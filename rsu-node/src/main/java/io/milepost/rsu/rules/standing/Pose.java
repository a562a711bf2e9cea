package io.milepost.rsu.rules.standing;

import io.milepost.rsu.perception.Detection;
import io.milepost.rsu.perception.ObjectClass;
import io.milepost.rsu.rules.core.Scene;
import io.milepost.rsu.rules.road.FlowMap;
import io.milepost.rsu.rules.track.Box;
import io.milepost.rsu.rules.track.History;
import io.milepost.rsu.rules.track.TrackedObject;
import java.util.Arrays;

/**
 * Whether a vehicle that stands is turned out of the way in which it came. Its shape, the logarithm
 * of width over height, is compared with its own on the way, so that its class does not matter, and
 * with what the view changes between the two places, so that neither does the perspective. Medians:
 * boxes that are merged for a moment do not count. Reuses its work space; not thread-safe.
 */
final class Pose {
  /** A driver who turns does so while braking from town speed, in the last second and a half. */
  private static final double BEFORE_SECONDS = 1.2;

  private static final double SETTLED_SECONDS = 0.1;

  /**
   * One vehicle in twenty of a queue changes by more than this, for boxes are joined and hidden;
   * those that come to stand across change by 0.3 and more in three cases of four.
   */
  static final double TURNED = 0.25;

  /** It must look unlike what drives there as well. */
  private static final double ODD = 0.15;

  /** So much says it alone: no other class looks like that. */
  private static final double TURNED_FAR = 0.4;

  private final double[] shapes = new double[128];

  /**
   * Looks at an object that stands. A two-wheeler blocks no lane, however it stands, and a shape
   * seen without a model has no outline of its own.
   *
   * @return 1 for turned, 0 for not, NaN where it was not followed long enough before
   */
  double turned(TrackedObject t, FlowMap flow, Scene scene) {
    if (t.type() == ObjectClass.MOTORCYCLE || t.label().equals(Detection.MOVING_SHAPE)) {
      return 0;
    }
    double to = t.stationarySince() - BEFORE_SECONDS;
    double from = to - BEFORE_SECONDS;
    int at = t.history().at((from + to) / 2);
    if (at < 0) {
      return Double.NaN;
    }
    Box was = t.history().box(at);
    double here = flow.shape(t.groundX(), t.groundY(), scene);
    double view = here - flow.shape(was.centerX(), was.bottom(), scene);
    double stands = median(t.history(), t.stationarySince() + SETTLED_SECONDS, scene.now());
    double change = stands - median(t.history(), from, to) - (Double.isNaN(view) ? 0 : view);
    if (Double.isNaN(change)) {
      return Double.NaN;
    }
    double turned = Math.abs(change);
    boolean odd = !(Math.abs(stands - here) < ODD);
    return turned >= TURNED_FAR || turned >= TURNED && odd ? 1 : 0;
  }

  /** Median logarithm of width over height; NaN with fewer than three observations. */
  private double median(History h, double from, double to) {
    int n = 0;
    for (int back = 0; back < h.size() && h.time(back) >= from - 1e-6; back++) {
      if (h.time(back) <= to + 1e-6 && n < shapes.length) {
        shapes[n++] = h.box(back).shape();
      }
    }
    Arrays.sort(shapes, 0, n);
    return n < 3 ? Double.NaN : (shapes[(n - 1) / 2] + shapes[n / 2]) / 2;
  }
}
