package io.milepost.rsu.rules.traffic;

import io.milepost.rsu.rules.core.Scene;
import io.milepost.rsu.rules.track.TrackedObject;

/** How fast an object is, as far as the camera's geometry can tell. */
@FunctionalInterface
interface SpeedMeter {
  /** Measures with the camera's calibration; belongs to one rule. */
  static SpeedMeter calibrated() {
    io.milepost.rsu.rules.geometry.Speed measured = new io.milepost.rsu.rules.geometry.Speed();
    return (object, scene, out) -> {
      if (!scene.geometry().speed(object, scene.now(), measured)) {
        return false;
      }
      out.mps = measured.value();
      out.sigma = measured.sigma();
      return true;
    };
  }

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
