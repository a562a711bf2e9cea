package io.milepost.rsu.rules.track;

/** A box whose numbers change: where an object should be now, in source pixels. Not thread-safe. */
final class Outline {
  double left;
  double top;
  double right;
  double bottom;

  /** Sets it from the ground point and the size. */
  void stand(double groundX, double groundY, double width, double height) {
    left = groundX - width / 2;
    top = groundY - height;
    right = left + width;
    bottom = groundY;
  }

  /** Sets it to another, moved. */
  void move(Outline o, double dx, double dy) {
    left = o.left + dx;
    top = o.top + dy;
    right = o.right + dx;
    bottom = o.bottom + dy;
  }

  double height() {
    return bottom - top;
  }

  double centerX() {
    return (left + right) / 2;
  }

  double centerY() {
    return (top + bottom) / 2;
  }

  /** Intersection over union, 0..1. */
  double iou(Box o) {
    return iou(o.left(), o.top(), o.right(), o.bottom());
  }

  /** Intersection over union, 0..1. */
  double iou(Outline o) {
    return iou(o.left, o.top, o.right, o.bottom);
  }

  private double iou(double l, double t, double r, double b) {
    double w = Math.min(right, r) - Math.max(left, l);
    double h = Math.min(bottom, b) - Math.max(top, t);
    if (w <= 0 || h <= 0) {
      return 0;
    }
    double mine = Math.max(0, right - left) * Math.max(0, bottom - top);
    double theirs = Math.max(0, r - l) * Math.max(0, b - t);
    return w * h / (mine + theirs - w * h);
  }
}
