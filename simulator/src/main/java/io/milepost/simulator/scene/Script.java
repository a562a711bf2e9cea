package io.milepost.simulator.scene;

import java.util.List;

/** What happens in a scene besides ordinary traffic. Called on the scene's thread. */
interface Script {
  /** Moves what it directs to a time, dt seconds after the last one. */
  void step(double t, double dt);

  /** What happens, with times that are known beforehand. */
  List<Incident> incidents();

  /** Zones and lines of this scene's own. */
  default List<Area> areas() {
    return List.of();
  }

  /** Speed limit that this scene sets, km/h, 0 when it sets none. */
  default double limitKmh() {
    return 0;
  }

  /** The fire, null when nothing ever burns. */
  default Fire fire() {
    return null;
  }
}
