package io.milepost.rsu.rules.track;

import io.milepost.rsu.perception.Detection;

/**
 * An upright box in source pixels.
 *
 * @param left left edge
 * @param top top edge
 * @param right right edge
 * @param bottom bottom edge
 */
public record Box(double left, double top, double right, double bottom) {

  /** The box of a detection. */
  public static Box of(Detection d) {
    return new Box(d.x(), d.y(), d.x() + d.w(), d.y() + d.h());
  }

  /** Width, pixels. */
  public double width() {
    return right - left;
  }

  /** Height, pixels. */
  public double height() {
    return bottom - top;
  }

  /** Horizontal middle, pixels. */
  public double centerX() {
    return (left + right) / 2;
  }

  /** Vertical middle, pixels. */
  public double centerY() {
    return (top + bottom) / 2;
  }

  /** Logarithm of width over height. */
  public double shape() {
    return Math.log(Math.max(1, width()) / Math.max(1, height()));
  }

  /** Area, square pixels. */
  public double area() {
    return Math.max(0, width()) * Math.max(0, height());
  }

  /** Area shared with another box, square pixels. */
  public double intersection(Box o) {
    double w = Math.min(right, o.right) - Math.max(left, o.left);
    double h = Math.min(bottom, o.bottom) - Math.max(top, o.top);
    return w <= 0 || h <= 0 ? 0 : w * h;
  }

  /** Intersection over union, 0..1. */
  public double iou(Box o) {
    double i = intersection(o);
    return i == 0 ? 0 : i / (area() + o.area() - i);
  }

  /** Share of this box that lies inside another, 0..1. */
  public double coveredBy(Box o) {
    double a = area();
    return a <= 0 ? 0 : intersection(o) / a;
  }

  /** Whether a point lies inside. */
  public boolean contains(double x, double y) {
    return x >= left && x <= right && y >= top && y <= bottom;
  }
}
