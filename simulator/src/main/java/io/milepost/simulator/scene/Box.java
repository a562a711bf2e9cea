package io.milepost.simulator.scene;

/** A rectangle in pixels: left, top, width, height. Immutable. */
public record Box(double x, double y, double w, double h) {

  /** Smallest box around two. */
  public Box union(Box o) {
    double left = Math.min(x, o.x);
    double top = Math.min(y, o.y);
    return new Box(left, top, Math.max(x + w, o.x + o.w) - left, Math.max(y + h, o.y + o.h) - top);
  }

  /** The part inside a picture; its width or height is 0 when there is none. */
  public Box clip(double width, double height) {
    double left = Math.max(0, Math.min(width, x));
    double top = Math.max(0, Math.min(height, y));
    double right = Math.max(left, Math.min(width, x + w));
    double bottom = Math.max(top, Math.min(height, y + h));
    return new Box(left, top, right - left, bottom - top);
  }

  /** Square pixels. */
  public double area() {
    return w * h;
  }

  /** Whether a pixel lies inside. */
  public boolean contains(double u, double v) {
    return u >= x && u <= x + w && v >= y && v <= y + h;
  }
}
