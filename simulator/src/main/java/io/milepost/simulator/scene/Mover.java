package io.milepost.simulator.scene;

import java.util.List;

/**
 * A vehicle or a person on the road at the present moment. Changed by {@link Traffic} and scripts;
 * readers on the scene's thread only.
 */
public final class Mover {
  final int id;
  final ObjectClass type;
  final int direction;
  final Shapes.Shape shape;
  final Paint paint;
  final double glassTone;

  int lane;
  double s;
  double l;
  double targetL;
  double speed;
  double acceleration;
  double lateralSpeed;
  double yaw;
  double desired;
  double stuck;
  double swing;
  boolean scripted;
  boolean braking;
  boolean hazard;
  boolean obstacle;
  double tilt;
  double lift;
  Gear gear;

  /** What a worker wears. */
  public record Gear(boolean helmet, boolean vest) {}

  Mover(int id, ObjectClass type, int direction, Shapes.Shape shape, Paint paint, double tone) {
    this.id = id;
    this.type = type;
    this.direction = direction;
    this.shape = shape;
    this.paint = paint;
    this.glassTone = tone;
  }

  /** Track id, unique in the scene. */
  public int id() {
    return id;
  }

  /** Class. */
  public ObjectClass type() {
    return type;
  }

  /** +1 away from the camera, −1 towards it. */
  public int direction() {
    return direction;
  }

  /** Metres along the road of the middle. */
  public double s() {
    return s;
  }

  /** Metres right of the centre line of the middle. */
  public double l() {
    return l;
  }

  /** Metres per second along the road, never negative. */
  public double speed() {
    return speed;
  }

  /** Metres per second squared along the direction of travel. */
  public double acceleration() {
    return acceleration;
  }

  /** Turn against the direction of travel, radians clockwise. */
  public double yaw() {
    return yaw;
  }

  /** Length in metres. */
  public double length() {
    return shape.length();
  }

  /** Width in metres. */
  public double width() {
    return shape.width();
  }

  /** Height in metres. */
  public double height() {
    return shape.height();
  }

  /** Body. */
  public List<Part> parts() {
    return shape.parts();
  }

  /** Colours. */
  public Paint paint() {
    return paint;
  }

  /** How light the windows look, 0..1. */
  public double glassTone() {
    return glassTone;
  }

  /** Stride of a walking person, −1..1. */
  public double swing() {
    return swing;
  }

  /** Whether the brake lamps are lit. */
  public boolean braking() {
    return braking;
  }

  /** Radians by which it has fallen forward; 0 upright. */
  public double tilt() {
    return tilt;
  }

  /** Metres above the ground. */
  public double lift() {
    return lift;
  }

  /** What a worker wears, null for anything but a worker. */
  public Gear gear() {
    return gear;
  }

  /** Whether the hazard lamps flash. */
  public boolean hazard() {
    return hazard;
  }

  /** Heading in the world, radians clockwise from y. */
  public double heading(Road road) {
    return road.heading(s) + (direction < 0 ? Math.PI : 0) + yaw;
  }

  /** Position along the direction of travel; grows as the vehicle moves. */
  double q() {
    return direction * s;
  }

  /** Corners of the footprint in road coordinates: s, l, four times. */
  double[] footprint() {
    double[] out = new double[8];
    double h = (direction < 0 ? Math.PI : 0) + yaw;
    for (int i = 0; i < 4; i++) {
      double across = (i == 0 || i == 3 ? -0.5 : 0.5) * width();
      double along = (i < 2 ? -0.5 : 0.5) * length();
      out[2 * i] = s + along * Math.cos(h) - across * Math.sin(h);
      out[2 * i + 1] = l + along * Math.sin(h) + across * Math.cos(h);
    }
    return out;
  }

  /** Whether the footprints of two movers overlap (separating axes of two rectangles). */
  public boolean touches(Mover other) {
    double[] a = footprint();
    double[] b = other.footprint();
    return !separated(a, b) && !separated(b, a);
  }

  private static boolean separated(double[] a, double[] b) {
    for (int edge = 0; edge < 2; edge++) {
      int i = 2 * edge;
      double nx = a[i + 3] - a[i + 1];
      double ny = a[i] - a[i + 2];
      double[] pa = span(a, nx, ny);
      double[] pb = span(b, nx, ny);
      if (pa[1] < pb[0] || pb[1] < pa[0]) {
        return true;
      }
    }
    return false;
  }

  private static double[] span(double[] p, double nx, double ny) {
    double lo = Double.MAX_VALUE;
    double hi = -Double.MAX_VALUE;
    for (int i = 0; i < 8; i += 2) {
      double d = p[i] * nx + p[i + 1] * ny;
      lo = Math.min(lo, d);
      hi = Math.max(hi, d);
    }
    return new double[] {lo, hi};
  }
}
