package io.milepost.rsu.rules.collision;

import io.milepost.rsu.rules.core.Scene;
import io.milepost.rsu.rules.road.FlowMap;
import io.milepost.rsu.rules.road.Perspective;
import io.milepost.rsu.rules.road.RoadMap;
import io.milepost.rsu.rules.road.Standstill.Stop;
import io.milepost.rsu.rules.track.Box;
import io.milepost.rsu.rules.track.History;
import io.milepost.rsu.rules.track.TrackedObject;
import java.util.Arrays;

/**
 * How a vehicle stands while it stands: medians over the whole standstill, which a shaking box does
 * not reach, of its own pose and of that of the nearest other that stands. Writes its signs; keeps
 * nothing between calls. Not thread-safe.
 */
final class Rest {
  private static final double NEIGHBOUR = 4;
  private static final double STANDS = 0.4;
  private static final double DROVE = 0.5;

  /** A row of the picture stands for more way than a column. */
  private static final double ROWS = 1.5;

  private static final double TURN_BEFORE = 1.2;
  private static final double SETTLED = 0.1;

  /** Edges that shake by 6 % of the height change the shape by 0.12 (standard deviation). */
  private static final double SHAKES = 0.12;

  private static final double MERGES = 0.3;

  private static final double ROADSIDE = 4;
  private static final int LANE_VEHICLES = 4;
  private static final int ROAD_VEHICLES = 2;

  private final FlowMap flow;
  private final Perspective perspective;
  private final Contacts contacts;
  private final Approach approach;
  private final double[] shapes = new double[128];
  private TrackedObject neighbour;
  private double apart;

  Rest(FlowMap flow, Perspective perspective, Contacts contacts, Approach approach) {
    this.flow = flow;
    this.perspective = perspective;
    this.contacts = contacts;
    this.approach = approach;
  }

  /**
   * Adds what is seen of a standstill to its signs; those of motion must be there.
   *
   * @param stop how it came to stand, null when not known
   * @param stood seconds it stands
   */
  void look(TrackedObject self, Stop stop, double stood, Signs signs, Scene scene) {
    find(self, scene);
    signs.paired = neighbour != null && together(3, 1, self) > 0;
    pose(self, signs, scene);
    hard(self, stop, signs, scene);
    double shaking = shaking(self, scene.now());
    signs.set(Signs.UNSTEADY, ImpactScore.ramp(shaking, SHAKES, MERGES));
    place(self, signs, scene);
    signs.set(Signs.STOOD_LONGER, ImpactScore.ramp(stood, 1.5, 4));
    signs.set(Signs.STOOD_LONG, ImpactScore.ramp(stood, 4, 7));
    signs.set(Signs.SIZE, ImpactScore.ramp(self.unit(), 10, 18));
    signs.set(Signs.LARGE, ImpactScore.ramp(self.unit(), 18, 30));
    double usual = flow.speed(self.groundX(), self.groundY(), scene);
    signs.set(Signs.FAST_ROAD, ImpactScore.ramp(Double.isNaN(usual) ? 2 : usual, 1, 4));
  }

  /**
   * How much the shape of its box changes while it stands, standard deviation of the logarithm of
   * width over height: a box that is merged and split changes much. 1 when it was not seen.
   */
  private static double shaking(TrackedObject t, double now) {
    History h = t.history();
    double sum = 0;
    double squares = 0;
    int n = 0;
    for (int back = 0; back < h.size(); back++) {
      if (h.time(back) < t.stationarySince() + SETTLED || h.time(back) > now) {
        break;
      }
      double shape = h.box(back).shape();
      sum += shape;
      squares += shape * shape;
      n++;
    }
    return n == 0 ? 1 : Math.sqrt(Math.max(0, squares / n - sum / n * (sum / n)));
  }

  /** The nearest other that drove and stands now. */
  private void find(TrackedObject self, Scene scene) {
    neighbour = null;
    apart = NEIGHBOUR;
    for (TrackedObject o : scene.tracks()) {
      if (o != self
          && o.type().isVehicle()
          && o.stationaryFor(scene.now()) > STANDS
          && o.peakSpeed() > DROVE
          && apart(self, o) < apart) {
        apart = apart(self, o);
        neighbour = o;
      }
    }
  }

