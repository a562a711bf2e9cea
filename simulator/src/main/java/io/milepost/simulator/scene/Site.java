package io.milepost.simulator.scene;

import java.util.Random;

/** A place on the road that the camera sees well. */
record Site(int direction, int lane, double s) {

  /**
   * A random place well inside the picture, null when this camera has none.
   *
   * @param from least metres along the road
   * @param span metres from the nearest to the farthest place; near ones are likelier
   */
  static Site find(
      Random random, Road road, View view, int width, int height, double from, double span) {
    for (int i = 0; i < 60; i++) {
      int direction = random.nextBoolean() ? 1 : -1;
      int lane = random.nextInt(road.lanes(direction));
      double s = from + span * random.nextDouble() * random.nextDouble();
      double l = road.laneCentre(direction, lane);
      if (seen(view, road, s, l, width, height)
          && seen(view, road, s + direction * (direction > 0 ? 7 : 11), l, width, height)
          && seen(view, road, s - direction * 6, l, width, height)) {
        return new Site(direction, lane, s);
      }
    }
    return null;
  }

  private static boolean seen(
      View view, Road road, double s, double l, double width, double height) {
    double[] p = view.pixel(road.x(s, l), road.y(s, l), 0.7);
    return p != null
        && p[0] > width * 0.1
        && p[0] < width * 0.9
        && p[1] > height * 0.25
        && p[1] < height * 0.88;
  }

  /** Whether this place, at a lateral position, lies well inside the picture. */
  boolean seen(View view, Road road, double l) {
    return seen(view, road, s, l, 2 * view.camera().cx(), 2 * view.camera().cy());
  }

  double q() {
    return direction * s;
  }

  /** Lateral position outside the paved edge of this direction, metres beyond it. */
  double verge(Road road, double beyond) {
    int side = road.side(direction);
    return road.edge(side) + side * beyond;
  }

  /** The same lane farther along the direction of travel. */
  Site ahead(double metres) {
    return new Site(direction, lane, s + direction * metres);
  }

  /** Truth about something of a length in metres that happens here. */
  Incident incident(
      String type, boolean primary, double[] span, double l, double length, Road road, View view) {
    Box box = null;
    double[] heights = {0, 1.6};
    for (double z : heights) {
      for (int i = 0; i < 4; i++) {
        double ds = (i < 2 ? -0.5 : 0.5) * length;
        double dl = i % 2 == 0 ? -1.1 : 1.1;
        double[] p = view.pixel(road.x(s + ds, l + dl), road.y(s + ds, l + dl), z);
        if (p != null) {
          Box point = new Box(p[0], p[1], 0, 0);
          box = box == null ? point : box.union(point);
        }
      }
    }
    Box clipped = box == null ? null : box.clip(2 * view.camera().cx(), 2 * view.camera().cy());
    Double end = Double.isInfinite(span[1]) ? null : span[1];
    return new Incident(type, primary, span[0], end, road.x(s, l), road.y(s, l), clipped, 0);
  }
}
