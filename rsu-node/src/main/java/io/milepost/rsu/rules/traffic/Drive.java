package io.milepost.rsu.rules.traffic;

import io.milepost.rsu.rules.core.FindingBook;
import io.milepost.rsu.rules.core.Suspicion;
import io.milepost.rsu.rules.core.Trace;
import io.milepost.rsu.rules.track.TrackedObject;

/**
 * One vehicle against its lane's direction, as {@link WrongWayRule} follows it. Not thread-safe.
 */
final class Drive {
  private static final double LEAK = 1.5;
  private static final double SWAP_SECONDS = 1.2;
  private static final double TURNED_COSINE = -0.5;
  private static final double JUMP_UNITS = 1.5;

  /** Nobody turns round and drives at this share of the usual speed: it is somebody else. */
  private static final double SOMEBODY_ELSE = 0.4;

  /**
   * From 50 km/h to a stand and back to 50 km/h takes 7 s at 4 m/s², the hardest that drivers do
   * unless they must; in between in proportion. Who is quicker is somebody else.
   */
  private static final double TURN_SECONDS = 3.5;

  final Suspicion suspicion;
  Trace trace;

  /** Where it was judged last, pixels, and when: a gap tells how far it came meanwhile. */
  double x;

  double y;
  double at;

  /** When it was in sight last. */
  double seen;

  /** Units it came against its lane. */
  double travelled;

  /** The same over what is needed at each place it came through, for it looks longer nearby. */
  double share;

  /** Units it came the right way, and its last motion then: unit vector and units/s. */
  double right;

  double rightAt;
  double rightX;
  double rightY;
  double rightSpeed;

  /** Seconds it passed somebody. */
  double beside;

  /** Seconds it drove against its lane, gaps included. */
  double against;

  /** The same in sight, half while it touches another. */
  double watched;

  FindingBook.Entry entry;
  boolean grave;

  Drive(WrongWayConfig config) {
    suspicion = new Suspicion(config.opposingSeconds(), LEAK, config.clearSeconds());
  }

  /** Takes on what is held against another, which keeps it; this one was not watched yet. */
  void inherit(Drive o) {
    suspicion.inherit(o.suspicion);
    x = o.x;
    y = o.y;
    at = o.at;
    seen = o.seen;
    travelled = o.travelled;
    share = o.share;
    right = o.right;
    rightAt = o.rightAt;
    rightX = o.rightX;
    rightY = o.rightY;
    rightSpeed = o.rightSpeed;
    beside = o.beside;
    against = o.against;
    entry = o.entry;
    grave = o.grave;
  }

  /** Whether it is farther from where it was judged last than twice its speed explains. */
  boolean jumped(TrackedObject t, double now) {
    double reach = JUMP_UNITS + 2 * t.speed() * (now - at);
    return Math.hypot(t.groundX() - x, t.groundY() - y) > reach * t.unit();
  }

  /** It drives the right way. */
  void rights(TrackedObject t, double now) {
    double v = Math.max(1e-6, Math.hypot(t.vx(), t.vy()));
    rightAt = now;
    rightX = t.vx() / v;
    rightY = t.vy() / v;
    rightSpeed = t.speed();
  }

  /**
   * Who turns round quicker than vehicles can, or comes back as fast as others drive, is two
   * vehicles under one identity: what went away was lost where the other came into sight.
   *
   * @param usual usual speed where it is, units/s; NaN if unknown
   */
  void forgiveSwap(TrackedObject t, double usual, double now) {
    double v = Math.max(1e-6, Math.hypot(t.vx(), t.vy()));
    boolean turned = (rightX * t.vx() + rightY * t.vy()) / v < TURNED_COSINE;
    boolean fast = t.speed() >= SOMEBODY_ELSE * usual;
    double turn = TURN_SECONDS * (t.speed() + rightSpeed) / usual;
    boolean quick = now - rightAt < (turn > SWAP_SECONDS ? turn : SWAP_SECONDS);
    if (turned && (fast || quick)) {
      right = 0;
    }
  }

  /** Nothing is held against it any more. */
  void begin() {
    travelled = 0;
    share = 0;
    against = 0;
    watched = 0;
  }
}
