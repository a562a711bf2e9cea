package io.milepost.simulator.scene;

import java.util.ArrayList;
import java.util.List;

/**
 * Where along the road a camera sees something that drives by: from where it is as high as a
 * detector needs, with as much of it in the picture, to where it is not any more.
 *
 * @param first metres along the road where it comes into sight
 * @param last metres along the road where it goes out of sight
 */
record Sight(double first, double last) {
  /** Nine pixels of a picture 360 high: smaller objects are not reported, as simulated. */
  private static final double LEAST_HEIGHT = 1 / 40.0;

  /** Share of it that must be in the picture. */
  private static final double LEAST_SHARE = 0.4;

  private static final int GRID = 8;
  private static final double NEAR = -20;

  /** As far as somebody draws the lanes of a picture, see {@link SceneLayout}. */
  private static final double FAR = 130;

  private static final double STEP = 0.5;

  /**
   * Looks along the way of something that nothing hides.
   *
   * @param towards direction in which it moves along the road, 1 or -1
   * @param l lateral position, metres
   */
  static Sight of(View view, Road road, Mover mover, int towards, double l) {
    double s = mover.s;
    double side = mover.l;
    mover.l = l;
    double first = Double.NaN;
    double last = Double.NaN;
    Solid solid = new Solid();
    for (double at = towards > 0 ? NEAR : FAR; at >= NEAR && at <= FAR; at += towards * STEP) {
      mover.s = at;
      solid.load(mover, road, view);
      boolean seen = seen(solid.box(), view);
      if (seen) {
        first = Double.isNaN(first) ? at : first;
        last = at;
      } else if (!Double.isNaN(first)) {
        break;
      }
    }
    mover.s = s;
    mover.l = side;
    return Double.isNaN(first)
        ? new Sight(towards > 0 ? 10 : 60, towards > 0 ? 60 : 10)
        : new Sight(first, last);
  }

  /** Height of something in the picture where it is, as a share of the picture's. */
  static double height(View view, Road road, Mover mover) {
    Solid solid = new Solid();
    solid.load(mover, road, view);
    Box box = solid.box();
    return box == null ? 0 : box.h() / (2 * view.camera().cy());
  }

  /** Share of something, where it is, that nearer ones hide where they are. */
  static double hidden(View view, Road road, Mover mover, List<Mover> others) {
    Solid solid = new Solid();
    solid.load(mover, road, view);
    Box box = solid.box();
    double depth = solid.depth();
    List<Box> nearer = new ArrayList<>();
    for (Mover other : others) {
      solid.load(other, road, view);
      if (solid.box() != null && solid.depth() < depth) {
        nearer.add(solid.box());
      }
    }
    int hidden = 0;
    for (int i = 0; box != null && i < GRID * GRID; i++) {
      double u = box.x() + (i % GRID + 0.5) * box.w() / GRID;
      double v = box.y() + (i / GRID + 0.5) * box.h() / GRID;
      hidden += nearer.stream().anyMatch(b -> b.contains(u, v)) ? 1 : 0;
    }
    return box == null ? 1 : hidden / (double) (GRID * GRID);
  }

  private static boolean seen(Box whole, View view) {
    if (whole == null) {
      return false;
    }
    double width = 2 * view.camera().cx();
    double height = 2 * view.camera().cy();
    Box shown = whole.clip(width, height);
    return shown.w() > 0
        && shown.h() >= LEAST_HEIGHT * height
        && shown.area() >= LEAST_SHARE * whole.area();
  }

  /** Some metres after it has come into sight, at most half way. */
  double after(double metres) {
    double way = last - first;
    return first + Math.signum(way) * Math.min(metres, Math.abs(way) / 2);
  }
}
