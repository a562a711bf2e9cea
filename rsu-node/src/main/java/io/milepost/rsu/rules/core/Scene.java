package io.milepost.rsu.rules.core;

import io.milepost.rsu.rules.geometry.SceneGeometry;
import io.milepost.rsu.rules.track.Box;
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
 * @param geometry zones and scale of the camera
 */
public record Scene(
    double now,
    double dt,
    double interval,
    int width,
    int height,
    List<TrackedObject> tracks,
    SceneGeometry geometry) {

  /** Boxes this near to the border of the picture, as a share of it, are cut off. */
  private static final double BORDER = 0.012;

  /** Whether a box is not cut off by the border of the picture. */
  public boolean whole(Box b) {
    double mx = BORDER * width;
    double my = BORDER * height;
    return b.left() >= mx
        && b.right() <= width - mx
        && b.top() >= my / 2
        && b.bottom() <= height - my;
  }

  /** Diagonal of the picture, pixels. */
  public double diagonal() {
    return Math.hypot(width, height);
  }
}
