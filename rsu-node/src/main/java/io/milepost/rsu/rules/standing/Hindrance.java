package io.milepost.rsu.rules.standing;

import io.milepost.protocol.incident.IncidentType;
import io.milepost.rsu.perception.ObjectClass;
import io.milepost.rsu.rules.core.FindingBook;
import io.milepost.rsu.rules.core.Scene;
import io.milepost.rsu.rules.road.RoadMap;

/**
 * Whether a vehicle that stands hinders others for no regular reason. A signal and a bus stop stop
 * vehicles too: there nobody drives past and on, or it lasts no longer than it usually does.
 */
final class Hindrance {
  /**
   * So many that came from behind must have gone round it and on; twice if it was not seen come.
   */
  static final int PASSED = 3;

  private static final double PASSED_SECONDS = 12;

  /** One that stands across its lane waits for nothing. */
  private static final double ACROSS_SECONDS = 8;

  /** One for whom nobody waits stands this long at a signal only by night. */
  private static final double LONE_SECONDS = 26;

  /** A signal with a queue is seldom red for longer. */
  static final double QUEUE_SECONDS = 75;

  private static final double QUIET_SECONDS = 15;

  /** So many cells of the map wide must a unit be, or a queue's vehicles are taken for another. */
  private static final double LEAST_CELLS = 3.6;

  /** The same of a bus, which may wait for passengers. */
  private static final double BUS_SECONDS = 60;

  /** Who was held up by somebody ahead may need so long until it can drive on. */
  private static final double HELD_SECONDS = 10;

  private static final double TOLD_UNITS = 5;

  /** Who stood this long before a collision has nothing to do with it. */
  private static final double BEFORE_SECONDS = 3;

  private Hindrance() {}

  /**
   * Whether it is sure.
   *
   * @param usual seconds for which vehicles usually stand at the place; 0 where none do
   */
  static boolean sure(Stand s, double usual, Scene scene) {
    double now = scene.now();
    if (s.unit < LEAST_CELLS * scene.width() / RoadMap.COLS || now - s.heldUpAt < HELD_SECONDS) {
      return false;
    }
    double stood = s.stood(now);
    boolean bus = s.occupant != null && s.occupant.type() == ObjectClass.BUS;
    if (stood < (bus && s.boarding ? BUS_SECONDS : usual)) {
      return false;
    }
    return s.across && stood >= ACROSS_SECONDS
        || s.passed() >= (s.supposed ? 2 : 1) * PASSED && stood >= PASSED_SECONDS
        || stood
            >= Math.max(now - s.queuedAt < QUIET_SECONDS ? QUEUE_SECONDS : LONE_SECONDS, usual);
  }

  /** Whether a collision told as high, or a fire, says why a vehicle stands. */
  static boolean explained(Stand s, FindingBook book) {
    double near = TOLD_UNITS * s.unit;
    FindingBook.Entry crash = book.openNear(IncidentType.COLLISION, s.x, s.y, near);
    return crash != null && crash.high() && crash.start() <= s.since + BEFORE_SECONDS
        || book.openNear(IncidentType.FIRE, s.x, s.y, near) != null;
  }
}
