package io.milepost.rsu.rules.road;

import io.milepost.protocol.incident.Severity;
import io.milepost.rsu.rules.core.Scene;
import io.milepost.rsu.rules.geometry.SceneGeometry;
import io.milepost.rsu.rules.geometry.ZoneType;

/**
 * Tells what a place on the ground is: by the zones where somebody drew them, else by where
 * vehicles were seen driving. No call allocates; not thread-safe.
 */
public final class Carriageway {
  /** How far apart the outer wheels of two lanes' traffic can be: a median strip is road too. */
  private static final double BETWEEN_LANES = 1.6;

  /** A unit must be this many cells of the map wide, or a pavement runs into its road. */
  private static final double CELLS = 2.6;

  /**
   * The map holds the middle 60 % of each vehicle, and a driver keeps about 0.9 m from the lane's
   * edge: who is within 0.9 m of the map is in the lane, or where wheels roll over the edge line.
   */
  private static final double EDGE_UNITS = 0.6;

  /** What the foot of a standing vehicle may be off by. */
  private static final double INSIDE_UNITS = 0.15;

  /** Half of a person's width, 0.25 m, and what the foot of a walking one may be off by. */
  private static final double HALF_PERSON_UNITS = 0.25;

  /** Beside the road it matters less which lanes are driven often. */
  private static final double LEAST_BESIDE = 2;

  private final FlowMap flow;
  private final double leastVehicles;

  /** What a place is for. */
  public enum Place {
    /** Too far away to tell. */
    UNKNOWN,
    /** No vehicle drives near it, or nobody is to look. */
    OFF,
    /** Right beside the carriageway. */
    BESIDE,
    /** Not where vehicles drive, but within reach of their mirrors. */
    EDGE,
    /** On the carriageway, in no particular lane. */
    ROAD,
    /** In a lane: drawn as one, or driven by vehicles. */
    LANE
  }

  /**
   * The ground of one camera.
   *
   * @param flow what is learned of its traffic
   * @param laneVehicles so many vehicles must have driven over a place that it counts as a lane
   */
  public Carriageway(FlowMap flow, double leastVehicles) {
    this.flow = flow;
    this.leastVehicles = leastVehicles;
  }

  /**
   * The highest severity of what depends on where the road is: a learned road is not known well
   * enough to let vehicles brake hard for it.
   */
  public static Severity gravest(SceneGeometry geometry) {
    return drawn(geometry) ? Severity.HIGH : Severity.MEDIUM;
  }

  /** Whether somebody has drawn where vehicles drive. */
  public static boolean drawn(SceneGeometry geometry) {
    return geometry.has(ZoneType.CARRIAGEWAY) || geometry.has(ZoneType.LANE);
  }

  /**
   * What a place is.
   *
   * @param x pixels
   * @param y pixels
   * @param unit pixels per unit there
   * @param inset units by which the drawn edge is moved inwards
   * @param beside units up to which a place counts as beside a learned road
   */
  public Place at(double x, double y, double unit, double inset, double beside, Scene scene) {
    SceneGeometry g = scene.geometry();
    if (g.inside(ZoneType.IGNORE, x, y)) {
      return Place.OFF;
    }
    Place place = drawn(g) ? drawnAt(x, y, inset * unit, g) : learnedAt(x, y, unit, beside, scene);
    return place == Place.OFF && shoulder(g, x, y, unit) ? Place.BESIDE : place;
  }

  /**
   * Whether somebody stands on a drawn shoulder, not with half of himself beyond its outer edge.
   */
  public static boolean shoulder(SceneGeometry g, double x, double y, double unit) {
    double half = HALF_PERSON_UNITS * unit;
    return g.inside(ZoneType.SHOULDER, x, y) && paved(g, x - half, y) && paved(g, x + half, y);
  }

  private static boolean paved(SceneGeometry g, double x, double y) {
    return g.inside(ZoneType.SHOULDER, x, y) || onDrawn(g, x, y);
  }

  /** Pixels that a unit must have for a lane to be told from the one beside it. */
  static double least(Scene scene) {
    return CELLS * scene.width() / RoadMap.COLS;
  }

  /** Whether a place is on the carriageway, in no particular lane. */
  public boolean road(double x, double y, double unit, Scene scene) {
    return at(x, y, unit, 0, 0, scene) == Place.ROAD;
  }

  /** Whether what stands at a place surely stands on the road, not at its edge. */
  public boolean inside(double x, double y, double unit, Scene scene) {
    Place place = at(x, y, unit, INSIDE_UNITS, 0, scene);
    return place == Place.LANE || place == Place.ROAD;
  }

  private static Place drawnAt(double x, double y, double in, SceneGeometry g) {
    if (!onDrawn(g, x, y) || !onDrawn(g, x - in, y) || !onDrawn(g, x + in, y)) {
      return Place.OFF;
    }
    return g.inside(ZoneType.LANE, x, y) ? Place.LANE : Place.ROAD;
  }

  private Place learnedAt(double x, double y, double unit, double beside, Scene scene) {
    RoadMap road = flow.road();
    if (!road.known(leastVehicles)) {
      return Place.OFF;
    }
    if (unit < least(scene)) {
      return Place.UNKNOWN;
    }
    if (road.lane(x, y, leastVehicles, scene)) {
      return Place.LANE;
    }
    if (road.between(x, y, BETWEEN_LANES * unit, leastVehicles, scene)) {
      return Place.ROAD;
    }
    if (beside > 0 && road.gap(x, y, unit, EDGE_UNITS, leastVehicles, scene) <= EDGE_UNITS) {
      return Place.EDGE;
    }
    boolean near = beside > 0 && road.gap(x, y, unit, beside, LEAST_BESIDE, scene) <= beside;
    return near ? Place.BESIDE : Place.OFF;
  }

  private static boolean onDrawn(SceneGeometry g, double x, double y) {
    return g.inside(ZoneType.CARRIAGEWAY, x, y) || g.inside(ZoneType.LANE, x, y);
  }
}
