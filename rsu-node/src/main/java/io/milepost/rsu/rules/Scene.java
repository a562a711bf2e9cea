package io.milepost.rsu.rules;

import io.milepost.rsu.rules.track.TrackedObject;
import java.util.List;

/**
 * What every rule sees of one frame.
 *
 * @param now PTS seconds
 * @param dt seconds since the frame before, 0 for the first and after a gap
 * @param interval typical seconds between frames
 * @param width picture width, pixels
 * @param height picture height, pixels
 * @param tracks everything followed, including what is out of sight for a moment
 */
record Scene(
    double now, double dt, double interval, int width, int height, List<TrackedObject> tracks) {

  /** Diagonal of the picture, pixels. */
  double diagonal() {
    return Math.hypot(width, height);
  }
}
