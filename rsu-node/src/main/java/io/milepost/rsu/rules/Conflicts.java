package io.milepost.rsu.rules;

import io.milepost.rsu.rules.track.Box;
import io.milepost.rsu.rules.track.History;
import io.milepost.rsu.rules.track.History.Edge;
import io.milepost.rsu.rules.track.Line;
import io.milepost.rsu.rules.track.TrackedObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Pairs of vehicles that come together so fast that no brake can keep them apart: the deceleration
 * that would be needed to avoid a crash, closing speed squared over twice the gap, on the ground.
 */
final class Conflicts {
  private static final double MEMORY = 6;
  private static final double WINDOW = 0.5;
  private static final double LOST = 0.9;
  private static final double NEAR = 14;
  private static final double BACKS_SECONDS = 1.2;
  private static final double BACKS_NEED = 6;
  private static final double BACKS_MISS = 1;
  private static final double BACKS_LASTING = 0.15;

  /** With longer times between frames, a conflict is over before it can be measured. */
  private static final double SLOWEST_SECONDS = 0.15;

  private static final double MET_NEED = 14;
  private static final double MET_MISS = 0.6;
  private static final double MET_LASTING = 0.35;

  /** The worst moment of two vehicles. */
  static final class Pair {
    int striker;
    int victim;
    double time;
    double need;
    double closing;
    double gap;
    double miss;
    boolean unseen;
    double seconds;
    double last;
    boolean told;
  }

  private final Perspective perspective;
  private final Line left = new Line();
  private final Line right = new Line();
  private final Line bottom = new Line();
  private final List<Pair> pairs = new ArrayList<>();
  private double interval = 0.1;
  private final double[] a = new double[5];
  private final double[] b = new double[5];

  Conflicts(Perspective perspective) {
    this.perspective = perspective;
  }

  List<Pair> pairs() {
    return pairs;
  }

  /** Whether an impact is what had to come of a conflict; true while nothing can be measured. */
  boolean backs(Impact i) {
    if (!perspective.known() || interval > SLOWEST_SECONDS) {
      return true;
    }
    for (Pair p : pairs) {
      boolean same = p.striker == i.shock().track() || p.victim == i.shock().track();
      if (same
          && Math.abs(p.time - i.shock().time()) < BACKS_SECONDS
          && p.need >= BACKS_NEED
          && p.miss < BACKS_MISS
          && p.seconds >= BACKS_LASTING) {
        return true;
      }
    }
    return false;
  }

  /**
   * A pair that by now must have met, as an impact that suffices for a suspicion only; null when
   * there is none. Each pair is given once.
   */
  Impact met(Scene scene) {
    for (Pair p : pairs) {
      if (p.told
          || p.need < MET_NEED
          || p.miss > MET_MISS
          || p.seconds < MET_LASTING
          || scene.now() - p.time > BACKS_SECONDS) {
        continue;
      }
      p.told = true;
      for (TrackedObject t : scene.tracks()) {
        if (t.id() == p.striker) {
          return impact(p, t);
        }
      }
    }
    return null;
  }

  private static Impact impact(Pair p, TrackedObject t) {
    double vx = t.vx() / t.unit();
    double vy = t.vy() / t.unit();
    Shock shock =
        new Shock(t.id(), p.time, 0, 0, vx, vy, vx, vy, 0, 0, t.groundX(), t.groundY(), t.unit());
    Impact met = new Impact(shock, 1);
    met.touched(p.victim, 1 - p.miss, p.closing);
    met.fix(0.5, Map.of("needed_deceleration_units_s2", CollisionRule.round(p.need)));
    return met;
  }

  /** A gap in time. */
  void forget() {
    pairs.clear();
  }

  /** Looks at every pair that is near. */
  void look(Scene scene) {
    interval = scene.interval();
    pairs.removeIf(p -> scene.now() - p.time > MEMORY);
    if (!perspective.known()) {
      return;
    }
    for (TrackedObject s : scene.tracks()) {
      if (!s.type().isVehicle() || !recent(s, scene) || s.peakSpeed() < 0.5 || s.hits() < 5) {
        continue;
      }
      boolean known = false;
      for (TrackedObject v : scene.tracks()) {
        if (v == s || !v.type().isVehicle() || !recent(v, scene) || v.lost() && s.lost()) {
          continue;
        }
        double far = Math.hypot(s.groundX() - v.groundX(), s.groundY() - v.groundY());
        if (far > NEAR * Math.max(s.unit(), v.unit()) || v.hits() < 4) {
          continue;
        }
        if (!known && !(known = ground(s, scene, a))) {
          break;
        }
        if (ground(v, scene, b)) {
          compare(s, v, scene);
        }
      }
    }
  }

