package io.milepost.rsu.rules.road;

import io.milepost.rsu.perception.ObjectClass;
import io.milepost.rsu.rules.core.Scene;
import io.milepost.rsu.rules.track.TrackedObject;

/** Where people get on and off. No call allocates. */
public final class BusStop {
  /** Who is within so many units of a bus belongs to it. */
  public static final double BOARDING_UNITS = 5;

  private static final double BUS_SPEED = 1.5;

  private BusStop() {}

  /** Whether a person is beside a bus that stands or is about to. */
  public static boolean waitsAt(TrackedObject person, Scene scene) {
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
