package io.milepost.vehicle.position;

import java.util.concurrent.TimeUnit;

/**
 * Where the vehicle was at one moment.
 *
 * @param lat WGS-84 degrees, -90..90
 * @param lon WGS-84 degrees, -180..180
 * @param speedMps over ground, metres per second; NaN when unknown
 * @param trackDeg course over ground, degrees from north, clockwise, 0..360; NaN when unknown
 * @param nanos monotonic time at which it became known
 * @param configured whether somebody has set it, so that even a standing vehicle's course holds
 */
public record Fix(
    double lat, double lon, double speedMps, double trackDeg, long nanos, boolean configured) {
  /** Below this a course over ground is noise, metres per second. */
  public static final double MOVING_MPS = 2;

  /** A measured one. */
  public Fix(double lat, double lon, double speedMps, double trackDeg, long nanos) {
    this(lat, lon, speedMps, trackDeg, nanos, false);
  }

  /** Whether its course means something. */
  public boolean hasCourse() {
    return moving() || (configured && !Double.isNaN(trackDeg));
  }

  /** Whether it moves fast enough for its course to mean something. */
  public boolean moving() {
    return speedMps >= MOVING_MPS && !Double.isNaN(trackDeg);
  }

  /**
   * The place reached by now when speed and course have stayed the same; at most two seconds ahead,
   * because a fix is never older.
   */
  public Fix at(long now) {
    double seconds = (now - nanos) / (double) TimeUnit.SECONDS.toNanos(1);
    if (!moving() || seconds <= 0) {
      return this;
    }
    double[] place = Geo.destination(lat, lon, trackDeg, speedMps * Math.min(seconds, 2));
    return new Fix(place[0], place[1], speedMps, trackDeg, now);
  }
}