  private static boolean recent(TrackedObject t, Scene scene) {
    return scene.now() - t.lastSeen() <= LOST;
  }

  /** Place and velocity now, and the deviation of the velocity. */
  private boolean ground(TrackedObject t, Scene scene, double[] out) {
    History h = t.history();
    double to = t.lastSeen();
    double from = to - Math.max(WINDOW, 3.5 * scene.interval());
    if (!h.fit(Edge.LEFT, from, to, left)
        || !h.fit(Edge.RIGHT, from, to, right)
        || !h.fit(Edge.BOTTOM, from, to, bottom)
        || bottom.count() < 4) {
      return false;
    }
    Box box = h.box(0);
    if (!scene.whole(box)) {
      return false;
    }
    int oldest = h.at(from) < 0 ? h.size() - 1 : h.at(from);
    double half = (to - h.time(Math.max(0, oldest))) / 2;
    half = Math.min(half, (to - from) / 2);
    double vy = bottom.slope();
    double vx = (left.slope() + right.slope()) / 2;
    double y = bottom.value() + vy * half;
    double x = (left.value() + right.value()) / 2 + vx * half - scene.width() / 2.0;
    double u = perspective.unit(y);
    double grow = perspective.slope() * vy / u;
    double gx = vx / u - x / u * grow;
    double gz = -perspective.depth(y) * grow;
    double ahead = scene.now() - to;
    out[0] = x / u + gx * ahead;
    out[1] = perspective.depth(y) + gz * ahead;
    out[2] = gx;
    out[3] = gz;
    out[4] =
        Math.hypot(
            left.slopeSigma() / u,
            perspective.depth(y) * perspective.slope() * bottom.slopeSigma() / u);
    return true;
  }

  private void compare(TrackedObject s, TrackedObject v, Scene scene) {
    double rx = b[0] - a[0];
    double rz = b[1] - a[1];
    double wx = a[2] - b[2];
    double wz = a[3] - b[3];
    double w = Math.hypot(wx, wz);
    double own = Math.hypot(a[2], a[3]);
    double other = Math.hypot(b[2], b[3]);
    double sigma = Math.hypot(a[4], b[4]);
    // The striker is the faster one, and drives towards the other.
    if (own < 2 || own < other || w < 1 || w < 2.5 * sigma || a[2] * rx + a[3] * rz < 0) {
      return;
    }
    double along = (rx * wx + rz * wz) / w;
    double miss = Math.abs(rx * wz - rz * wx) / w;
    double length = (heavy(s) ? 2.7 : 1.5) + (heavy(v) ? 2.7 : 1.5);
    boolean flank = Math.abs(wx * a[3] - wz * a[2]) / w / own > 0.5;
    double gap = along - (flank ? 1.3 : length);
    if (miss > 1.4 || gap > 8 || along < -0.5) {
      return;
    }
    double need = Math.min(30, w * w / 2 / Math.max(0.4, gap));
    if (need < 1.5) {
      return;
    }
    Pair known = null;
    for (Pair p : pairs) {
      if (p.striker == s.id() && p.victim == v.id() && scene.now() - p.time < 2) {
        known = p;
      }
    }
    if (known == null) {
      known = new Pair();
      known.striker = s.id();
      known.victim = v.id();
      pairs.add(known);
    }
    if (need > 4 && scene.now() > known.last) {
      known.seconds += scene.dt();
      known.last = scene.now();
    }
    if (need > known.need || known.time == 0) {
      known.time = scene.now();
      known.need = need;
      known.closing = w;
      known.gap = gap;
      known.miss = miss;
      known.unseen = s.lost() || v.lost();
    }
  }

  private static boolean heavy(TrackedObject t) {
    return switch (t.type()) {
      case BUS, TRUCK -> true;
      default -> false;
    };
  }
}
