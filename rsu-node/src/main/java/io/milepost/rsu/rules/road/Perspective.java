package io.milepost.rsu.rules.road;

import io.milepost.rsu.perception.ObjectClass;
import io.milepost.rsu.rules.core.Scene;
import io.milepost.rsu.rules.track.TrackedObject;

/**
 * Learns where the horizon is from the boxes of cars. On a flat road a box is as high as its lower
 * edge lies below the horizon, times a constant: {@code height = slope (bottom - horizon)}. From it
 * follows how many pixels a car's height, about 1.5 m, has at every row, and how far away a row is.
 * The focal length stays unknown; it is taken to be the width of the picture, which is a field of
 * view of 53 degrees. Old boxes are forgotten. Not thread-safe.
 */
public final class Perspective {
  /** Boxes of about a minute count. */
  private static final double MEMORY_SECONDS = 60;

  private static final double LEAST_BOXES = 12;

  /** Lower edges must be spread by this share of the picture's height (standard deviation). */
  private static final double LEAST_SPREAD = 0.04;

  /** The slope is 1.5 m over the height of the camera plus what shows of the roof: 2 to 40 m. */
  private static final double FLATTEST = 0.04;

  private static final double STEEPEST = 0.8;

  private double n;
  private double sy;
  private double sh;
  private double syy;
  private double syh;
  private double shapes;
  private double slope;
  private double offset;
  private double focal = 1;
  private boolean known;

  /** Takes the boxes of a frame in. */
  public void learn(Scene scene) {
    double keep = Math.exp(-scene.dt() / MEMORY_SECONDS);
    n *= keep;
    sy *= keep;
    sh *= keep;
    syy *= keep;
    syh *= keep;
    shapes *= keep;
    for (TrackedObject t : scene.tracks()) {
      if (!t.lost() && t.type() == ObjectClass.CAR && t.hits() > 2 && scene.whole(t.box())) {
        double y = t.box().bottom() / scene.height();
        double h = t.box().height() / scene.height();
        n++;
        sy += y;
        sh += h;
        syy += y * y;
        syh += y * h;
        shapes += t.box().shape();
      }
    }
    double spread = n < LEAST_BOXES ? 0 : syy / n - sy / n * (sy / n);
    known = spread > LEAST_SPREAD * LEAST_SPREAD;
    if (known) {
      slope = (syh / n - sy / n * (sh / n)) / spread;
      known = slope > FLATTEST && slope < STEEPEST;
      offset = (sh / n - slope * sy / n) * scene.height();
    }
    focal = scene.width();
  }

  /** Mean logarithm of width over height of all cars; NaN before enough were seen. */
  public double shape() {
    return n < LEAST_BOXES ? Double.NaN : shapes / n;
  }

  /** Whether enough was seen. */
  public boolean known() {
    return known;
  }

  /** Pixels of a car's height where its lower edge is at a row; at least two. */
  public double unit(double bottom) {
    return Math.max(2, offset + slope * bottom);
  }

  /** Pixels by which a car's height grows per pixel of its lower edge. */
  public double slope() {
    return slope;
  }

  /** Row of the horizon, pixels. */
  double horizon() {
    return -offset / slope;
  }

  /** Distance of a row, in car heights. */
  public double depth(double bottom) {
    return focal / unit(bottom);
  }

  /** By how much the distance changes per unit that a lower edge moves, at a row. */
  public double stretch(double bottom) {
    return focal * slope / unit(bottom);
  }
}
