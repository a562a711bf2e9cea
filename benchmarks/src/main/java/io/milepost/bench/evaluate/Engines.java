package io.milepost.bench.evaluate;

import io.milepost.rsu.rules.RuleEngine;
import io.milepost.simulator.scene.Scene;

/** Makes the rules for a scene. Thread-safe. */
interface Engines {
  /** Rules that have seen nothing yet. */
  RuleEngine of(String camera, Scene scene);
}
