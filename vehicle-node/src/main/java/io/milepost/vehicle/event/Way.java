package io.milepost.vehicle.event;

import io.milepost.protocol.alert.AlertBody;
import java.util.Locale;

/**
 * How far an alert's place is from the vehicle.
 *
 * @param distanceM metres, 0 or more
 * @param from how it was found
 */
public record Way(double distanceM, Source from) {
  /** How a distance was found. */
  public enum Source {
    /** Told by the RSU; the vehicle's own position is not known, or the alert names no place. */
    REPORTED,
    /** Great circle from the vehicle's position. */
    STRAIGHT,
    /** Along the road's line from the vehicle's position. */
    ROAD,
    /** The position was known and is not now: the shorter of the last distance and the RSU's. */
    HELD;

    /** The code used in JSON. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The distance that the RSU tells. */
  public static Way reported(AlertBody body) {
    return new Way(body.distanceM(), Source.REPORTED);
  }
}
