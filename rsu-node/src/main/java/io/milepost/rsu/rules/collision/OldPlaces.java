package io.milepost.rsu.rules.collision;

import io.milepost.rsu.rules.core.Scene;
import io.milepost.rsu.rules.track.TrackedObject;

/**
 * Remembers where vehicles stand and since when. Who is found standing where somebody stood already
 * did not come to stand by a crash: it is the same vehicle under another identity, or the next one
 * at the same mark. A ring of places; no call allocates. Not thread-safe.
 */
final class OldPlaces {
  private static final int KEPT = 96;
  private static final double LOOKS = 0.3;
  private static final double STANDS = 1.2;
  private static final double STANDS_UNITS = 0.35;
  private static final double ACROSS = 0.45;
  private static final double DOWN = 0.3;
  private static final double ALIKE = 1.6;
  private static final double DROVE_UNITS = 0.8;
  private static final double LEAST_BEFORE = 1;
  private static final double MEMORY_SECONDS = 90;

  private final double[] x = new double[KEPT];
  private final double[] y = new double[KEPT];
  private final double[] unit = new double[KEPT];
  private final double[] since = new double[KEPT];
  private final double[] seen = new double[KEPT];
  private int size;
  private double looked = Double.NEGATIVE_INFINITY;

  /** Takes those that stand in, a few times a second. */
  void learn(Scene scene) {
    if (scene.now() - looked < LOOKS && scene.now() >= looked) {
      return;
    }
    looked = scene.now();
    for (int i = 0; i < scene.tracks().size(); i++) {
      TrackedObject t = scene.tracks().get(i);
      if (t.type().isVehicle()
          && !t.lost()
          && t.stationaryFor(scene.now()) >= STANDS
          && t.speed() < STANDS_UNITS) {
        note(t, scene.now());
      }
    }
  }

  private void note(TrackedObject t, double now) {
    int at = -1;
    int oldest = 0;
    for (int i = 0; i < size; i++) {
      if (now - seen[i] <= MEMORY_SECONDS && near(i, t.groundX(), t.groundY(), t.unit())) {
        at = at < 0 || since[i] < since[at] ? i : at;
      }
      oldest = seen[i] < seen[oldest] ? i : oldest;
    }
    if (at < 0) {
      at = size < KEPT ? size++ : oldest;
      x[at] = t.groundX();
      y[at] = t.groundY();
      unit[at] = t.unit();
      since[at] = t.stationarySince();
    }
    seen[at] = now;
  }

  private boolean near(int i, double px, double py, double u) {
    double n = Math.min(unit[i], u);
    return Math.abs(x[i] - px) <= ACROSS * n
        && Math.abs(y[i] - py) <= DOWN * n
        && Math.max(unit[i], u) <= ALIKE * n;
  }

  /**
   * Whether somebody stood at a place before.
   *
   * @param t who is there now
   * @param before since when it must have stood, PTS seconds
   */
  boolean stoodBefore(TrackedObject t, double before) {
    if (t.placeSince() < before) {
      return true;
    }
    for (int i = 0; i < size; i++) {
      if (since[i] < before
          && looked - seen[i] <= MEMORY_SECONDS
          && near(i, t.groundX(), t.groundY(), t.unit())) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether an impact is only a change of identity at a place where somebody stood, or what it says
   * of the motion before was measured on something that was hardly followed or never drove.
   */
  boolean known(Impact impact, Scene scene) {
    Shock s = impact.shock();
    for (int i = 0; i < scene.tracks().size(); i++) {
      TrackedObject t = scene.tracks().get(i);
      if (t.id() == s.track()) {
        return t.peakSpeed() < DROVE_UNITS || stoodBefore(t, s.time() - LEAST_BEFORE);
      }
    }
    return false;
  }
}
