package io.milepost.rsu.rules;

import io.milepost.rsu.perception.ObjectClass;
import io.milepost.rsu.rules.geometry.SceneGeometry;
import io.milepost.rsu.rules.geometry.ZoneType;
import io.milepost.rsu.rules.track.TrackedObject;

/** Where and when a vehicle may stand. */
final class Halts {
  private static final double BOARDING_UNITS = 5;

  /** Whose middle is this near to the road has two wheels on it. */
  private static final double BESIDE_UNITS = 1.1;

  private static final double BUS_SPEED = 1.5;

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
          && Math.abs(t.groundX() - s.x) <= half + BOARDING_UNITS * s.unit
          && Math.abs(t.groundY() - s.y) <= BOARDING_UNITS * s.unit / RoadMap.FORESHORTENING) {
        return true;
      }
    }
    return false;
  }

  /** Whether a person is beside a bus that stands or is about to. */
  static boolean bus(TrackedObject person, Scene scene) {
    for (int i = 0; i < scene.tracks().size(); i++) {
      TrackedObject t = scene.tracks().get(i);
      if (t.type() == ObjectClass.BUS
          && t.hits() >= 4
          && t.speed() < BUS_SPEED
          && Math.abs(t.groundX() - person.groundX())
              <= t.box().width() / 2 + BOARDING_UNITS * t.unit()
          && Math.abs(t.groundY() - person.groundY())
              <= BOARDING_UNITS * t.unit() / RoadMap.FORESHORTENING) {
        return true;
      }
    }
    return false;
  }
}
