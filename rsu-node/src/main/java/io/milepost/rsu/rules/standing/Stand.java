package io.milepost.rsu.rules.standing;

import io.milepost.rsu.rules.core.Figures;
import io.milepost.rsu.rules.core.Scene;
import io.milepost.rsu.rules.road.FlowMap;
import io.milepost.rsu.rules.track.Box;
import io.milepost.rsu.rules.track.TrackedObject;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A place where a vehicle stands. Bound to the place and not to the track, so that a change of
 * identity does not start the clock again, and so that what is hidden for a while is not taken for
 * gone. Knows the direction in which the vehicle came, who stands ahead of it and who drove past.
 * Only its evidence allocates; not thread-safe.
 */
final class Stand {
  /** Another in the same lane: neighbours are 2.3 units away, seen straight along the road. */
  private static final double LANE_UNITS = 1.2;

  private static final double QUEUE_UNITS = 12;
  private static final double ROAD_UNITS = 8;
  private static final double BEHIND_UNITS = 0.3;
  private static final double PASS_UNITS = 0.8;
  private static final double PASS_SPEED = 0.6;
  private static final double ALIKE = 0.5;

  /** Who passes sooner may have been ahead when a signal turned. */
  private static final double PASS_AFTER_SECONDS = 3;

  /** Sooner there are too few pictures for a median; later the queue hides and joins boxes. */
  private static final double POSE_FROM = 2;

  private static final double POSE_UNTIL = 4;
  private static final double POSE_EVERY = 0.5;
  private static final double DRIFT_SECONDS = 5;
  private static final double LEFT_UNITS = 1.2;
  private static final double APART_UNITS = 0.5;
  private static final double STILL_WIDTHS = 0.25;
  private static final double STILL_UNITS = 0.5;
  private static final int REMEMBERED = 16;

  private static final double AHEAD_UNITS = 0.8;
  private static final double FOOTLESS_SHARE = 0.4;
  private static final double PLACED_SHARE = 0.4;
  private static final double FOOT_SHARE = 0.1;
  private static final double GONE_SECONDS = 3;

  private final int[] behind = new int[REMEMBERED];
  private final int[] went = new int[REMEMBERED];
  private int nextBehind;
  private int nextWent;

  double x;
  double y;
  double unit;
  double towardsX;
  double towardsY;
  double speedBefore;
  boolean drove;

  /** Whether nobody saw it come. */
  boolean supposed;

  /** Whether it stands as nobody drives there. */
  boolean across;

  /** When it was looked at how it stands, PTS seconds. */
  private double posed;

  /** Since when it stands, PTS seconds; NaN while the clock waits for the first frame. */
  double since;

  /** Seconds for which it was seen standing. */
  double watched;

  /** Seconds of these in which its foot was hidden or cut off, so that its place is a guess. */
  private double footless;

  /** Seconds for which nothing was seen here. */
  double unseen;

  /** Whether the vehicle was seen driving off. */
  boolean left;

  /** Whether people were beside it, when it is a bus. */
  boolean boarding;

  /** Whether somebody stands ahead for whom it may wait. */
  boolean heldUp;

  /** When others stood with it last, before or behind it, PTS seconds. */
  double queuedAt;

  /** When it was held up last, PTS seconds. */
  double heldUpAt;

  /** When somebody last waited with it, PTS seconds. */
  double waited;

  TrackedObject occupant;
  TrackedObject last;
  private int passed;

  /** Puts a vehicle here that has just been found standing. */
  void settle(TrackedObject t, Arrival arrival, boolean drives) {
    x = t.groundX();
    y = t.groundY();
    unit = t.unit();
    since = arrival.since();
    towardsX = arrival.towardsX();
    towardsY = arrival.towardsY();
    speedBefore = arrival.speed();
    drove = drives;
    supposed = arrival.supposed();
    watched = 0;
    footless = 0;
    passed = 0;
    across = false;
    posed = Double.NEGATIVE_INFINITY;
    boarding = false;
    heldUp = false;
    queuedAt = Double.NEGATIVE_INFINITY;
    heldUpAt = Double.NEGATIVE_INFINITY;
    waited = Double.NEGATIVE_INFINITY;
    nextBehind = 0;
    nextWent = 0;
    Arrays.fill(behind, 0);
    Arrays.fill(went, 0);
  }

  /** Looks at how it stands, as long as that becomes clearer. */
  void look(Pose pose, FlowMap flow, Scene scene) {
    double stood = stood(scene.now());
    if (taken() && stood >= POSE_FROM && stood <= POSE_UNTIL && scene.now() - posed >= POSE_EVERY) {
      posed = scene.now();
      double turned = pose.turned(occupant, flow, scene);
      across = Double.isNaN(turned) ? across : turned > 0;
    }
  }

  /** Counts for how long a place is taken or empty. */
  void attend(Scene scene) {
    if (Double.isNaN(since)) {
      since = scene.now();
      watched = 0;
    }
    if (taken()) {
      last = occupant;
      left = false;
      unseen = 0;
      watched += scene.dt();
      footless += footless(scene) ? scene.dt() : 0;
      unit = occupant.unit();
      x += Math.min(1, scene.dt() / DRIFT_SECONDS) * (occupant.groundX() - x);
      y += Math.min(1, scene.dt() / DRIFT_SECONDS) * (occupant.groundY() - y);
    } else {
      unseen += scene.dt();
      TrackedObject t = last;
      left |=
          !t.lost()
              && t.lastSeen() >= scene.now() - 1e-6
              && Math.hypot(t.groundX() - x, t.groundY() - y) > LEFT_UNITS * unit;
    }
    watch(scene);
  }

