package io.milepost.rsu.rules.people;

import io.milepost.rsu.perception.ObjectClass;
import io.milepost.rsu.rules.core.Scene;
import io.milepost.rsu.rules.track.Box;
import io.milepost.rsu.rules.track.TrackedObject;
import java.util.ArrayList;
import java.util.List;

/**
 * The people in an area, including those whom others hide. Who came and was not seen to go is still
 * there while somebody or something stands in front of the place where he was last seen; who shows
 * up beside such a place is taken for him. Not thread-safe.
 */
final class Gathering {
  /** Runs of missed frames are shorter than this, as simulated for a bad camera. */
  private static final double MISSED_SECONDS = 3;

  /** A false box lasts up to a second and a half; who was seen for longer is a person. */
  private static final double SURE_SECONDS = 1.5;

  /** Who is followed for longer than a new track needs to be believed came from elsewhere. */
  private static final double FOLLOWED_SECONDS = 1;

  private static final double COVERED = 0.1;

  /** Who sees few people does not believe in many hidden ones: hidden over seen, at most. */
  private static final double HIDDEN_PER_SEEN = 0.75;

  /** Who hides somebody may be missed himself for so long. */
  private static final double GAP_SECONDS = 1;

  /** Who is hidden this far, or quite, may hide somebody who was never seen. */
  private static final double CROWDED = 0.25;

  /** People never seen for each of those who stand before one another. */
  private static final double NEVER_SEEN = 0.2;

  private static final double FOOT = 0.1;
  private static final double REAPPEAR_UNITS = 1.5;

  private final double hiddenSeconds;
  private final List<Member> members = new ArrayList<>();
  private final List<TrackedObject> newcomers = new ArrayList<>();
  private Member middle;
  private int most;
  private int hidden;
  private double estimate;

  /** One person, as last seen. */
  private static final class Member {
    private int track;
    private double first;
    private double seen;
    private double missed;
    private double x;
    private double y;
    private double unit;
    private Box box;
  }

  /**
   * Nobody yet.
   *
   * @param hiddenSeconds who is hidden is counted for this long
   */
  Gathering(double hiddenSeconds) {
    this.hiddenSeconds = hiddenSeconds;
  }

  /** Begins a frame. */
  void clear() {
    newcomers.clear();
  }

  /** A person who is in the area now. */
  void present(TrackedObject t, Scene scene) {
    for (Member m : members) {
      if (m.track == t.id()) {
        see(m, t, scene);
        return;
      }
    }
    newcomers.add(t);
  }

  /** Ends a frame: finds out who is whom, who is hidden, who left, and where most are. */
  void settle(Scene scene, double radiusUnits) {
    for (TrackedObject t : newcomers) {
      // Who was followed all the way here has not been here.
      Member m = t.age(scene.now()) > FOLLOWED_SECONDS ? null : missing(t, scene);
      if (m == null) {
        m = new Member();
        m.first = scene.now();
        members.add(m);
      }
      see(m, t, scene);
    }
    for (Member m : members) {
      if (m.seen < scene.now()) {
        m.missed = Math.max(0, m.missed + (covered(m, scene) ? -1 : 1) * scene.dt());
      }
    }
    members.removeIf(
        m -> m.missed > MISSED_SECONDS || scene.now() - m.seen > MISSED_SECONDS + hiddenSeconds);
    count(scene, radiusUnits);
  }

  private static void see(Member m, TrackedObject t, Scene scene) {
    m.track = t.id();
    m.seen = scene.now();
    m.missed = 0;
    m.x = t.groundX();
    m.y = t.groundY();
    m.unit = t.unit();
    m.box = t.box();
  }

  private Member missing(TrackedObject t, Scene scene) {
    Member best = null;
    double least = REAPPEAR_UNITS;
    for (Member m : members) {
      double away = Math.hypot(m.x - t.groundX(), m.y - t.groundY()) / ((m.unit + t.unit()) / 2);
      if (m.seen < scene.now() && away <= least) {
        least = away;
        best = m;
      }
    }
    return best;
  }

  /** Whether somebody or something nearer stands where a person was last seen. */
  private static boolean covered(Member m, Scene scene) {
    double foot = m.box.bottom() - FOOT * m.box.height();
    for (TrackedObject t : scene.tracks()) {
      boolean hides = t.type() == ObjectClass.PERSON || t.type().isVehicle();
      if (hides
          && scene.now() - t.lastSeen() <= GAP_SECONDS
          && t.id() != m.track
          && t.box().bottom() >= foot
          && m.box.coveredBy(t.box()) >= COVERED) {
        return true;
      }
    }
    return false;
  }

  private void count(Scene scene, double radiusUnits) {
    most = 0;
    middle = null;
    for (Member a : members) {
      int near = 0;
      int unseen = 0;
      for (Member b : members) {
        double reach = radiusUnits * (a.unit + b.unit) / 2;
        boolean here = scene.now() - b.seen <= MISSED_SECONDS;
        if ((here || b.seen - b.first >= SURE_SECONDS)
            && Math.hypot(a.x - b.x, a.y - b.y) <= reach) {
          near++;
          unseen += here ? 0 : 1;
        }
      }
      int believed = (int) Math.min(unseen, HIDDEN_PER_SEEN * (near - unseen));
      near += believed - unseen;
      unseen = believed;
      if (near > most) {
        most = near;
        hidden = unseen;
        middle = a;
      }
    }
    int crowded = 0;
    for (Member m : members) {
      if (middle != null
          && Math.hypot(m.x - middle.x, m.y - middle.y) <= radiusUnits * (middle.unit + m.unit) / 2
          && crowded(m)) {
        crowded++;
      }
    }
    estimate = most + NEVER_SEEN * Math.min(crowded, most);
  }

  /** Whether somebody nearer hides a person in part. */
  private boolean crowded(Member m) {
    for (Member o : members) {
      boolean nearer = o.box.bottom() > m.box.bottom();
      if (o != m && nearer && m.box.coveredBy(o.box) >= CROWDED) {
        return true;
      }
    }
    return false;
  }

  /**
   * The same with those who were never seen: where people stand before one another a camera counts
   * too few.
   */
  double estimate() {
    return most == 0 ? 0 : estimate;
  }

  /** Most people within the radius around one of them. */
  int most() {
    return most;
  }

  /** How many of them were not seen for a while. */
  int hidden() {
    return most == 0 ? 0 : hidden;
  }

  /** Ground point of him around whom they are; pixels. */
  double x() {
    return middle.x;
  }

  /** Ground point of him around whom they are; pixels. */
  double y() {
    return middle.y;
  }

  /** Pixels per unit there, 0 while nobody is there. */
  double unit() {
    return middle == null ? 0 : middle.unit;
  }

  /** Whether anybody is there. */
  boolean any() {
    return middle != null;
  }

  /** A gap in time: nobody knows who is still there. */
  void interrupt() {
    members.clear();
    middle = null;
    most = 0;
  }
}
