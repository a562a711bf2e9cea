package io.milepost.rsu.rules.standing;

import io.milepost.rsu.rules.core.Scene;
import io.milepost.rsu.rules.road.Carriageway;
import io.milepost.rsu.rules.road.RoadMap;
import io.milepost.rsu.rules.track.TrackedObject;

/**
 * Decides whether what is found standing came driving. Mostly its own path says so. Where the
 * tracker lost it while it braked, another path does that ends before the place and points to it,
 * or the place itself: where others drove a moment ago nothing can have stood. Holds the last paths
 * in a ring; no call allocates. Not thread-safe.
 */
final class Comers {
  private static final int KEPT = 64;
  private static final double EXCHANGE_UNITS = 3;
  private static final double EXCHANGE_SECONDS = 1;

  /** A path may end so long before the place is taken. */
  private static final double GAP_SECONDS = 2.5;

  private static final double LATE_SECONDS = 0.4;
  private static final double ASIDE_UNITS = 1;

  /** Braking from a speed covers as much as this many seconds at it. */
  private static final double BRAKING_SECONDS = 2.5;

  private static final double SLACK_UNITS = 1;

  /** What drove over the place may be so long ago. */
  private static final double FREE_SECONDS = 60;

  /** Before, parked cars may not have been seen yet. */
  private static final double KNOWN_SECONDS = 10;

  private static final double CERTAIN = 0.7;

  private final double moved;
  private final RoadMap road;
  private final Carriageway carriageway;
  private final int[] id = new int[KEPT];
  private final double[] x = new double[KEPT];
  private final double[] y = new double[KEPT];
  private final double[] vx = new double[KEPT];
  private final double[] vy = new double[KEPT];
  private final double[] unit = new double[KEPT];
  private final double[] seen = new double[KEPT];
  private int next;
  private double began = Double.NaN;

  /**
   * Knows nobody yet.
   *
   * @param moved units per second that count as driving
   */
  Comers(double moved, RoadMap road, Carriageway carriageway) {
    this.moved = moved;
    this.road = road;
    this.carriageway = carriageway;
  }

  /** Takes the vehicles of a frame in that drive. */
  void learn(Scene scene) {
    began = began <= scene.now() ? began : scene.now();
    for (int i = 0; i < scene.tracks().size(); i++) {
      TrackedObject t = scene.tracks().get(i);
      if (!t.lost() && t.type().isVehicle() && t.hits() >= 5) {
        int at = find(t.id());
        if (at < 0 && t.speed() >= moved) {
          at = next;
          next = (next + 1) % KEPT;
          id[at] = t.id();
          vx[at] = 0;
          vy[at] = 0;
        }
        if (at >= 0) {
          note(at, t);
        }
      }
    }
  }

  private void note(int at, TrackedObject t) {
    x[at] = t.groundX();
    y[at] = t.groundY();
    unit[at] = t.unit();
    seen[at] = t.lastSeen();
    if (t.speed() >= moved) {
      vx[at] = t.vx();
      vy[at] = t.vy();
    }
  }

  private int find(int track) {
    for (int i = 0; i < KEPT; i++) {
      if (id[i] == track) {
        return i;
      }
    }
    return -1;
  }

  /** Whether what stands came driving; how is in {@code arrival}. */
  boolean came(TrackedObject t, Arrival arrival, Scene scene) {
    arrival.measure(t, moved);
    if (arrival.drove()) {
      boolean swapped = arrival.abrupt() && exchanged(t, arrival, scene);
      return !swapped || Math.abs(arrival.turned()) >= Pose.TURNED && inLane(t, scene);
    }
    return continues(t, arrival, scene) || free(t, arrival, scene);
  }

  private boolean inLane(TrackedObject t, Scene scene) {
    return carriageway.at(t.groundX(), t.groundY(), t.unit(), 0, 0, scene)
        == Carriageway.Place.LANE;
  }

  /** Whether somebody drove towards this place, was lost, and is this one. */
  private boolean continues(TrackedObject t, Arrival arrival, Scene scene) {
    if (t.firstSeen() < began + KNOWN_SECONDS) {
      return false;
    }
    int best = -1;
    double nearest = Double.MAX_VALUE;
    for (int i = 0; i < KEPT; i++) {
      double v = Math.hypot(vx[i], vy[i]);
      double gap = t.firstSeen() - seen[i];
      if (id[i] == 0 || id[i] == t.id() || v <= 0 || gap > GAP_SECONDS || gap < -LATE_SECONDS) {
        continue;
      }
      double dx = t.groundX() - x[i];
      double dy = t.groundY() - y[i];
      double along = (dx * vx[i] + dy * vy[i]) / v;
      double aside = Math.abs(dx * vy[i] - dy * vx[i]) / v;
      double u = Math.max(unit[i], t.unit());
      double reach = v * (Math.max(0, gap) + BRAKING_SECONDS) + SLACK_UNITS * u;
      boolean there =
          along >= -SLACK_UNITS * u / 2
              && along <= reach
              && aside <= ASIDE_UNITS * u + 0.3 * Math.max(0, along);
      double d = Math.hypot(dx, dy);
      if (there && d < nearest && !followed(id[i], scene)) {
        nearest = d;
        best = i;
      }
    }
    if (best < 0) {
      return false;
    }
    double v = Math.hypot(vx[best], vy[best]);
    arrival.suppose(vx[best] / v, vy[best] / v, v / unit[best]);
    return true;
  }

  /** Whether somebody is still seen under an identity. */
  private static boolean followed(int track, Scene scene) {
    for (int i = 0; i < scene.tracks().size(); i++) {
      TrackedObject o = scene.tracks().get(i);
      if (o.id() == track) {
        return !o.lost();
      }
    }
    return false;
  }

  /** Whether others drove over this place a moment before. */
  private boolean free(TrackedObject t, Arrival arrival, Scene scene) {
    double px = t.groundX();
    double py = t.groundY();
    road.direction(px, py, scene);
    if (road.certainty() < CERTAIN
        || !inLane(t, scene)
        || !road.drivenSince(px, py, arrival.since() - FREE_SECONDS, scene)) {
      return false;
    }
    arrival.suppose(road.meanX(), road.meanY(), moved);
    return true;
  }

  /**
   * Whether an abrupt stop may be an exchange of identities: somebody else was lost at this place,
   * or was first seen when this one stopped.
   */
  static boolean exchanged(TrackedObject t, Arrival arrival, Scene scene) {
    for (int i = 0; i < scene.tracks().size(); i++) {
      TrackedObject o = scene.tracks().get(i);
      boolean near =
          Math.hypot(o.groundX() - t.groundX(), o.groundY() - t.groundY())
              <= EXCHANGE_UNITS * t.unit();
      boolean newcomer = Math.abs(o.firstSeen() - arrival.since()) <= EXCHANGE_SECONDS;
      if (o != t && o.type().isVehicle() && (near && o.firstSeen() < arrival.since() || newcomer)) {
        return true;
      }
    }
    return false;
  }
}
