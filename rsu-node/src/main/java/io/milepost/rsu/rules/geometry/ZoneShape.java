package io.milepost.rsu.rules.geometry;

import java.util.List;

/**
 * A zone as plain numbers, asked without allocation. JTS makes objects for each of these questions,
 * so it only indexes and validates. Coordinates are shares of the picture. Immutable.
 */
final class ZoneShape {
  private final Zone zone;
  private final int order;
  private final double[] x;
  private final double[] y;

  ZoneShape(Zone zone, int order) {
    this.zone = zone;
    this.order = order;
    List<Zone.Point> points = zone.polygon();
    x = points.stream().mapToDouble(Zone.Point::x).toArray();
    y = points.stream().mapToDouble(Zone.Point::y).toArray();
  }

  Zone zone() {
    return zone;
  }

  /** Place in the configuration. */
  int order() {
    return order;
  }

  boolean isLine() {
    return zone.type() == ZoneType.LINE;
  }

  /** Even-odd rule over the polygon's edges; false for a line. */
  boolean contains(double px, double py) {
    if (isLine()) {
      return false;
    }
    boolean in = false;
    for (int i = 0, j = x.length - 1; i < x.length; j = i++) {
      if ((y[i] > py) != (y[j] > py) && px < (x[j] - x[i]) * (py - y[i]) / (y[j] - y[i]) + x[i]) {
        in = !in;
      }
    }
    return in;
  }

  /**
   * Distance to the nearest edge under a linear map of the plane.
   *
   * @param a first row of the map from shares to the unit wanted
   * @param b first row
   * @param c second row
   * @param d second row
   * @return not negative inside a polygon and on the right of a line, negative elsewhere
   */
  double border(double px, double py, double a, double b, double c, double d) {
    double least = Double.MAX_VALUE;
    double side = 1;
    for (int i = 0; i + 1 < x.length || i < x.length && !isLine(); i++) {
      int j = (i + 1) % x.length;
      double ax = a * (x[i] - px) + b * (y[i] - py);
      double ay = c * (x[i] - px) + d * (y[i] - py);
      double dx = a * (x[j] - x[i]) + b * (y[j] - y[i]);
      double dy = c * (x[j] - x[i]) + d * (y[j] - y[i]);
      double length = dx * dx + dy * dy;
      double t = length == 0 ? 0 : Math.max(0, Math.min(1, -(ax * dx + ay * dy) / length));
      double distance = Math.hypot(ax + t * dx, ay + t * dy);
      if (distance < least) {
        least = distance;
        side = side(i, px, py) >= 0 ? 1 : -1;
      }
    }
    return isLine() ? side * least : contains(px, py) ? least : -least;
  }

  /** Above 0 on the right of an edge in the picture, whose rows count downwards. */
  private double side(int i, double px, double py) {
    int j = (i + 1) % x.length;
    return (x[j] - x[i]) * (py - y[i]) - (y[j] - y[i]) * (px - x[i]);
  }

  /** How the way from one place to another crosses this line; NONE for a polygon. */
  Crossing crossing(double fromX, double fromY, double toX, double toY) {
    int balance = 0;
    for (int i = 0; isLine() && i + 1 < x.length; i++) {
      double before = side(i, fromX, fromY);
      double after = side(i, toX, toY);
      if (before < 0 == after < 0) {
        continue;
      }
      double share = before / (before - after);
      double atX = fromX + share * (toX - fromX) - x[i];
      double atY = fromY + share * (toY - fromY) - y[i];
      double dx = x[i + 1] - x[i];
      double dy = y[i + 1] - y[i];
      double along = (atX * dx + atY * dy) / (dx * dx + dy * dy);
      boolean last = i + 2 == x.length;
      if (along >= 0 && (along < 1 || last && along <= 1)) {
        balance += before < 0 ? 1 : -1;
      }
    }
    return balance == 0
        ? Crossing.NONE
        : balance > 0 ? Crossing.LEFT_TO_RIGHT : Crossing.RIGHT_TO_LEFT;
  }
}
