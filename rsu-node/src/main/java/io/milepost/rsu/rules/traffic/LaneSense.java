package io.milepost.rsu.rules.traffic;

import io.milepost.rsu.rules.core.Scene;
import io.milepost.rsu.rules.geometry.Heading;
import io.milepost.rsu.rules.geometry.Zone;
import io.milepost.rsu.rules.geometry.ZoneType;
import io.milepost.rsu.rules.road.FlowMap;
import io.milepost.rsu.rules.road.RoadMap;
import io.milepost.rsu.rules.track.Box;
import io.milepost.rsu.rules.track.TrackedObject;

/**
 * Which way the lane of a vehicle is driven: drawn, or learned where no lane is. The answer holds
 * until the next question. Not thread-safe.
 */
final class LaneSense {
  /** The unit of who was taken for somebody smaller catches up slowly, the box does not. */
  private static final double HALF = 0.5;

  private static final int FOOT_POINTS = 5;

  private static final double FOOT_WIDTH = 0.4;

  private static final double FOOT_DEPTH = 0.2;

  /** Half of the middle of a box in which its wheels are, as {@link RoadMap} takes it. */
  private static final double WHEELS = 0.25;

  /** Half of a narrow vehicle: a box seen at an angle is wider. */
  private static final double WHEELS_UNITS = 0.35;

  /** Share of the smaller box above which two boxes may be taken for each other or for one. */
  private static final double TOUCHES = 0.1;

  private static final double FOOT_CERTAINTY = 0.6;

  /** The learned direction says how a drawn lane bends when it agrees with it this well. */
  private static final double BENDS = 0.3;

  /** A unit must be this many cells of the map wide, or lanes run into each other. */
  private static final double CELLS = 1.8;

  /** Cosine between two motions above which they go the same way. */
  private static final double RIGHT_COSINE = 0.5;

  private static final double BESIDE = 0.9;
  private static final double SLOWER = 0.85;
  private static final double SAME_COSINE = 0.8;

  private final WrongWayConfig config;
  private final FlowMap flow;
  private final Heading heading = new Heading();
  private double alongX;
  private double alongY;
  private double certainty;
  private double usual = Double.NaN;
  private String name;

  LaneSense(WrongWayConfig config, FlowMap flow) {
    this.config = config;
    this.flow = flow;
  }

  /** Part to the right of the direction found last, -1..1. */
  double x() {
    return alongX;
  }

  /** Part downwards of the direction found last, -1..1. */
  double y() {
    return alongY;
  }

  /** How well vehicles agree about it, 0..1; 1 for a drawn lane. */
  double certainty() {
    return certainty;
  }

  /** Id of the lane's zone, or that it was learned. */
  String name() {
    return name;
  }

  /** Usual speed where it looked last, units/s; NaN while it is not known. */
  double usual() {
    return usual;
  }

  /** Finds the direction of the lane it is in; false when there is none or nobody is to look. */
  boolean locate(TrackedObject t, Scene scene) {
    double x = t.groundX();
    double y = t.groundY();
    usual = Double.NaN;
    if (!scene.whole(t.box())
        || scene.geometry().inside(ZoneType.IGNORE, x, y)
        || scene.geometry().inside(ZoneType.PARKING, x, y)) {
      return false;
    }
    if (scene.geometry().has(ZoneType.LANE)) {
      Zone zone = scene.geometry().zoneAt(ZoneType.LANE, x, y);
      if (zone == null || zone.direction().size() < 2) {
        return false;
      }
      scene.geometry().heading(zone, x, y, heading);
      alongX = heading.x();
      alongY = heading.y();
      boolean borneOut = bend(t, scene);
      certainty = 1;
      name = zone.id();
      return borneOut || t.vx() * alongX + t.vy() * alongY >= 0 || !drivenItsWay(t, scene);
    }
    RoadMap road = flow.road();
    double unit = Math.max(t.unit(), HALF * t.box().height());
    if (unit < CELLS * scene.width() / RoadMap.COLS) {
      return false;
    }
    road.direction(x, y, half(t), scene);
    alongX = road.meanX();
    alongY = road.meanY();
    certainty = road.certainty();
    usual = road.speed();
    name = "learned";
    return road.seen() >= config.learnedVehicles()
        && certainty >= config.learnedCertainty()
        && (t.vx() * alongX + t.vy() * alongY >= 0 || !drivenItsWay(t, scene));
  }

