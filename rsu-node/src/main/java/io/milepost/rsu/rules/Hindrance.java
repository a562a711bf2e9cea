package io.milepost.rsu.rules;

import io.milepost.rsu.perception.ObjectClass;

/**
 * Whether a vehicle that stands hinders others for no regular reason. A signal and a bus stop stop
 * vehicles too: there nobody drives past and on, or it lasts no longer than it usually does.
 */
final class Hindrance {
  /** So many that came from behind must have gone round it and on. */
  static final int PASSED = 3;

  private static final double PASSED_SECONDS = 12;

  /** One that stands across its lane waits for nothing. */
  private static final double ACROSS_SECONDS = 8;

  /** Longer than this nobody waits before the first signal phases are learned. */
  private static final double LONE_SECONDS = 26;

  /** The same of a bus, which may wait for passengers. */
  private static final double BUS_SECONDS = 60;

  private Hindrance() {}

  /**
   * Whether it is sure.
   *
   * @param usual seconds for which vehicles usually stand at the place; 0 where none do
   * @param now PTS seconds
   */
  static boolean sure(Stand s, double usual, double now) {
    double stood = s.stood(now);
    boolean bus = s.occupant != null && s.occupant.type() == ObjectClass.BUS;
    if (s.heldUp || stood < (bus && s.boarding ? BUS_SECONDS : usual)) {
      return false;
    }
    return s.across && stood >= ACROSS_SECONDS
        || s.passed() >= PASSED && stood >= PASSED_SECONDS
        || stood >= Math.max(LONE_SECONDS, usual);
  }
}
