package io.milepost.vehicle.ros;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Option;

/** Options of the command line for ROS 2. */
public final class RosOptions {
  @Option(
      names = "--ros2",
      arity = "0..1",
      fallbackValue = "dds",
      paramLabel = "TARGET",
      description =
          "Publish /v2x/alert to ROS 2: dds (the default, needs libddsc), dds:DOMAIN, or a rosbridge"
              + " server ws://HOST:9090.")
  private String target;

  @Option(
      names = "--ros-namespace",
      paramLabel = "NAME",
      description = "Namespace of the topics, for example car1 (default: none).")
  private String namespace = "";

  @Option(
      names = "--ros2-denm",
      description = "Also /v2x/denm as etsi_its_denm_msgs/msg/DENM; rosbridge only.")
  private boolean denm;

  @Option(
      names = "--cmd-vel",
      description = "Also /cmd_vel: 0 while a stop holds, see --slow-down-mps; needs keys.")
  private boolean cmdVel;

  @Option(
      names = "--max-speed-mps",
      paramLabel = "MPS",
      description = "No cap on /cmd_vel is above this (default: ${DEFAULT-VALUE}).")
  private double maxSpeedMps = 10;

  @Option(
      names = "--slow-down-mps",
      paramLabel = "MPS",
      description =
          "Cap while slowing down or changing lane; only for a subscriber that takes /cmd_vel as a"
              + " limit, not as a command (default: only a stop is published).")
  private Double slowDownMps;

  @Option(
      names = "--cmd-vel-hz",
      paramLabel = "HZ",
      description = "Messages per second on /cmd_vel (default: ${DEFAULT-VALUE}).")
  private int hz = 20;

  @Option(
      names = "--cmd-vel-release-ms",
      paramLabel = "MS",
      description =
          "How long a weaker decision must hold before the cap rises; a stronger one counts at once"
              + " (default: ${DEFAULT-VALUE}).")
  private long releaseMillis = 1000;

  /**
   * What was asked for.
   *
   * @return null without {@code --ros2}
   * @throws MilepostException CONFIGURATION naming the option that is wrong
   */
  public RosConfig config(UnaryOperator<String> environment) {
    if (target == null) {
      if (cmdVel || denm || !namespace.isEmpty()) {
        throw new MilepostException(
            FailureCode.CONFIGURATION,
            (cmdVel ? "--cmd-vel" : denm ? "--ros2-denm" : "--ros-namespace") + " needs --ros2");
      }
      return null;
    }
    return new RosConfig(
        RosTarget.parse(target, environment),
        namespace,
        denm,
        cmdVel ? new RosConfig.Cap(maxSpeedMps, slowDownMps, hz, releaseMillis) : null);
  }
}
