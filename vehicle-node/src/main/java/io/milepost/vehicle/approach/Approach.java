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
  private final RoadLine.Place onRoad;
  private boolean known;
  private boolean passed;
  private boolean tooFar;
  private double extreme;
  private double lastDistance = Double.NaN;

  /**
   * Nothing known yet.
   *
   * @param onRoad where the alert's place lies on the road, null when it does not
   */
  Approach(AlertBody body, RoadLine.Place onRoad) {
    this.lat = body.lat();
    this.lon = body.lon();
    this.onRoad = onRoad;
  }

  RoadLine.Place onRoad() {
    return onRoad;
  }

  boolean isFor(AlertBody body) {
    return lat == body.lat() && lon == body.lon();
  }

  /** Looks by great circle and course. */
  Way straight(Fix fix) {
    double distance = Geo.distance(fix.lat(), fix.lon(), lat, lon);
    if (!known) {
      known = true;
      passed = fix.hasCourse() && distance > NEAR_M && off(fix) >= AWAY_DEG;
      extreme = distance;
    } else if (fix.moving()) {
      turn(distance, fix);
    }
    lastDistance = distance;
    return new Way(distance, Way.Source.STRAIGHT);
  }

  private void turn(double distance, Fix fix) {
    extreme = passed ? Math.max(extreme, distance) : Math.min(extreme, distance);
    boolean sure = Math.abs(distance - extreme) >= SURE_M;
    if (sure && (passed ? off(fix) <= TOWARDS_DEG : off(fix) >= AWAY_DEG)) {
      passed = !passed;
      extreme = distance;
    }
  }

  /** Angle between the course and the place. */
  private double off(Fix fix) {
    return Geo.angle(fix.trackDeg(), Geo.bearing(fix.lat(), fix.lon(), lat, lon));
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
