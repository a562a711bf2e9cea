package io.milepost.bench.evaluate;

/**
 * Something that really happens.
 *
 * @param type code of the incident type
 * @param primary true for what the scene is about, false for what follows from it
 * @param start seconds of the video
 * @param end seconds of the video, infinite when it lasts
 * @param x centre of the place, share of the width; NaN when it has none
 * @param y centre of the place, share of the height; NaN when it has none
 * @param seen seconds from which it can be seen and delays are counted; the start but for what
 *     something else hides at first
 * @param trail where it goes; null for what stays at its place
 */
record TruthEvent(
    String type,
    boolean primary,
    double start,
    double end,
    double x,
    double y,
    double seen,
    Trail trail) {

  /** Something that stays at its place and can be seen from its start on. */
  TruthEvent(String type, boolean primary, double start, double end, double x, double y) {
    this(type, primary, start, end, x, y, start, null);
  }

  /** Distance of a place from where it is at a moment, shares of the picture; 0 for no place. */
  double distance(double atX, double atY, double seconds) {
    if (trail != null && !trail.isEmpty()) {
      return trail.distance(atX, atY, seconds);
    }
    return Double.isNaN(x) ? 0 : Math.hypot(atX - x, atY - y);
  }
}
