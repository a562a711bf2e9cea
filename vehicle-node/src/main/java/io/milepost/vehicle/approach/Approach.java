package io.milepost.vehicle.approach;

import io.milepost.protocol.alert.AlertBody;
import io.milepost.vehicle.event.Way;
import io.milepost.vehicle.position.Fix;
import io.milepost.vehicle.position.Geo;

/**
 * Whether one place is ahead of the vehicle or has been passed. A judgement is only turned around
 * by a movement larger than the error of a position: 30 m. Not thread-safe.
 */
final class Approach {
  /** A change of distance that is more than noise, metres. */
  static final double SURE_M = 30;

  /** Nearer than this a course that points away proves nothing, metres. */
  static final double NEAR_M = 50;

  /** A course this far off the place points away from it, degrees. */
  static final double AWAY_DEG = 110;

  /** A course this close to the place points at it, degrees. */
  static final double TOWARDS_DEG = 70;

  private final double lat;
  private final double lon;
  private boolean known;
  private boolean passed;
  private boolean tooFar;
  private double extreme;
  private double lastDistance = Double.NaN;

  Approach(AlertBody body) {
    this.lat = body.lat();
    this.lon = body.lon();
  }

  boolean isFor(AlertBody body) {
    return lat == body.lat() && lon == body.lon();
  }

  /** Looks by great circle and course. */
  Way straight(Fix fix) {
    double distance = Geo.distance(fix.lat(), fix.lon(), lat, lon);
    boolean hasCourse = !Double.isNaN(fix.trackDeg());
    double off =
        hasCourse ? Geo.angle(fix.trackDeg(), Geo.bearing(fix.lat(), fix.lon(), lat, lon)) : 0;
    if (!known) {
      // A standing vehicle's course is only given when somebody has configured it.
      boolean course = fix.moving() || (hasCourse && fix.speedMps() == 0 && fix.nanos() == 0);
      known = true;
      passed = course && distance > NEAR_M && off >= AWAY_DEG;
      extreme = distance;
    } else if (fix.moving()) {
      turn(distance, off);
    }
    lastDistance = distance;
    return new Way(distance, Way.Source.STRAIGHT);
  }

  private void turn(double distance, double off) {
    extreme = passed ? Math.max(extreme, distance) : Math.min(extreme, distance);
    boolean away = !passed && distance - extreme >= SURE_M && off >= AWAY_DEG;
    boolean back = passed && extreme - distance >= SURE_M && off <= TOWARDS_DEG;
    if (away || back) {
      passed = away;
      extreme = distance;
    }
  }

  /** Looks along the road; {@code ahead} is negative behind the vehicle. */
  Way along(double ahead) {
    if (!known) {
      known = true;
      passed = ahead < -SURE_M;
    } else if (Math.abs(ahead) >= SURE_M) {
      passed = ahead < 0;
    }
    double distance = passed ? Math.abs(ahead) : Math.max(0, ahead);
    extreme = distance;
    lastDistance = distance;
    return new Way(distance, Way.Source.ROAD);
  }

  /** No position: what was known of it stands, and a vehicle that drives on only comes nearer. */
  Way blind(AlertBody body) {
    return !known || body.distanceM() <= lastDistance
        ? Way.reported(body)
        : new Way(lastDistance, Way.Source.HELD);
  }

  boolean passed() {
    return passed;
  }

  /** Whether it is farther than matters; leaves that state 10 % nearer than it enters it. */
  boolean beyond(double distance, double limit) {
    tooFar = distance > (tooFar ? limit * 0.9 : limit);
    return tooFar;
  }
}
