package io.milepost.rsu.rules.standing;

import io.milepost.rsu.perception.ObjectClass;
import io.milepost.rsu.rules.core.Scene;
import io.milepost.rsu.rules.geometry.SceneGeometry;
import io.milepost.rsu.rules.geometry.ZoneType;
import io.milepost.rsu.rules.road.BusStop;
import io.milepost.rsu.rules.road.Carriageway;
import io.milepost.rsu.rules.road.RoadMap;
import io.milepost.rsu.rules.road.Worksites;
import io.milepost.rsu.rules.track.TrackedObject;

/** Where and when a vehicle may stand. */
final class Halts {
  /** Where others waited, one may need a moment longer to drive off. */
  private static final double QUEUE_OVER_SECONDS = 8;

  /** So many must drive past before it is believed that they need not wait as well. */
  static final int PASSED = 2;

  /**
   * The longest that the first one, for whom those behind it wait, is believed to wait for a
   * signal.
   */
  static final double HEAD_SECONDS = 27;

  /** Whose middle is this near to the road has two wheels on it. */
  private static final double BESIDE_UNITS = 1.1;

  private Halts() {}

  /** Whether standing here is nobody's business: well off the drawn road, parked, at roadworks. */
  static boolean allowed(TrackedObject t, Worksites worksites, Scene scene) {
    SceneGeometry g = scene.geometry();
    double x = t.groundX();
    double y = t.groundY();
    if (g.inside(ZoneType.PARKING, x, y)
        || g.inside(ZoneType.IGNORE, x, y)
        || worksites.around(x, y)) {
      return true;
    }
    double reach = BESIDE_UNITS * t.unit();
    return Carriageway.drawn(g)
        && !onRoad(g, x, y)
        && !onRoad(g, x - reach, y)
        && !onRoad(g, x + reach, y);
  }

  private static boolean onRoad(SceneGeometry g, double x, double y) {
    return g.inside(ZoneType.CARRIAGEWAY, x, y)
        || g.inside(ZoneType.LANE, x, y)
        || g.inside(ZoneType.SHOULDER, x, y);
  }

  /** Whether people are beside a bus. */
  static boolean boarding(Stand s, Scene scene) {
    if (s.occupant == null || s.occupant.type() != ObjectClass.BUS) {
      return false;
    }
    double half = s.occupant.box().width() / 2;
    for (int i = 0; i < scene.tracks().size(); i++) {
      TrackedObject t = scene.tracks().get(i);
      if (t.type() == ObjectClass.PERSON
          && Math.abs(t.groundX() - s.x) <= half + BusStop.BOARDING_UNITS * s.unit
          && Math.abs(t.groundY() - s.y)
              <= BusStop.BOARDING_UNITS * s.unit / RoadMap.FORESHORTENING) {
        return true;
      }
    }
    return false;
  }

  /** Whether nobody waits with it any more. */
  static boolean alone(Stand s, Scene scene) {
    boolean first = !s.heldUp && s.stood(scene.now()) >= HEAD_SECONDS;
    double quiet = s.passed() >= PASSED || s.across || first ? 0.5 : QUEUE_OVER_SECONDS;
    return scene.now() - s.waited >= quiet;
  }
}
