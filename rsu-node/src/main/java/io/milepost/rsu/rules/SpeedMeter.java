package io.milepost.rsu.rules;

import io.milepost.rsu.rules.track.TrackedObject;

/** How fast an object is, as far as the camera's geometry can tell. */
@FunctionalInterface
interface SpeedMeter {
  /** Knows nothing. */
  SpeedMeter NONE = (object, scene, out) -> false;

  /** Speed and its standard deviation; reused from call to call. */
  final class Speed {
    /** Metres per second. */
    double mps;

    /** Standard deviation, metres per second. */
    double sigma;
  }

  /**
   * Measures one object now; allocates nothing.
   *
   * @param out receives the speed
   * @return false when it cannot be known
   */
  boolean measure(TrackedObject object, Scene scene, Speed out);
}
