package io.milepost.rsu.rules.track;

/**
 * Takes perspective out of one object's motion without a calibration. Under a pinhole camera the
 * box height of a rigid object is proportional to 1/depth, so an object at constant velocity on the
 * road has {@code 1/h} and {@code (x - x0)/h} linear in time for any fixed {@code x0} (ground
 * position over the ray through x0, divided by the object's height). Divided by the smooth height,
 * a braking car looks like braking and a car that merely drives away does not. Mutable so that it
 * can be reused; not thread-safe.
 */
public final class Scale {
  private double reference;
  private double inverse;
  private double slope;
  private double factor = 1;
  private double meanInverse;
  private double relativeSlope;
  private double x0;
  private double y0;

  /**
   * Learns the size of an object over a window. Only growth that width and height agree on counts:
   * a box that changes shape (another object joins it, the object turns) is not a change of depth.
   *
   * @param object whose size
   * @param from start of the window, seconds
   * @param tau time at which the position counts as origin, seconds
   * @param to end of the window, seconds
   * @return false when it was seen too seldom
   */
  public boolean learn(TrackedObject object, double from, double tau, double to) {
    History h = object.history();
    int at = h.at(tau);
    reference = tau;
    if (at < 0 || !shrink(h, from, to, false)) {
      return false;
    }
    inverse = meanInverse;
    double byHeight = relativeSlope;
    shrink(h, from, to, true);
    double byWidth = relativeSlope;
    double agreed =
        byHeight * byWidth <= 0
            ? 0
            : Math.signum(byHeight) * Math.min(Math.abs(byHeight), Math.abs(byWidth));
    slope = agreed * inverse;
    Box origin = h.box(at);
    x0 = origin.centerX();
    y0 = origin.bottom();
    factor = object.unitFactor();
    return true;
  }

  /** Line through 1/size, evaluated at the reference time. */
  private boolean shrink(History h, double from, double to, boolean width) {
    double st = 0;
    double sv = 0;
    double stt = 0;
    double stv = 0;
    int n = 0;
    for (int back = 0; back < h.size() && h.time(back) >= from - 1e-6; back++) {
      if (h.time(back) > to + 1e-6) {
        continue;
      }
      double t = h.time(back) - reference;
      double size =
          width
              ? h.edge(History.Edge.RIGHT, back) - h.edge(History.Edge.LEFT, back)
              : h.edge(History.Edge.BOTTOM, back) - h.edge(History.Edge.TOP, back);
      double v = 1 / Math.max(2, size);
      n++;
      st += t;
      sv += v;
      stt += t * t;
      stv += t * v;
    }
    if (n < 4) {
      return false;
    }
    double spread = stt - st * st / n;
    double perSecond = spread <= 1e-9 ? 0 : (stv - st * sv / n) / spread;
    meanInverse = Math.max(0.25 * sv / n, (sv - perSecond * st) / n);
    relativeSlope = perSecond / meanInverse;
    return true;
  }

  /** Pixels per unit at a time. */
  public double unit(double seconds) {
    double v = inverse + slope * (seconds - reference);
    return factor / Math.max(0.3 * inverse, Math.min(3 * inverse, v));
  }

  double normalise(History.Edge edge, double pixels, double seconds) {
    boolean horizontal = edge == History.Edge.LEFT || edge == History.Edge.RIGHT;
    return (pixels - (horizontal ? x0 : y0)) / unit(seconds);
  }
}
