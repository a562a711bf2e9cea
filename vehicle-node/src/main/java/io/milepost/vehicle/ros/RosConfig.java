package io.milepost.vehicle.ros;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.util.ArrayList;
import java.util.List;

/**
 * What goes out to ROS 2.
 *
 * @param target where to
 * @param namespace in front of every topic, without outer slashes; empty for none
 * @param denm also {@code /v2x/denm}; rosbridge only
 * @param cap how {@code /cmd_vel} is limited; null for no {@code /cmd_vel}
 */
public record RosConfig(RosTarget target, String namespace, boolean denm, Cap cap) {
  private static final String NAME = "[A-Za-z_][A-Za-z0-9_]*";
  private static final int MAX_NAMESPACE = 200;

  /**
   * How speed is capped.
   *
   * @param maxSpeedMps no cap is above this, metres per second, above 0 to 100
   * @param slowDownMps cap while the decision is {@code slow_down} or {@code change_lane}, 0 to
   *     {@code maxSpeedMps}; null for none, then only {@code stop} is published
   * @param hz messages per second, 10 to 50
   * @param releaseMillis how long a weaker decision must hold before the cap rises, 0 to 60000
   */
  public record Cap(double maxSpeedMps, Double slowDownMps, int hz, long releaseMillis) {
    /** Checks the ranges. */
    public Cap {
      require(maxSpeedMps > 0 && maxSpeedMps <= 100, "--max-speed-mps must be above 0, to 100");
      require(
          slowDownMps == null || (slowDownMps >= 0 && slowDownMps <= maxSpeedMps),
          "--slow-down-mps must be from 0 to --max-speed-mps");
      require(hz >= 10 && hz <= 50, "--cmd-vel-hz must be from 10 to 50");
      require(
          releaseMillis >= 0 && releaseMillis <= 60_000,
          "--cmd-vel-release-ms must be from 0 to 60000");
    }
  }

  /** Checks what belongs together. */
  public RosConfig {
    namespace = namespace.replaceAll("^/|/$", "");
    require(
        namespace.length() <= MAX_NAMESPACE
            && (namespace.isEmpty() || namespace.matches(NAME + "(/" + NAME + ")*"))
            && !namespace.contains("__"),
        "--ros-namespace must be names of letters, digits and single underscores, separated by"
            + " slashes, none beginning with a digit");
    require(
        !denm || target instanceof RosTarget.Rosbridge,
        "--ros2-denm needs rosbridge (--ros2 ws://host:9090): the DENM type is known to its"
            + " server, not to this program");
  }

  /** Topics that are published. */
  List<RosTopic> topics() {
    List<RosTopic> topics = new ArrayList<>();
    topics.add(RosTopic.ALERT);
    if (denm) {
      topics.add(RosTopic.DENM);
    }
    if (cap != null) {
      topics.add(RosTopic.CMD_VEL);
    }
    return topics;
  }

  private static void require(boolean condition, String sentence) {
    if (!condition) {
      throw new MilepostException(FailureCode.CONFIGURATION, sentence);
    }
  }
}
