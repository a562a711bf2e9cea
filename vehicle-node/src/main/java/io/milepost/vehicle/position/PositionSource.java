package io.milepost.vehicle.position;

import java.util.Locale;

/** Tells where the vehicle is. Thread-safe, never waits. */
public interface PositionSource {
  /** No source is configured: distances are those that the RSU tells. */
  PositionSource NONE =
      new PositionSource() {
        @Override
        public Fix fix(long nanos) {
          return null;
        }

        @Override
        public Status status(long nanos) {
          return new Status(State.NONE, "no position is configured", null, -1);
        }
      };

  /** How well the position is known. */
  enum State {
    /** No source is configured. */
    NONE,
    /** Known. */
    KNOWN,
    /** The source answers and has no fix. */
    NO_FIX,
    /** There was a fix; it is too old. */
    STALE,
    /** The source does not answer. */
    DOWN;

    /** The code used in JSON. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * For people.
   *
   * @param state how well it is known
   * @param reason one phrase, empty when known
   * @param fix newest fix, however old; null when there was none
   * @param ageMillis age of the fix, -1 without one
   */
  record Status(State state, String reason, Fix fix, long ageMillis) {}

  /**
   * The newest fix that is fresh enough to act on, or null.
   *
   * @param nanos monotonic time now
   */
  Fix fix(long nanos);

  /** What to show. */
  Status status(long nanos);

  /** A vehicle, or a sign, that stands at a known place; the course may be NaN. */
  static PositionSource fixed(double lat, double lon, double headingDeg) {
    Fix fix = new Fix(lat, lon, 0, headingDeg, 0, true);
    return new PositionSource() {
      @Override
      public Fix fix(long nanos) {
        return fix;
      }

      @Override
      public Status status(long nanos) {
        return new Status(State.KNOWN, "", fix, 0);
      }
    };
  }
}