  /**
   * Whether some lane under its foot is driven the way it goes: the middle of a long vehicle's box
   * lies beside its own lane where the road does not run straight away from the camera.
   */
  private boolean drivenItsWay(TrackedObject t, Scene scene) {
    RoadMap road = flow.road();
    double v = Math.max(1e-6, Math.hypot(t.vx(), t.vy()));
    Box b = t.box();
    for (int i = 0; i < 2 * FOOT_POINTS; i++) {
      double aside = (i % FOOT_POINTS - FOOT_POINTS / 2) * FOOT_WIDTH / (FOOT_POINTS / 2);
      double y = t.groundY() - (i / FOOT_POINTS) * FOOT_DEPTH * b.height();
      if (along(t, t.groundX() + aside * b.width(), y, scene) > RIGHT_COSINE * v) {
        return true;
      }
    }
    return false;
  }

  /** Speed along the lane at a place, pixels per second; 0 where none is known. */
  private double along(TrackedObject t, double x, double y, Scene scene) {
    if (scene.geometry().has(ZoneType.LANE)) {
      Zone zone = scene.geometry().zoneAt(ZoneType.LANE, x, y);
      boolean known = zone != null && scene.geometry().heading(zone, x, y, heading);
      return known ? t.vx() * heading.x() + t.vy() * heading.y() : 0;
    }
    RoadMap road = flow.road();
    road.direction(x, y, scene);
    boolean known = road.seen() >= 2 && road.certainty() >= FOOT_CERTAINTY;
    return known ? t.vx() * road.meanX() + t.vy() * road.meanY() : 0;
  }

  /** Half of what its wheels cover, pixels. */
  private static double half(TrackedObject t) {
    return Math.min(WHEELS * t.box().width(), WHEELS_UNITS * t.unit());
  }

  /**
   * An arrow is straight and a lane bends: what drives there tells how, never which way.
   *
   * @return whether those whose boxes stood at this place bear the drawn direction out
   */
  private boolean bend(TrackedObject t, Scene scene) {
    RoadMap road = flow.road();
    road.direction(t.groundX(), t.groundY(), half(t), scene);
    usual = road.seen() >= config.learnedVehicles() ? road.speed() : Double.NaN;
    boolean known =
        road.seen() >= config.learnedVehicles() && road.certainty() >= config.learnedCertainty();
    if (known && road.meanX() * alongX + road.meanY() * alongY >= BENDS) {
      alongX = road.meanX();
      alongY = road.meanY();
      return true;
    }
    return false;
  }

  /** Whether it passes somebody slower who drives the same way right beside it. */
  static boolean passes(TrackedObject t, double least, Scene scene) {
    Box b = t.box();
    double growX = BESIDE * b.width();
    double growY = BESIDE * b.height();
    double v = Math.hypot(t.vx(), t.vy());
    for (int i = 0; i < scene.tracks().size(); i++) {
      TrackedObject o = scene.tracks().get(i);
      if (o == t || o.lost() || !o.type().isVehicle() || o.speed() > SLOWER * t.speed()) {
        continue;
      }
      Box n = o.box();
      boolean beside =
          n.left() < b.right() + growX
              && n.right() > b.left() - growX
              && n.top() < b.bottom() + growY
              && n.bottom() > b.top() - growY;
      double w = Math.hypot(o.vx(), o.vy());
      if (beside && w > 0 && (o.vx() * t.vx() + o.vy() * t.vy()) / (v * w) > SAME_COSINE) {
        return o.speed() >= least;
      }
    }
    return false;
  }

  /** Whether another vehicle's box covers some of its own, so that they may be confused. */
  static boolean touched(TrackedObject t, Scene scene) {
    Box b = t.box();
    for (int i = 0; i < scene.tracks().size(); i++) {
      TrackedObject o = scene.tracks().get(i);
      if (o == t || !o.type().isVehicle()) {
        continue;
      }
      Box n = o.lost() ? o.predicted() : o.box();
      double w = Math.min(n.right(), b.right()) - Math.max(n.left(), b.left());
      double h = Math.min(n.bottom(), b.bottom()) - Math.max(n.top(), b.top());
      double smaller = Math.min(n.width() * n.height(), b.width() * b.height());
      if (w > 0 && h > 0 && w * h > TOUCHES * smaller) {
        return true;
      }
    }
    return false;
  }
}
