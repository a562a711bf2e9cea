package io.milepost.rsu.rules.collision;

/**
 * An abrupt change of one object's velocity, perspective taken out. Velocities are units of about
 * 1.5 m per second along the picture's axes.
 *
 * @param track whose
 * @param time when, PTS seconds
 * @param dx change to the right
 * @param dy change downwards
 * @param beforeX velocity before, to the right
 * @param beforeY velocity before, downwards
 * @param afterX velocity after, to the right
 * @param afterY velocity after, downwards
 * @param significance change over its standard deviation
 * @param aspect absolute logarithm of the change in width over height
 * @param x ground point at that time, pixels
 * @param y ground point at that time, pixels
 * @param unit pixels per unit at that time
 */
record Shock(
    int track,
    double time,
    double dx,
    double dy,
    double beforeX,
    double beforeY,
    double afterX,
    double afterY,
    double significance,
    double aspect,
    double x,
    double y,
    double unit) {

  /** Size of the change, units per second. */
  double size() {
    return Math.hypot(dx, dy);
  }

  /** Speed before, units per second. */
  double before() {
    return Math.hypot(beforeX, beforeY);
  }

  /** Speed after, units per second. */
  double after() {
    return Math.hypot(afterX, afterY);
  }

  /** How far two changes point in opposite directions: 1 exactly opposite, -1 the same. */
  double opposes(Shock o) {
    double n = size() * o.size();
    return n == 0 ? 0 : -(dx * o.dx + dy * o.dy) / n;
  }
}
