package io.milepost.rsu.camera;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.time.Duration;

/**
 * How cameras are connected, the same for all of a node.
 *
 * @param connectTimeout longest wait until a source has been opened, 1..120 s
 * @param stallTimeout longest time without a packet before connecting again, 1..300 s
 * @param backoffMin wait after the first failure, 10 ms..60 s
 * @param backoffMax longest wait, up to 600 s
 * @param decode false to record only
 */
public record CaptureConfig(
    Duration connectTimeout,
    Duration stallTimeout,
    Duration backoffMin,
    Duration backoffMax,
    boolean decode) {

  /** Ten seconds to connect, ten without a packet, back-off 1 to 60 s. */
  public static final CaptureConfig DEFAULT =
      new CaptureConfig(
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(1),
          Duration.ofSeconds(60),
          true);

  /** Checks the ranges. */
  public CaptureConfig {
    range("connect_timeout", connectTimeout, Duration.ofMillis(100), Duration.ofSeconds(120));
    range("stall_timeout", stallTimeout, Duration.ofMillis(100), Duration.ofSeconds(300));
    range("backoff_min", backoffMin, Duration.ofMillis(10), Duration.ofSeconds(60));
    range("backoff_max", backoffMax, backoffMin, Duration.ofSeconds(600));
  }

  private static void range(String key, Duration value, Duration least, Duration most) {
    if (value == null || value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new MilepostException(
          FailureCode.CONFIGURATION,
          "capture." + key + " is " + value + "; it must lie between " + least + " and " + most);
    }
  }
}