  /** Whether it was seen often enough, mostly with its foot: then it stands where it seems to. */
  boolean placed(double now) {
    return watched >= PLACED_SHARE * stood(now) && footless <= FOOTLESS_SHARE * watched;
  }

  private boolean footless(Scene scene) {
    Box b = occupant.box();
    for (int i = 0; i < scene.tracks().size(); i++) {
      TrackedObject o = scene.tracks().get(i);
      if (o != occupant && o.speed() < PASS_SPEED && covers(o.box(), b)) {
        return true;
      }
    }
    return !scene.whole(b);
  }

  /** Whether a box nearer to the camera lies over the middle of another's foot. */
  private static boolean covers(Box near, Box b) {
    double foot = b.bottom();
    return near.bottom() > foot + FOOT_SHARE * b.height()
        && near.top() < foot - FOOT_SHARE * b.height()
        && near.left() < b.centerX()
        && near.right() > b.centerX();
  }

  /** Whether somebody is seen standing here now. */
  boolean taken() {
    return occupant != null && !occupant.lost();
  }

  /** Whether who is seen standing here has not moved from the place. */
  boolean still() {
    return taken()
        && Math.hypot(occupant.groundX() - x, occupant.groundY() - y)
            <= Math.max(STILL_UNITS * unit, STILL_WIDTHS * occupant.box().width());
  }

  /** Seconds it has stood. */
  double stood(double now) {
    return Double.isNaN(since) ? 0 : now - since;
  }

  /** What speaks for a stop here; of what is taken. */
  Map<String, Object> evidence(StoppedConfig config, double now) {
    Map<String, Object> evidence = new LinkedHashMap<>();
    evidence.put("standing_seconds", Figures.round(stood(now)));
    evidence.put("standing_threshold_seconds", config.stopSeconds());
    evidence.put("speed_before_units_s", Figures.round(speedBefore));
    evidence.put("speed_before_threshold_units_s", config.movedUnits());
    evidence.put("drove_past", passed);
    evidence.put("track", occupant.id());
    evidence.put("class", occupant.label());
    return evidence;
  }

  /** Vehicles that came from behind and drove past while it stood. */
  int passed() {
    return passed;
  }

  /** Notes who drives past. */
  void watch(Scene scene) {
    if (!drove || occupant == null) {
      return;
    }
    for (int i = 0; i < scene.tracks().size(); i++) {
      TrackedObject t = scene.tracks().get(i);
      if (t == occupant || t.lost() || !t.type().isVehicle() || t.hits() < 4) {
        continue;
      }
      boolean drives = t.speed() >= PASS_SPEED && aside(t.groundX(), t.groundY()) <= ROAD_UNITS;
      if (drives) {
        watch(t, stood(scene.now()) >= PASS_AFTER_SECONDS);
      }
    }
  }

  private void watch(TrackedObject t, boolean standsLong) {
    double along = along(t.groundX(), t.groundY());
    double cosine =
        (t.vx() * towardsX + t.vy() * towardsY) / Math.max(1e-6, Math.hypot(t.vx(), t.vy()));
    if (along < -BEHIND_UNITS) {
      nextBehind = remember(behind, nextBehind, t.id());
    } else if (along > PASS_UNITS
        && cosine >= ALIKE
        && knows(behind, t.id())
        && standsLong
        && !knows(went, t.id())) {
      nextWent = remember(went, nextWent, t.id());
      passed++;
    }
  }

  private static int remember(int[] ring, int next, int id) {
    if (knows(ring, id)) {
      return next;
    }
    ring[next] = id;
    return (next + 1) % REMEMBERED;
  }

  private static boolean knows(int[] ring, int id) {
    for (int i = 0; i < REMEMBERED; i++) {
      if (ring[i] == id) {
        return true;
      }
    }
    return false;
  }

  /** Units ahead of this place in the direction in which its vehicle came. */
  double along(double px, double py) {
    return ((px - x) * towardsX + (py - y) * towardsY) / unit;
  }

  /** Units to the side of this place. */
  double aside(double px, double py) {
    return Math.abs((px - x) * towardsY - (py - y) * towardsX) / unit;
  }

  /** Whether another stands ahead in the same lane: then this one waits behind it. */
  boolean follows(Stand o) {
    double ahead = along(o.x, o.y);
    return waits(o) && ahead > 0.3 && aside(o.x, o.y) <= LANE_UNITS && o.since <= since + 2;
  }

  /** Whether another that drove the same way stands near. */
  boolean waits(Stand o) {
    return o != this
        && o.drove
        && o.occupant != null
        && towardsX * o.towardsX + towardsY * o.towardsY >= ALIKE
        && apart(o) > APART_UNITS
        && apart(o) <= QUEUE_UNITS;
  }

  /** Whether another stands ahead, so that this one may have to wait for it. */
  boolean waitsFor(Stand o) {
    double ahead = along(o.x, o.y);
    boolean there =
        o != this && o.unseen < GONE_SECONDS && ahead > AHEAD_UNITS && ahead <= QUEUE_UNITS;
    return there && (aside(o.x, o.y) <= LANE_UNITS || o.drove && waits(o));
  }

  private double apart(Stand o) {
    return Math.hypot(o.x - x, o.y - y) / unit;
  }
}