  private static double apart(TrackedObject a, TrackedObject b) {
    double dx = a.groundX() - b.groundX();
    double dy = (a.groundY() - b.groundY()) * ROWS;
    return Math.hypot(dx, dy) / Math.min(a.unit(), b.unit());
  }

  /** 1 when the two came to stand within the shorter time of each other, 0 beyond the longer. */
  private double together(double longer, double shorter, TrackedObject self) {
    double between = Math.abs(neighbour.stationarySince() - self.stationarySince());
    return ImpactScore.ramp(-between, -longer, -shorter);
  }

  private void pose(TrackedObject self, Signs signs, Scene scene) {
    double odd = Math.abs(odd(self, scene));
    double rotated = Math.abs(rotated(self, scene));
    signs.set(Signs.ROTATED, ImpactScore.ramp(rotated, 0.05, 0.2));
    signs.set(Signs.ROTATED_FAR, ImpactScore.ramp(rotated, 0.2, 0.5));
    signs.set(Signs.ASKEW, ImpactScore.ramp(odd, 0.05, 0.2));
    signs.set(Signs.ASKEW_FAR, ImpactScore.ramp(odd, 0.2, 0.5));
    signs.set(Signs.FULLY_ACROSS, ImpactScore.ramp(odd, 0.6, 0.85));
    signs.set(Signs.POSE, turned(rotated, odd));
    if (neighbour == null) {
      return;
    }
    double otherOdd = Math.abs(odd(neighbour, scene));
    double otherRotated = Math.abs(rotated(neighbour, scene));
    signs.set(Signs.OTHER_ROTATED, ImpactScore.ramp(otherRotated, 0.05, 0.2));
    signs.set(Signs.OTHER_ROTATED_FAR, ImpactScore.ramp(otherRotated, 0.2, 0.5));
    signs.set(Signs.OTHER_ASKEW, ImpactScore.ramp(otherOdd, 0.05, 0.2));
    signs.set(Signs.OTHER_ASKEW_FAR, ImpactScore.ramp(otherOdd, 0.2, 0.5));
    signs.set(Signs.OTHER_ACROSS, ImpactScore.ramp(otherOdd, 0.6, 0.85));
    double touching =
        contacts.touches(self.box(), neighbour.box(), Math.min(self.unit(), neighbour.unit()));
    double at = together(1.3, 0.3, self);
    double one = clearly(rotated, odd);
    double other = clearly(otherRotated, otherOdd);
    signs.set(Signs.NEAR, ImpactScore.ramp(-apart, -3, -1) * together(3, 1, self));
    signs.set(Signs.TOUCHING, touching);
    signs.set(Signs.TOGETHER, at);
    signs.set(Signs.TOGETHER_TOUCHING, at * touching);
    signs.set(Signs.BOTH_TURNED, at * Math.min(one, other));
    signs.set(Signs.ONE_TURNED, at * Math.max(one, other));
  }

  private static double turned(double rotated, double odd) {
    return Math.max(ImpactScore.ramp(rotated, 0.08, 0.35), ImpactScore.ramp(odd, 0.1, 0.45));
  }

  private static double clearly(double rotated, double odd) {
    return Math.max(ImpactScore.ramp(rotated, 0.1, 0.3), ImpactScore.ramp(odd, 0.15, 0.45));
  }

  /** Mean logarithm of width over height, less what is usual there; 0 when unknown. */
  private double odd(TrackedObject t, Scene scene) {
    double here = flow.shape(t.groundX(), t.groundY(), scene);
    double usual = Double.isNaN(here) ? perspective.shape() : here;
    double odd = usual(t.history(), t.stationarySince() + SETTLED, scene.now()) - usual;
    return Double.isNaN(odd) ? 0 : odd;
  }

  /** The same less what it was on the way, the change of the view taken out; 0 when unknown. */
  private double rotated(TrackedObject t, Scene scene) {
    double to = t.stationarySince() - TURN_BEFORE;
    double from = to - TURN_BEFORE;
    int at = t.history().at((from + to) / 2);
    if (at < 0) {
      return 0;
    }
    Box was = t.history().box(at);
    double view =
        flow.shape(t.groundX(), t.groundY(), scene)
            - flow.shape(was.centerX(), was.bottom(), scene);
    double rotated =
        usual(t.history(), t.stationarySince() + SETTLED, scene.now())
            - usual(t.history(), from, to)
            - (Double.isNaN(view) ? 0 : view);
    return Double.isNaN(rotated) ? 0 : rotated;
  }

