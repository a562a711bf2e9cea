package io.milepost.rsu.rules.standing;

import io.milepost.rsu.rules.road.Standstill;
import io.milepost.rsu.rules.road.Standstill.Stop;
import io.milepost.rsu.rules.track.History;
import io.milepost.rsu.rules.track.History.Edge;
import io.milepost.rsu.rules.track.TrackedObject;

/**
 * How a vehicle that stands came to its place: whether it was followed all the way from driving to
 * standing. A parked car whose identity was swapped with a passing one has a fast path that ends at
 * once; a box that jumps has a path that leads nowhere. The result lies in the fields until the
 * next call. Not thread-safe.
 */
final class Arrival {
  private static final double PLACE_UNITS = 0.3;
  private static final double REACH_SECONDS = 6;
  private static final double FAR_SECONDS = 2;
  private static final double NEAR_SECONDS = 1;
  private static final int STEPS = 3;
  private static final double STEP_UNITS = 0.1;
  private static final double SAMPLE_SECONDS = 0.28;
  private static final double WANDERED = 2;
  private static final double FAST_UNITS = 2;

  /** Emergency braking from 13 m/s takes about 2 s; a swap of identities none. */
  private static final double LEAST_BRAKED = 0.8;

  private final Standstill standstill = new Standstill();
  private double since;
  private double towardsX;
  private double towardsY;
  private double speed;
  private boolean drove;
  private boolean abrupt;
  private boolean supposed;
  private double turned;

  /**
   * Looks back along the path.
   *
   * @param moved units per second that count as driving
   */
  void measure(TrackedObject t, double moved) {
    History h = t.history();
    double unit = t.unit();
    double x = t.groundX();
    double y = t.groundY();
    int still = 0;
    for (int back = 1; back < h.size(); back++) {
      if (distance(h, back, x, y) <= PLACE_UNITS * unit) {
        still = back;
      } else if (back - still >= 2) {
        break;
      }
    }
    since = h.time(still);
    supposed = false;
    path(h, still, x, y, unit);
    double least = steps >= STEPS ? NEAR_SECONDS : FAR_SECONDS;
    drove = drove && far >= least * moved * unit;
    Stop stop = drove ? standstill.measure(t) : null;
    turned = stop == null ? Double.NaN : stop.turned();
    abrupt = stop != null && stop.speed() >= FAST_UNITS && stop.braked() < LEAST_BRAKED;
  }

  private double far;
  private int steps;

  private void path(History h, int still, double x, double y, double unit) {
    far = 0;
    steps = 0;
    speed = 0;
    towardsX = 0;
    towardsY = 0;
    boolean straight = false;
    double walked = 0;
    double last = 0;
    double lastTime = since;
    double lastX = x;
    double lastY = y;
    for (int back = still + 1; back < h.size() && h.time(back) >= since - REACH_SECONDS; back++) {
      double step = lastTime - h.time(back);
      if (step >= SAMPLE_SECONDS) {
        double px = (h.edge(Edge.LEFT, back) + h.edge(Edge.RIGHT, back)) / 2;
        double py = h.edge(Edge.BOTTOM, back);
        double d = Math.hypot(px - x, py - y);
        walked += Math.hypot(px - lastX, py - lastY);
        speed = Math.max(speed, (d - last) / step / unit);
        steps += d - last >= STEP_UNITS * unit ? 1 : 0;
        if (d > far) {
          straight = walked <= WANDERED * d + unit;
          far = d;
          towardsX = (x - px) / d;
          towardsY = (y - py) / d;
        }
        last = d;
        lastTime = h.time(back);
        lastX = px;
        lastY = py;
      }
    }
    drove = straight;
  }

  /**
   * Takes a way for granted that was not followed to its end, because the tracker lost the vehicle.
   *
   * @param x horizontal part of the unit vector in which it came
   * @param y vertical part
   * @param before units per second
   */
  void suppose(double x, double y, double before) {
    towardsX = x;
    towardsY = y;
    speed = before;
    drove = true;
    abrupt = false;
    supposed = true;
  }

  /** Whether nobody saw it come. */
  boolean supposed() {
    return supposed;
  }

  private static double distance(History h, int back, double x, double y) {
    double px = (h.edge(Edge.LEFT, back) + h.edge(Edge.RIGHT, back)) / 2;
    return Math.hypot(px - x, h.edge(Edge.BOTTOM, back) - y);
  }

  /** Since when it has been at its place, PTS seconds. */
  double since() {
    return since;
  }

  /** Whether it was followed from driving to standing. */
  boolean drove() {
    return drove;
  }

  /** Whether it stopped more abruptly than brakes can. */
  boolean abrupt() {
    return abrupt;
  }

  /** Change of the logarithm of width over height while it stopped; NaN when unknown. */
  double turned() {
    return turned;
  }

  /** Highest speed of approach, units per second. */
  double speed() {
    return speed;
  }

  /** Horizontal part of the unit vector in which it came; 0 when it did not. */
  double towardsX() {
    return towardsX;
  }

  /** Vertical part of the unit vector in which it came; 0 when it did not. */
  double towardsY() {
    return towardsY;
  }
}
