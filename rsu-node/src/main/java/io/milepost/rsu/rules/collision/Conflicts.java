package io.milepost.rsu.rules.collision;

import io.milepost.rsu.rules.core.Figures;
import io.milepost.rsu.rules.core.Scene;
import io.milepost.rsu.rules.road.Perspective;
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

  private static final double LEAST_SPEED = 0.5;
  private static final double LEAST_GROUND_SPEED = 2;
  private static final double LEAST_CLOSING = 1;
  private static final double SURELY = 2.5;
  private static final double BREADTH = 1.3;
  private static final double LEAST_GAP = 0.4;
  private static final double FARTHEST_GAP = 8;
  private static final double WIDEST_MISS = 1.4;

  /** Braking harder than 4 units/s², 6 m/s², lasts as long as the conflict cannot be undone. */
  private static final double LASTING_NEED = 4;

  private static final double LEAST_NEED = 1.5;
  private static final double MOST_NEED = 30;
  private static final double SAME_SECONDS = 2;
  private static final int LEAST_COUNT = 4;

  /** The worst moment of two vehicles. */
  static final class Pair {
    private final int striker;
    private final int victim;
    private double time;
    private double need;
    private double closing;
    private double miss;
    private double seconds;
    private double last;
    private boolean told;

    private Pair(int striker, int victim, double time) {
      this.striker = striker;
      this.victim = victim;
      this.time = time;
    }

    /** Whether a track is one of the two. */
    boolean has(int track) {
      return striker == track || victim == track;
    }

    /** The track beside another. */
    int other(int track) {
      return striker == track ? victim : striker;
    }

    /** When it was worst, PTS seconds. */
    double time() {
      return time;
    }

    /** Deceleration needed to stay apart, units/s². */
    double need() {
      return need;
    }

    /** Distance at which the two would pass each other's middle, units. */
    double miss() {
      return miss;
    }

    /** How long more than hard braking was needed, seconds. */
    double seconds() {
      return seconds;
    }
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
      if (p.has(i.shock().track())
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
    met.fix(0.5, Map.of("needed_deceleration_units_s2", Figures.round(p.need)));
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
      if (followed(s, scene) && s.peakSpeed() >= LEAST_SPEED) {
        look(s, scene);
      }
    }
  }

  private void look(TrackedObject s, Scene scene) {
    boolean placed = false;
    for (TrackedObject v : scene.tracks()) {
      double far = Math.hypot(s.groundX() - v.groundX(), s.groundY() - v.groundY());
      if (v == s
          || v.lost() && s.lost()
          || far > NEAR * Math.max(s.unit(), v.unit())
          || !followed(v, scene)) {
        continue;
      }
      placed = placed || ground(s, scene, a);
      if (!placed) {
        return;
      }
      if (ground(v, scene, b)) {
        compare(s, v, scene);
      }
    }
  }

  private static boolean followed(TrackedObject t, Scene scene) {
    return t.type().isVehicle() && scene.now() - t.lastSeen() <= LOST && t.hits() > LEAST_COUNT;
  }

  /** Place and velocity now, and the deviation of the velocity. */
  private boolean ground(TrackedObject t, Scene scene, double[] out) {
    History h = t.history();
    double to = t.lastSeen();
    double from = to - Math.max(WINDOW, 3.5 * scene.interval());
    if (!h.fit(Edge.LEFT, from, to, left)
        || !h.fit(Edge.RIGHT, from, to, right)
        || !h.fit(Edge.BOTTOM, from, to, bottom)
        || bottom.count() < LEAST_COUNT) {
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

  /** The striker is the faster one, and drives towards the other. */
  private void compare(TrackedObject s, TrackedObject v, Scene scene) {
    double rx = b[0] - a[0];
    double rz = b[1] - a[1];
    double wx = a[2] - b[2];
    double wz = a[3] - b[3];
    double w = Math.hypot(wx, wz);
    double own = Math.hypot(a[2], a[3]);
    boolean faster = own >= LEAST_GROUND_SPEED && own >= Math.hypot(b[2], b[3]);
    double surely = Math.max(LEAST_CLOSING, SURELY * Math.hypot(a[4], b[4]));
    if (!faster || w < surely || a[2] * rx + a[3] * rz < 0) {
      return;
    }
    double along = (rx * wx + rz * wz) / w;
    double miss = Math.abs(rx * wz - rz * wx) / w;
    boolean flank = Math.abs(wx * a[3] - wz * a[2]) / w / own > 0.5;
    double gap = along - (flank ? BREADTH : half(s) + half(v));
    double need = Math.min(MOST_NEED, w * w / 2 / Math.max(LEAST_GAP, gap));
    if (miss <= WIDEST_MISS && gap <= FARTHEST_GAP && along >= -0.5 && need >= LEAST_NEED) {
      Pair pair = pair(s, v, scene);
      if (need > LASTING_NEED && scene.now() > pair.last) {
        pair.seconds += scene.dt();
        pair.last = scene.now();
      }
      if (need > pair.need) {
        pair.time = scene.now();
        pair.need = need;
        pair.closing = w;
        pair.miss = miss;
      }
    }
  }

  private Pair pair(TrackedObject s, TrackedObject v, Scene scene) {
    for (Pair p : pairs) {
      if (p.striker == s.id() && p.victim == v.id() && scene.now() - p.time < SAME_SECONDS) {
        return p;
      }
    }
    Pair fresh = new Pair(s.id(), v.id(), scene.now());
    pairs.add(fresh);
    return fresh;
  }

  /** Half of a length: cars 4.5 m, lorries and buses 8 m. */
  private static double half(TrackedObject t) {
    return heavy(t) ? 2.7 : 1.5;
  }

  private static boolean heavy(TrackedObject t) {
    return switch (t.type()) {
      case BUS, TRUCK -> true;
      default -> false;
    };
  }
}
