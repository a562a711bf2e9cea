package io.milepost.rsu.rules.hazard;

import io.milepost.protocol.incident.Severity;
import io.milepost.rsu.perception.ObjectClass;
import io.milepost.rsu.rules.core.FindingBook;
import io.milepost.rsu.rules.core.Suspicion;
import io.milepost.rsu.rules.core.Trace;
import io.milepost.rsu.rules.track.Box;
import io.milepost.rsu.rules.track.TrackedObject;

/**
 * Flames or smoke at one place, and whether they live: a fire changes its height from moment to
 * moment and grows, a lamp's box only trembles as a detector's boxes do. Lengths are source pixels,
 * times PTS seconds. Not thread-safe.
 */
final class Blaze {
  /** Window of the variation. */
  private static final double WINDOW_SECONDS = 3;

  /** Window of the height that growth is measured by. */
  private static final double SMOOTH_SECONDS = 0.5;

  private static final int FEWEST_HEIGHTS = 6;
  private static final double SLACK = 0.3;
  private static final double FADE = 0.99;

  private final ObjectClass type;
  private final double leak;
  private int track = -1;
  private double left;
  private double top;
  private double right;
  private double bottom;
  private double mean;
  private double variance;
  private double height;
  private double first;
  private int heights;
  private double last = Double.NaN;
  private double confidence;
  private double best;
  private double evidence;
  private boolean seen;

  /** What it has to show. */
  final Suspicion suspicion;

  /** How it came to that. */
  final Trace trace;

  /** The finding it belongs to, null for none; several places may burn in one. */
  Told told;

  /** What was told of one fire. */
  static final class Told {
    final FindingBook.Entry entry;
    Severity severity;

    Told(FindingBook.Entry entry, Severity severity) {
      this.entry = entry;
      this.severity = severity;
    }
  }

  /**
   * A place that nothing was noted of.
   *
   * @param leak seconds of evidence lost per second that nothing is seen
   */
  Blaze(ObjectClass type, double leak, Suspicion suspicion, Trace trace) {
    this.type = type;
    this.leak = leak;
    this.suspicion = suspicion;
    this.trace = trace;
  }

  /** Whether something is at this place: its box, widened by a share of its size, touches. */
  boolean at(TrackedObject t) {
    if (t.type() != type) {
      return false;
    }
    Box b = t.box();
    double slack = SLACK * Math.max(size(), Math.max(b.width(), b.height()));
    return b.left() <= right + slack
        && b.right() >= left - slack
        && b.top() <= bottom + slack
        && b.bottom() >= top - slack;
  }

  /** A new frame, in which nothing was seen yet. */
  void begin() {
    seen = false;
  }

  /**
   * What a frame shows; of several boxes at a place the first counts.
   *
   * @param whole whether no border of the picture cuts the box off, so that its height tells
   */
  void note(TrackedObject t, double now, boolean whole) {
    if (seen) {
      return;
    }
    seen = true;
    Box b = t.box();
    left = b.left();
    top = b.top();
    right = b.right();
    bottom = b.bottom();
    confidence = t.history().confidence(0);
    best = Math.max(best * FADE, t.confidence());
    if (whole) {
      measure(b.height(), t.id(), Double.isNaN(last) ? 0 : now - last);
      last = now;
    } else {
      track = -1;
    }
  }

  private void measure(double now, int id, double dt) {
    heights++;
    if (id != track) {
      // Another box is no change of the one before: only what one track does tells.
      first *= height > 0 ? now / height : 0;
      first = first > 0 ? first : now;
      mean = now;
      height = now;
      track = id;
      return;
    }
    double gain = Math.max(dt / (WINDOW_SECONDS + dt), 1.0 / heights);
    double off = now - mean;
    mean += gain * off;
    variance = (1 - gain) * (variance + gain * off * off);
    double smooth = dt / (SMOOTH_SECONDS + dt);
    height += smooth * (now - height);
    if (heights <= FEWEST_HEIGHTS) {
      first += (now - first) / heights;
    }
  }

  /** Counts the seconds for which it is seen, less those for which it is not. */
  void count(double dt) {
    evidence = Math.max(0, evidence + (seen ? dt : -leak * dt));
  }

  ObjectClass type() {
    return type;
  }

  boolean seen() {
    return seen;
  }

  /** Confidence of the box seen now, 0..1. */
  double confidence() {
    return confidence;
  }

  /** Best median confidence of late, 0..1. */
  double best() {
    return best;
  }

  /** Seconds for which it was seen, less those for which it was not. */
  double evidence() {
    return evidence;
  }

  /** Usual deviation of the height over its mean; 0 until a few heights are known. */
  double variation() {
    return heights < FEWEST_HEIGHTS || mean <= 0 ? 0 : Math.sqrt(variance) / mean;
  }

  /** Height over that of the first moments. */
  double growth() {
    return first <= 0 || heights < FEWEST_HEIGHTS ? 1 : height / first;
  }

  double x() {
    return (left + right) / 2;
  }

  double y() {
    return bottom;
  }

  /** The longer side. */
  double size() {
    return Math.max(right - left, bottom - top);
  }
}
