package io.milepost.simulator.scene;

import java.util.ArrayList;
import java.util.List;

/**
 * One convex piece of an object: a frustum between a bottom and a top rectangle, in the object's
 * own metres (x right, y ahead, z up, origin on the ground in the middle), with flat pictures on
 * its faces.
 */
public final class Part {
  /** Front, rear, left, right, top: indices of the faces. */
  public static final int FRONT = 0;

  /** Rear face. */
  public static final int REAR = 1;

  /** Left face. */
  public static final int LEFT = 2;

  /** Right face. */
  public static final int RIGHT = 3;

  /** Top face. */
  public static final int TOP = 4;

  /** What a surface is made of. */
  public enum Role {
    /** Main paint. */
    BODY,
    /** Second paint. */
    TRIM,
    /** Cargo box, tarpaulin. */
    CARGO,
    /** Windows. */
    GLASS,
    /** Tyres. */
    TYRE,
    /** Black plastic, gaps, chassis. */
    DARK,
    /** Bright metal. */
    CHROME,
    /** Front lamps. */
    HEADLAMP,
    /** Rear and brake lamps. */
    TAILLAMP,
    /** Number plate. */
    PLATE,
    /** Skin. */
    SKIN,
    /** Upper clothes. */
    CLOTH,
    /** Lower clothes. */
    TROUSERS,
    /** White paint, reflecting stripes. */
    WHITE,
    /** The orange of cones. */
    ORANGE,
    /** The red of barrier boards. */
    RED
  }

  /** A rectangle (or a disc) on a face; u runs to the right or ahead, v upwards, both 0..1. */
  public record Decal(
      int face, double u0, double v0, double u1, double v1, Role role, boolean disc) {}

  final double[] corners = new double[24];
  private final Role role;
  private final int layer;
  private final double swing;
  private final List<Decal> decals = new ArrayList<>();

  /**
   * A frustum.
   *
   * @param bottom half width, rear y, front y, z
   * @param top half width, rear y, front y, z
   */
  Part(Role role, int layer, double swing, double offset, double[] bottom, double[] top) {
    this.role = role;
    this.layer = layer;
    this.swing = swing;
    ring(0, offset, bottom);
    ring(12, offset, top);
  }

  static Part of(Role role, int layer, double[] bottom, double[] top) {
    return new Part(role, layer, 0, 0, bottom, top);
  }

  private void ring(int at, double dx, double[] r) {
    double[] xs = {-r[0], r[0], r[0], -r[0]};
    double[] ys = {r[1], r[1], r[2], r[2]};
    for (int i = 0; i < 4; i++) {
      corners[at + 3 * i] = xs[i] + dx;
      corners[at + 3 * i + 1] = ys[i];
      corners[at + 3 * i + 2] = r[3];
    }
  }

  Part with(int face, double u0, double v0, double u1, double v1, Role role) {
    decals.add(new Decal(face, u0, v0, u1, v1, role, false));
    return this;
  }

  /** Adds a wheel to both sides: y of the hub, radius, in metres. */
  Part wheel(double y, double radius) {
    double y0 = corners[1];
    double length = corners[7] - y0;
    double z0 = corners[2];
    double height = corners[14] - z0;
    for (int side = LEFT; side <= RIGHT; side++) {
      decals.add(
          new Decal(
              side,
              (y - radius - y0) / length,
              -z0 / height,
              (y + radius - y0) / length,
              (2 * radius - z0) / height,
              Role.TYRE,
              true));
    }
    return this;
  }

  /** What it is made of. */
  public Role role() {
    return role;
  }

  /** Parts of a lower layer are painted first. */
  public int layer() {
    return layer;
  }

  /** How the lower end moves ahead (+) or back (−) with a stride, metres at full stride. */
  public double swing() {
    return swing;
  }

  /** Pictures on the faces, in painting order. */
  public List<Decal> decals() {
    return decals;
  }

  /** Corner i (0..3 bottom, 4..7 top: rear left, rear right, front right, front left). */
  public double corner(int i, int axis) {
    return corners[3 * i + axis];
  }
}
