package io.milepost.rsu.incident;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.time.Duration;

/**
 * When two findings are one incident, and when an incident is over.
 *
 * @param bucket incidents of one type on one road confirmed within this time of each other are one;
 *     1 s to 1 h, default 60 s
 * @param radiusM open incidents of one type within this distance are one; 0 to 10,000 m, default
 *     100 m
 * @param holdOff how long the last source must have been silent before an incident is over; 0 to 10
 *     min, default 5 s
 * @param reportLife how long a reported incident stays open unless somebody resolves it; 1 min to 1
 *     day, default 30 min
 * @param restartGrace how long incidents of an earlier run wait to be seen again; 1 s to 1 h,
 *     default 60 s
 * @param boardSize incidents kept in memory; 100 to 1,000,000, default 10,000
 */
public record DeskConfig(
    Duration bucket,
    double radiusM,
    Duration holdOff,
    Duration reportLife,
    Duration restartGrace,
    int boardSize) {

  /** Refuses what is out of range. */
  public DeskConfig {
    range("incident.bucket", bucket, Duration.ofSeconds(1), Duration.ofHours(1));
    range("incident.hold_off", holdOff, Duration.ZERO, Duration.ofMinutes(10));
    range("incident.report_life", reportLife, Duration.ofMinutes(1), Duration.ofDays(1));
    range("incident.restart_grace", restartGrace, Duration.ofSeconds(1), Duration.ofHours(1));
    require(radiusM >= 0 && radiusM <= 10_000, "incident.radius_m must be 0 to 10000");
    require(
        boardSize >= 100 && boardSize <= 1_000_000, "incident.board_size must be 100 to 1000000");
  }

  /** The defaults. */
  public static DeskConfig defaults() {
    return new DeskConfig(
        Duration.ofSeconds(60),
        100,
        Duration.ofSeconds(5),
        Duration.ofMinutes(30),
        Duration.ofSeconds(60),
        10_000);
  }

  private static void range(String key, Duration value, Duration low, Duration high) {
    require(
        value != null && value.compareTo(low) >= 0 && value.compareTo(high) <= 0,
        key + " must be " + low + " to " + high + " but is " + value);
  }

  private static void require(boolean condition, String sentence) {
    if (!condition) {
      throw new MilepostException(FailureCode.CONFIGURATION, sentence);
    }
  }
}
