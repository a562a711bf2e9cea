package io.milepost.rsu.rules.road;

import java.util.ArrayList;
import java.util.List;

/**
 * Where roadworks are at one camera, so that other rules leave them alone. Polygons in pixels;
 * asking does not allocate. Not thread-safe.
 */
public final class Worksites {
  private final List<double[]> hulls = new ArrayList<>();

  /** Whether a place lies inside the roadworks. */
  public boolean around(double x, double y) {
    for (int i = 0; i < hulls.size(); i++) {
      if (contains(hulls.get(i), x, y)) {
        return true;
      }
    }
    return false;
  }

  /** Replaces what is known; each polygon is x, y, x, y... of three corners or more. */
  public void set(List<double[]> polygons) {
    hulls.clear();
    hulls.addAll(polygons);
  }

  private static boolean contains(double[] p, double x, double y) {
    boolean in = false;
    for (int i = 0, j = p.length - 2; i < p.length; j = i, i += 2) {
      if ((p[i + 1] > y) != (p[j + 1] > y)
          && x < (p[j] - p[i]) * (y - p[i + 1]) / (p[j + 1] - p[i + 1]) + p[i]) {
        in = !in;
      }
    }
    return in;
  }
}
