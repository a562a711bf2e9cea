package io.milepost.vehicle.approach;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;

/** On which carriageway of the road a vehicle drives. */
public enum Travel {
  /** Not known: alerts for either carriageway concern it. */
  UNKNOWN,
  /** With the traffic that the RSU watches; with the direction in which the line is drawn. */
  FORWARD,
  /** Against it, on the other carriageway. */
  BACKWARD;

  /**
   * From the command line: {@code forward} or {@code backward}; null is unknown.
   *
   * @throws MilepostException CONFIGURATION for any other word
   */
  public static Travel of(String word) {
    if (word == null) {
      return UNKNOWN;
    }
    return switch (word) {
      case "forward" -> FORWARD;
      case "backward" -> BACKWARD;
      default ->
          throw new MilepostException(
              FailureCode.CONFIGURATION,
              "--direction must be forward (with the traffic that the RSU watches) or backward");
    };
  }
}
