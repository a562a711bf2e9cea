package io.milepost.simulator.scene;

import java.util.List;

/**
 * The corners of one {@link Mover} in the world and before the camera. Reused for one mover after
 * another; not thread-safe.
 */
public final class Solid {
  private static final int[] EDGES = {
    0, 1, 1, 2, 2, 3, 3, 0, 4, 5, 5, 6, 6, 7, 7, 4, 0, 4, 1, 5, 2, 6, 3, 7
  };

  private double[] world = new double[24 * 8];
  private double[] seen = new double[24 * 8];
  private Mover mover;
  private View view;
  private double x;
  private double y;
  private double sin;
  private double cos;

  /** Takes the pose of a mover under a view. */
  public void load(Mover next, Road road, View from) {
    mover = next;
    view = from;
    x = road.x(next.s, next.l);
    y = road.y(next.s, next.l);
    double h = next.heading(road);
    sin = Math.sin(h);
    cos = Math.cos(h);
    List<Part> parts = next.parts();
    if (world.length < 24 * parts.size()) {
      world = new double[24 * parts.size()];
      seen = new double[24 * parts.size()];
    }
    for (int p = 0; p < parts.size(); p++) {
      Part part = parts.get(p);
      for (int i = 0; i < 8; i++) {
        double swing = part.swing() * next.swing;
        double reach = part.corner(0, 2) > 0.3 ? 0.12 : 0.3;
        double ly = part.corner(i, 1) + (i < 4 ? swing * reach : 0);
        double lx = part.corner(i, 0);
        double lz = part.corner(i, 2);
        if (next.tilt != 0) {
          double up = lz;
          lz = up * Math.cos(next.tilt) + (0.16 - ly) * Math.sin(next.tilt);
          ly = ly * Math.cos(next.tilt) + up * Math.sin(next.tilt);
        }
        int at = 24 * p + 3 * i;
        world[at] = x + lx * cos + ly * sin;
        world[at + 1] = y - lx * sin + ly * cos;
        world[at + 2] = lz + next.lift;
        from.toCamera(world[at], world[at + 1], world[at + 2], seen, at);
      }
    }
  }

  /** The mover that was loaded. */
  public Mover mover() {
    return mover;
  }

  /** World x of the middle. */
  public double x() {
    return x;
  }

  /** World y of the middle. */
  public double y() {
    return y;
  }

  /** World coordinates of a point given in the mover's own metres. */
  public void place(double lx, double ly, double lz, double[] out, int at) {
    out[at] = x + lx * cos + ly * sin;
    out[at + 1] = y - lx * sin + ly * cos;
    out[at + 2] = lz;
  }

  /** World corners: 24 numbers a part. */
  public double[] world() {
    return world;
  }

  /** Metres from the camera's plane to the middle. */
  public double depth() {
    return view.depth(x, y, mover.height() / 2);
  }

  /** Box around the projection before clipping to the picture, null when behind the camera. */
  public Box box() {
    double[] e = {1e9, 1e9, -1e9, -1e9};
    for (int p = 0; p < mover.parts().size(); p++) {
      for (int i = 0; i < EDGES.length; i += 2) {
        edge(24 * p + 3 * EDGES[i], 24 * p + 3 * EDGES[i + 1], e);
      }
    }
    if (mover.type.vehicle() || mover.type == ObjectClass.BICYCLE) {
      wheels(e);
    }
    return e[2] < e[0] ? null : new Box(e[0], e[1], e[2] - e[0], e[3] - e[1]);
  }

  /** Box around parts of some layers, before clipping, null when behind the camera. */
  public Box box(int lowest, int highest, boolean still) {
    double[] e = {1e9, 1e9, -1e9, -1e9};
    List<Part> parts = mover.parts();
    for (int p = 0; p < parts.size(); p++) {
      int layer = parts.get(p).layer();
      boolean wanted = layer >= lowest && layer <= highest;
      if (wanted && (!still || parts.get(p).swing() == 0)) {
        for (int i = 0; i < EDGES.length; i += 2) {
          edge(24 * p + 3 * EDGES[i], 24 * p + 3 * EDGES[i + 1], e);
        }
      }
    }
    return e[2] < e[0] ? null : new Box(e[0], e[1], e[2] - e[0], e[3] - e[1]);
  }

  private void wheels(double[] e) {
    double[] c = new double[3];
    for (int i = 0; i < 4; i++) {
      double lx = (i % 2 == 0 ? -0.48 : 0.48) * mover.width();
      double ly = (i < 2 ? -0.36 : 0.36) * mover.length();
      if (mover.type == ObjectClass.MOTORCYCLE || mover.type == ObjectClass.BICYCLE) {
        lx = 0;
      }
      view.toCamera(x + lx * cos + ly * sin, y - lx * sin + ly * cos, 0, c, 0);
      grow(c[0], c[1], c[2], e);
    }
  }

  private void edge(int a, int b, double[] e) {
    double za = seen[a + 2];
    double zb = seen[b + 2];
    grow(seen[a], seen[a + 1], za, e);
    grow(seen[b], seen[b + 1], zb, e);
    if (za < PinholeCamera.NEAR != zb < PinholeCamera.NEAR) {
      double k = (PinholeCamera.NEAR - za) / (zb - za);
      grow(
          seen[a] + k * (seen[b] - seen[a]),
          seen[a + 1] + k * (seen[b + 1] - seen[a + 1]),
          PinholeCamera.NEAR,
          e);
    }
  }

  private void grow(double right, double up, double depth, double[] e) {
    if (depth >= PinholeCamera.NEAR) {
      double u = view.u(right, depth);
      double v = view.v(up, depth);
      e[0] = Math.min(e[0], u);
      e[1] = Math.min(e[1], v);
      e[2] = Math.max(e[2], u);
      e[3] = Math.max(e[3], v);
    }
  }
}