  /** Median logarithm of width over height: boxes that are merged for a while do not count. */
  private double usual(History h, double from, double to) {
    int n = 0;
    for (int back = 0; back < h.size() && h.time(back) >= from - 1e-6; back++) {
      if (h.time(back) <= to + 1e-6 && n < shapes.length) {
        shapes[n++] = h.box(back).shape();
      }
    }
    Arrays.sort(shapes, 0, n);
    return n < 3 ? Double.NaN : (shapes[(n - 1) / 2] + shapes[n / 2]) / 2;
  }

  /** How hard it and the other stopped. */
  private void hard(TrackedObject self, Stop stop, Signs signs, Scene scene) {
    boolean followed = approach.fit(self, scene);
    double speed = followed ? approach.speed() : 0;
    double hard = speed > 2 ? speed / Math.max(0.2, approach.braked()) : 0;
    double braked = speed >= 2 ? approach.braked() : 9;
    signs.set(Signs.NOT_FOLLOWED, followed ? 0 : 1);
    signs.set(Signs.BRIEF, ImpactScore.ramp(-braked, -2.6, -1.8));
    signs.set(Signs.VERY_BRIEF, ImpactScore.ramp(-braked, -2, -1.3));
    boolean slid = stop != null && stop.speed() >= 1;
    signs.set(Signs.SLID, slid ? ImpactScore.ramp(-stop.braked(), -2.8, -1.8) : 0);
    signs.set(Signs.TURNED_HARD, signs.get(Signs.POSE) * ImpactScore.ramp(hard, 1.5, 4));
    signs.set(Signs.TURNED_NEED, signs.get(Signs.POSE) * signs.get(Signs.NEED));
    signs.set(Signs.TURNED_SHAKEN, signs.get(Signs.POSE) * signs.get(Signs.SHAKEN));
    if (neighbour != null && approach.fit(neighbour, scene) && approach.speed() > 2) {
      double other = approach.speed() / Math.max(0.2, approach.braked());
      double at = together(3, 1, self);
      signs.set(Signs.OTHER_HARD, ImpactScore.ramp(other, 1.5, 4) * at);
      signs.set(Signs.BOTH_HARD, ImpactScore.ramp(Math.min(hard, other), 1.5, 4) * at);
    }
  }

  /** Whether it stands beside the learned road, outside of its lanes, or behind others. */
  private void place(TrackedObject self, Signs signs, Scene scene) {
    RoadMap road = flow.road();
    double x = self.groundX();
    double y = self.groundY();
    double gap = Math.min(9, road.gap(x, y, self.unit(), ROADSIDE, ROAD_VEHICLES, scene));
    double beside = ImpactScore.ramp(gap, 0, 0.25);
    double off = road.lane(x, y, LANE_VEHICLES, scene) ? 0 : 1;
    signs.set(Signs.BESIDE, beside);
    signs.set(Signs.FAR_BESIDE, ImpactScore.ramp(gap, 0.25, 1));
    signs.set(Signs.BESIDE_BRIEF, beside * signs.get(Signs.VERY_BRIEF));
    signs.set(Signs.BESIDE_TURNED, beside * signs.get(Signs.POSE));
    signs.set(Signs.BESIDE_SHAKEN, beside * signs.get(Signs.SHAKEN));
    signs.set(Signs.OFF_LANE, off);
    signs.set(Signs.OFF_LANE_TURNED, off * signs.get(Signs.POSE));
    int old = 0;
    for (TrackedObject o : scene.tracks()) {
      if (o != self
          && o.type().isVehicle()
          && !o.lost()
          && o.peakSpeed() >= Contacts.DROVE_UNITS
          && o.stationarySince() < self.stationarySince() - 3
          && apart(self, o) < 8
          && slow(o, scene)) {
        old++;
      }
    }
    signs.set(Signs.OTHERS_STOOD, ImpactScore.ramp(old, 0, 2));
  }

  private boolean slow(TrackedObject o, Scene scene) {
    double usual = flow.speed(o.groundX(), o.groundY(), scene);
    return o.speed() < (Double.isNaN(usual) ? 0.7 : Math.max(0.3, 0.4 * usual));
  }
}
