package io.milepost.rsu.rules.collision;

import io.milepost.rsu.perception.ObjectClass;
import io.milepost.rsu.rules.core.Scene;
import io.milepost.rsu.rules.road.FlowMap;
import io.milepost.rsu.rules.track.Box;
import io.milepost.rsu.rules.track.TrackedObject;

/** Who was near whom: partners of an impact, identities that changed hands, queues. */
final class Contacts {
  /** A car is 4.5 m by 1.5 m; from a raised camera its roof adds to the height of the box. */
  private static final double WIDEST_CAR = 2.7;

  private static final double WIDEST_LORRY = 4;

  private static final double PARTNER_WINDOW = 0.35;
  private static final double SWAP_UNITS = 0.7;
  private static final double NEWCOMER_SECONDS = 0.5;
  private static final double SLOW_SHARE = 0.35;
  private static final double QUEUE_SECONDS = 1;
  private static final int JAM = 4;
  private static final double NEAR_UNITS = 8;
  private static final double BEFORE_SECONDS = 0.3;

  /** Braking at 8 m/s² over half a second, units per second. */
  private static final double HARD_BRAKING = 2.7;

  private static final double STANDING_UNITS = 0.4;

  static final double DROVE_UNITS = 0.7;

  private final CollisionConfig config;

  Contacts(CollisionConfig config) {
    this.config = config;
  }

  /** Speed over a window, units per second. */
  static double speed(TrackedObject t, double from, double to) {
    return t.speed(from, to);
  }

  /** Seconds it stands now since a moment, from what they were a frame before. */
  static double stood(TrackedObject t, Scene scene, double since, double before) {
    if (t.lost()) {
      return before;
    }
    double v = speed(t, Math.max(since, scene.now() - 0.5), scene.now());
    return v < STANDING_UNITS ? before + scene.dt() : Math.max(0, before - 2 * scene.dt());
  }

  /** Looks for what may have been touched then or just after, vehicles first, and notes it. */
  void touch(Impact impact, TrackedObject self, Scene scene) {
    double tau = impact.shock().time();
    double best = 0;
    for (TrackedObject o : scene.tracks()) {
      boolean vehicle = o.type().isVehicle() || o.type() == ObjectClass.BICYCLE;
      if (o == self
          || !vehicle && o.type() != ObjectClass.PERSON
          || o.unit() > 2.5 * self.unit()
          || self.unit() > 2.5 * o.unit()) {
        continue;
      }
      double surely = 0;
      for (int step = 0; step <= 2; step++) {
        surely =
            Math.max(surely, touchedAt(self, o, Math.min(scene.now(), tau + 0.2 * step), scene));
      }
      surely *= vehicle ? 1 : 0.5;
      if (surely > best) {
        best = surely;
        boolean newcomer = self.history().at(tau - 0.3) < 0;
        impact.touched(o.id(), surely, newcomer ? impact.shock().before() : closing(self, o, tau));
      }
    }
  }

  private double touchedAt(TrackedObject a, TrackedObject b, double at, Scene scene) {
    int i = a.history().at(at + 0.01);
    int j = b.history().at(at + 0.01);
    if (i < 0 || j < 0 || at - b.history().time(j) > PARTNER_WINDOW + scene.interval()) {
      return 0;
    }
    return touches(a.history().box(i), b.history().box(j), Math.min(a.unit(), b.unit()));
  }

  /** How surely two boxes belong to vehicles that touch, 0..1. */
  double touches(Box a, Box b, double unit) {
    double gapX = Math.max(a.left() - b.right(), b.left() - a.right());
    double gapY = Math.max(a.top() - b.bottom(), b.top() - a.bottom());
    double gap = Math.max(0, Math.max(gapX, gapY)) / unit;
    double depth = Math.abs(a.bottom() - b.bottom()) / unit;
    return (1 - ImpactScore.ramp(gap, 0.1, config.contactUnits() + 0.1))
        * (1 - ImpactScore.ramp(depth, 0.9, 1.8));
  }

  /** Speed at which two came together before a moment, units per second; negative when apart. */
  private static double closing(TrackedObject a, TrackedObject b, double tau) {
    int a1 = a.history().at(tau);
    int a0 = a.history().at(tau - 0.5);
    int b1 = b.history().at(tau);
    int b0 = b.history().at(tau - 0.5);
    if (a0 < 0 || b0 < 0 || a1 < 0 || b1 < 0) {
      return 0;
    }
    double before = distance(a.history().box(a0), b.history().box(b0));
    double after = distance(a.history().box(a1), b.history().box(b1));
    double dt = Math.max(0.1, a.history().time(a1) - a.history().time(a0));
    return (before - after) / dt / Math.min(a.unit(), b.unit());
  }

  private static double distance(Box a, Box b) {
    return Math.hypot(a.centerX() - b.centerX(), a.bottom() - b.bottom());
  }

  /**
   * Whether the shock is only a change of identity: somebody else drives on as this one would have,
   * or this one now sits where another stood before.
   */
  boolean swapped(TrackedObject self, Shock s, Scene scene) {
    double ahead = scene.now() - s.time();
    double unit = s.unit();
    double expectedX = s.x() + s.beforeX() * unit * ahead;
    double expectedY = s.y() + s.beforeY() * unit * ahead;
    for (TrackedObject o : scene.tracks()) {
      if (o == self || !o.type().isVehicle()) {
        continue;
      }
      double u = o.unit();
      double alike = o.firstSeen() > s.time() - NEWCOMER_SECONDS ? 0.5 : 0.3;
      if (s.before() > 0.8
          && !o.lost()
          && Math.hypot(o.groundX() - expectedX, o.groundY() - expectedY) < SWAP_UNITS * unit
          && Math.hypot(o.vx() / u - s.beforeX(), o.vy() / u - s.beforeY()) < alike * s.before()) {
        return true;
      }
      if (o.lost()
          && o.lastSeen() >= s.time() - 10
          && o.box().iou(self.box()) > 0.3
          && (s.after() < 0.5 && scene.now() - o.stationarySince() > 2
              || follows(o, s, scene, self))) {
        return true;
      }
    }
    return false;
  }

