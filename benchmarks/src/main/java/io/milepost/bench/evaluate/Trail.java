package io.milepost.bench.evaluate;

import io.milepost.simulator.scene.Box;
import io.milepost.simulator.scene.Scene;
import io.milepost.simulator.truth.Truth;
import io.milepost.simulator.truth.TruthObject;
import java.util.ArrayList;
import java.util.List;

/**
 * Where something goes in the picture, and since when it can be seen: as high as a detector needs,
 * with most of it unhidden, for some time. Not thread-safe.
 */
final class Trail {
  /** Nine pixels of a picture 360 high. */
  private static final double LEAST_HEIGHT = 1 / 40.0;

  /** Share that must show. */
  private static final double LEAST_VISIBLE = 0.4;

  /** Nobody tells which way something drives of which he had a glimpse. */
  private static final double LEAST_SECONDS = 1;

  /** Who is seen far away before a detector needs to is followed for the longest way there. */
  private static final double BEFORE_SECONDS = 15;

  private record Spot(double seconds, double x, double y) {}

  private final int subject;
  private final double from;
  private final Truth truth = new Truth();
  private final List<Spot> spots = new ArrayList<>();
  private double since = Double.NaN;
  private double last;
  private double first = Double.NaN;
  private boolean seen;

  /**
   * A trail without an end.
   *
   * @param subject id of the mover
   * @param from seconds of the scene before which nobody needs to see it
   */
  Trail(int subject, double from) {
    this.subject = subject;
    this.from = from;
  }

  /** Takes the present frame of the scene in. */
  void look(Scene scene) {
    double now = scene.time();
    for (TruthObject o : now < from - BEFORE_SECONDS ? List.<TruthObject>of() : truth.of(scene)) {
      if (o.track() == subject) {
        Box b = o.box();
        double width = scene.spec().width();
        double height = scene.spec().height();
        spots.add(new Spot(now, (b.x() + b.w() / 2) / width, (b.y() + b.h()) / height));
        first = Double.isNaN(first) ? now : first;
        if (now >= from) {
          shows(now, o.visibility() >= LEAST_VISIBLE && b.h() >= LEAST_HEIGHT * height);
        }
      }
    }
  }

  private void shows(double now, boolean visible) {
    if (seen || !visible) {
      since = seen ? since : Double.NaN;
      return;
    }
    since = Double.isNaN(since) ? now : since;
    seen = now - since >= LEAST_SECONDS;
    last = now;
  }

  /** Seconds from which it was seen; of what never was the last moment of a glimpse, else NaN. */
  double since() {
    return seen ? since : last > 0 ? last : Double.NaN;
  }

  /** Seconds at which anything of it was in the picture first; NaN before it was. */
  double first() {
    return first;
  }

  boolean isEmpty() {
    return spots.isEmpty();
  }

  /** Distance of a place from where it was at a moment, shares of the picture. */
  double distance(double x, double y, double seconds) {
    Spot best = spots.get(0);
    for (Spot s : spots) {
      best = Math.abs(s.seconds - seconds) < Math.abs(best.seconds - seconds) ? s : best;
    }
    return Math.hypot(x - best.x, y - best.y);
  }
}
