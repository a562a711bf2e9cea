package io.milepost.rsu.rules.collision;

import io.milepost.rsu.rules.core.Scene;
import io.milepost.rsu.rules.track.TrackedObject;

/**
 * The crash in which the detector loses a vehicle: while two boxes merge, the mover is out of sight
 * and comes back as somebody new who hardly moves. What it did before and after make up a shock.
 */
final class Vanishing {
  /** Seconds for which the newcomer is looked at, and for which it must have stood. */
  private static final double SEEN = 0.35;

  private static final double SEEN_LONGEST = 1.5;

  /** Seconds between the two tracks at most, and seconds both may be there. */
  private static final double GAP = 0.8;

  private static final double OVERLAP = 0.4;
  private static final double DROVE_UNITS = 1.5;
  private static final double FASTEST_UNITS = 8;
  private static final double SLOWER = 0.35;
  private static final double STOOD = 0.35;

  /** A factor of 1.6 in height. */
  private static final double SIZE = 0.47;

  private static final double SIGNIFICANCE = 5.5;
  private static final int LEAST_HITS = 4;

  /** Looks whether a newcomer that hardly moves is a mover that was lost; null when it is not. */
  Shock look(TrackedObject self, Scene scene) {
    double age = self.age(scene.now());
    if (age < SEEN
        || age > SEEN_LONGEST
        || self.hits() < LEAST_HITS
        || self.stationaryFor(scene.now()) < STOOD
        || !scene.whole(self.box())) {
      return null;
    }
    double now = Contacts.speed(self, Math.max(self.firstSeen(), scene.now() - 0.5), scene.now());
    Shock best = null;
    for (TrackedObject o : scene.tracks()) {
      if (o != self && wasMover(o, self, now) && near(self, o) && scene.whole(o.box())) {
        best = shock(self, o);
      }
    }
    return best;
  }

  /** Whether a lost vehicle of about this size drove much faster than the newcomer does now. */
  private static boolean wasMover(TrackedObject o, TrackedObject self, double now) {
    double v = Math.hypot(o.vx(), o.vy()) / Math.min(o.unit(), self.unit());
    double gap = self.firstSeen() - o.lastSeen();
    double size = o.box().height() / self.box().height();
    boolean drove = v >= DROVE_UNITS && v <= FASTEST_UNITS && now < SLOWER * v;
    boolean known = o.lost() && o.type().isVehicle() && o.hits() > LEAST_HITS;
    return known && drove && gap > -OVERLAP && gap < GAP && Math.abs(Math.log(size)) < SIZE;
  }

  /** Whether it may have come from where the other was lost, not sideways or back. */
  private static boolean near(TrackedObject self, TrackedObject o) {
    double gap = Math.max(0, self.firstSeen() - o.lastSeen());
    double dx = (self.box().centerX() - o.box().centerX()) / self.unit();
    double dy = (self.box().bottom() - o.box().bottom()) / self.unit();
    double v = Math.hypot(o.vx(), o.vy());
    double along = (dx * o.vx() + dy * o.vy()) / v;
    double aside = Math.abs(dx * o.vy() - dy * o.vx()) / v;
    return along > -0.6 && along < v / self.unit() * gap + 0.8 && aside < 0.6;
  }

  private static Shock shock(TrackedObject self, TrackedObject o) {
    double u = Math.min(o.unit(), self.unit());
    double bx = o.vx() / u;
    double by = o.vy() / u;
    double ax = self.vx() / u;
    double ay = self.vy() / u;
    return new Shock(
        self.id(),
        o.lastSeen(),
        ax - bx,
        ay - by,
        bx,
        by,
        ax,
        ay,
        SIGNIFICANCE,
        0,
        self.groundX(),
        self.groundY(),
        self.unit());
  }
}