  /** Whether a lost object would by now be where this one is, at this one's speed. */
  private static boolean follows(TrackedObject lost, Shock s, Scene scene, TrackedObject self) {
    double dt = scene.now() - lost.lastSeen();
    double u = lost.unit();
    Box b = lost.box();
    return s.after() > 0.8
        && dt < 1.5
        && Math.hypot(lost.vx() / u - s.afterX(), lost.vy() / u - s.afterY()) < 0.5 * s.after()
        && Math.hypot(
                b.centerX() + lost.vx() * dt - self.groundX(),
                b.bottom() + lost.vy() * dt - self.groundY())
            < SWAP_UNITS * u;
  }

  /**
   * Whether traffic ahead is slow or stands as well: then it is a queue. Behind a crash traffic
   * stands too, but ahead of it the road is free. Four slow ones anywhere are a jam.
   */
  boolean queue(Scene scene, Impact impact, FlowMap flow) {
    Shock s = impact.shock();
    int slow = 0;
    int everywhere = 0;
    for (TrackedObject t : scene.tracks()) {
      if (t.lost()
          || !t.type().isVehicle()
          || t.peakSpeed() < 0.8
          || t.id() == s.track()
          || t.id() == impact.partner()) {
        continue;
      }
      double dx = t.groundX() - s.x();
      double dy = t.groundY() - s.y();
      double ahead = dx * s.beforeX() + dy * s.beforeY();
      double distance = Math.hypot(dx, dy);
      double usual = flow.speed(t.groundX(), t.groundY(), scene);
      boolean crawls = !Double.isNaN(usual) && t.speed() < SLOW_SHARE * usual;
      if (!crawls && t.stationaryFor(scene.now()) <= QUEUE_SECONDS) {
        continue;
      }
      everywhere++;
      if (distance >= s.unit() && ahead >= 0.5 * distance * s.before()) {
        slow += distance < NEAR_UNITS * s.unit() ? 2 : 1;
      }
    }
    return slow >= 2 || everywhere >= JAM;
  }

  /** How many others had slowed down or stood already when it happened. */
  static int sluggish(Scene scene, Impact impact) {
    double time = impact.shock().time();
    int n = 0;
    for (TrackedObject t : scene.tracks()) {
      boolean stood =
          t.stationarySince() < time - BEFORE_SECONDS && t.stationaryFor(scene.now()) > 1;
      boolean slowed = t.peakSpeedAt() < time - 1 && t.speed() < 0.5 * t.peakSpeed();
      if (t.type().isVehicle()
          && !t.lost()
          && t.peakSpeed() > DROVE_UNITS
          && t.id() != impact.shock().track()
          && t.id() != impact.partner()
          && (stood || slowed)) {
        n++;
      }
    }
    return n;
  }

  /** Whether the partner stood long before, and the object itself does not stand: it passed by. */
  static boolean passed(Scene scene, Impact impact) {
    for (TrackedObject t : scene.tracks()) {
      if (t.id() == impact.partner()) {
        return impact.stood() < 0.2 && t.stationarySince() < impact.shock().time() - 1.5;
      }
    }
    return false;
  }

  /** Whether the partner stood before and the change is one that brakes make: it pulled up. */
  static boolean pulledUp(Scene scene, Impact impact) {
    Shock s = impact.shock();
    for (TrackedObject t : scene.tracks()) {
      if (t.id() == impact.partner()) {
        return t.stationarySince() < s.time() - 1
            && s.after() < s.before()
            && impact.gain() * s.size() < HARD_BRAKING;
      }
    }
    return false;
  }

  /** Whether something that stood before a moment is in the way ahead. */
  static boolean blocked(Shock s, double since, Scene scene) {
    double n = s.unit() * Math.max(0.1, s.before());
    for (TrackedObject o : scene.tracks()) {
      double dx = o.groundX() - s.x();
      double dy = o.groundY() - s.y();
      double ahead = (dx * s.beforeX() + dy * s.beforeY()) / n;
      double aside = Math.abs(dx * s.beforeY() - dy * s.beforeX()) / n;
      if (o.id() != s.track()
          && o.type().isVehicle()
          && o.stationaryFor(scene.now()) > 0.5
          && o.stationarySince() < since
          && ahead > 0
          && ahead < NEAR_UNITS
          && aside < 0.5 + 0.5 * ahead) {
        return true;
      }
    }
    return false;
  }

  /** Whether a vehicle stands within a radius of a place, or lies unseen where it stood. */
  boolean somebodyStands(double x, double y, double radius, Scene scene) {
    for (TrackedObject t : scene.tracks()) {
      if (t.type().isVehicle()
          && Math.hypot(t.groundX() - x, t.groundY() - y) <= radius
          && t.stationaryFor(scene.now()) >= 0.5) {
        return true;
      }
    }
    return false;
  }

  /** A box wider than a car, or twice that for a lorry, from the side holds several vehicles. */
  static boolean single(TrackedObject t) {
    boolean lengthy = t.type() == ObjectClass.BUS || t.type() == ObjectClass.TRUCK;
    return t.box().width() <= (lengthy ? WIDEST_LORRY : WIDEST_CAR) * t.box().height();
  }

  static boolean moves(ObjectClass type) {
    return type.isVehicle() || type == ObjectClass.BICYCLE;
  }
}
