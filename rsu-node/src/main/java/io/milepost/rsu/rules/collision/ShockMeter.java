package io.milepost.rsu.rules.collision;

import io.milepost.rsu.rules.core.Scene;
import io.milepost.rsu.rules.track.Box;
import io.milepost.rsu.rules.track.History;
import io.milepost.rsu.rules.track.History.Edge;
import io.milepost.rsu.rules.track.Line;
import io.milepost.rsu.rules.track.Scale;
import io.milepost.rsu.rules.track.TrackedObject;

/**
 * Measures abrupt changes of velocity. A straight line is fitted to each edge of the box before and
 * after a moment. Only what two opposite edges agree on counts: when something is hidden, merged
 * with a neighbour or cut off, one edge jumps and the other does not, whereas a hit moves both.
 * Reuses its work space; not thread-safe.
 */
final class ShockMeter {
  private static final Edge[] EDGES = Edge.values();
  private static final double MIN_WINDOW = 0.28;
  private static final int MIN_BEFORE = 4;

  /** Seconds between the middles of the default windows; longer ones forgive more braking. */
  private static final double SEPARATION = 0.5;

  private final CollisionConfig config;
  private final Scale scale = new Scale();
  private final Line[] before = {new Line(), new Line(), new Line(), new Line()};
  private final Line[] after = {new Line(), new Line(), new Line(), new Line()};

  ShockMeter(CollisionConfig config) {
    this.config = config;
  }

  /**
   * Measures at one moment.
   *
   * @param object whose history
   * @param tau the moment, PTS seconds
   * @param now end of the window after it, PTS seconds
   * @return null when nothing can be said
   */
  Shock measure(TrackedObject object, double tau, double now, Scene scene) {
    History h = object.history();
    int reference = h.at(tau);
    if (reference < 0) {
      return null;
    }
    double enough = tau - h.time(Math.min(h.size() - 1, reference + MIN_BEFORE));
    double reach = Math.max(config.beforeSeconds(), Math.min(enough, 2 * config.beforeSeconds()));
    double from = wholeSince(h, tau - reach, now, scene);
    if (!(tau - from >= MIN_WINDOW - 1e-6)
        || !scale.learn(object, from, tau, now)
        || !fit(h, from, tau, before)
        || !fit(h, tau, now, after)) {
      return null;
    }
    double longer = Math.max(1, (now - from) / 2 / SEPARATION);
    double dx = agreed(Edge.LEFT, Edge.RIGHT) / longer;
    double dy = agreed(Edge.TOP, Edge.BOTTOM) / longer;
    double variance = 0;
    for (int i = 0; i < 4; i++) {
      variance += square(before[i].slopeSigma()) + square(after[i].slopeSigma());
    }
    double sigma = Math.sqrt(variance / 4);
    Box at = h.box(h.at(tau));
    return new Shock(
        object.id(),
        tau,
        dx,
        dy,
        velocityX(before),
        before[Edge.BOTTOM.ordinal()].slope(),
        velocityX(after),
        after[Edge.BOTTOM.ordinal()].slope(),
        longer * Math.hypot(dx, dy) / Math.max(1e-6, sigma),
        aspectChange(h, from, tau, now),
        at.centerX(),
        at.bottom(),
        scale.unit(tau));
  }

  /** Start of the time since which the box has been whole, NaN when it is cut off now. */
  private static double wholeSince(History h, double from, double now, Scene scene) {
    double since = Double.NaN;
    for (int back = 0; back < h.size() && h.time(back) >= from - 1e-6; back++) {
      if (h.time(back) > now + 1e-6) {
        continue;
      }
      if (!scene.whole(h.box(back))) {
        break;
      }
      since = h.time(back);
    }
    return since;
  }

  private boolean fit(History h, double from, double to, Line[] lines) {
    for (Edge e : EDGES) {
      Line line = lines[e.ordinal()];
      if (!h.fit(e, from, to, scale, line) || line.count() < 3) {
        return false;
      }
    }
    return true;
  }

  private double agreed(Edge one, Edge other) {
    double a = after[one.ordinal()].slope() - before[one.ordinal()].slope();
    double b = after[other.ordinal()].slope() - before[other.ordinal()].slope();
    return a * b <= 0 ? 0 : Math.signum(a) * Math.min(Math.abs(a), Math.abs(b));
  }

  private static double velocityX(Line[] lines) {
    return (lines[Edge.LEFT.ordinal()].slope() + lines[Edge.RIGHT.ordinal()].slope()) / 2;
  }

  private static double aspectChange(History h, double from, double tau, double now) {
    double sumBefore = 0;
    double sumAfter = 0;
    int nBefore = 0;
    int nAfter = 0;
    for (int back = 0; back < h.size() && h.time(back) >= from - 1e-6; back++) {
      double v = h.box(back).shape();
      if (h.time(back) <= tau) {
        sumBefore += v;
        nBefore++;
      } else if (h.time(back) <= now + 1e-6) {
        sumAfter += v;
        nAfter++;
      }
    }
    return nBefore == 0 || nAfter == 0 ? 0 : Math.abs(sumAfter / nAfter - sumBefore / nBefore);
  }

  private static double square(double v) {
    return v * v;
  }
}
