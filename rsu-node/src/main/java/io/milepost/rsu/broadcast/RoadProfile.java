package io.milepost.rsu.broadcast;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;

/**
 * What is known of a road.
 *
 * @param lanes lanes in the direction of travel, 1..14; null when unknown
 * @param speedLimitKmh speed limit, 5..200 km/h; null when unknown
 */
public record RoadProfile(Integer lanes, Double speedLimitKmh) {
  static final RoadProfile UNKNOWN = new RoadProfile(null, null);

  /** Refuses what is out of range. */
  public RoadProfile {
    if (lanes != null && (lanes < 1 || lanes > 14)) {
      throw refuse("lanes must be 1 to 14 but is " + lanes);
    }
    if (speedLimitKmh != null && !(speedLimitKmh >= 5 && speedLimitKmh <= 200)) {
      throw refuse("speed_limit_kmh must be 5 to 200 but is " + speedLimitKmh);
    }
  }

  private static MilepostException refuse(String sentence) {
    return new MilepostException(FailureCode.CONFIGURATION, "broadcast.roads: " + sentence);
  }
}
