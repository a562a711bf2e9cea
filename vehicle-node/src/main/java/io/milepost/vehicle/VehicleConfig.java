package io.milepost.vehicle;

import io.milepost.protocol.alert.LiveKeys;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.vehicle.policy.Policy;
import io.milepost.vehicle.receive.NetworkConfig;
import io.milepost.vehicle.ros.RosConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How a vehicle listens and decides.
 *
 * @param group IPv4 multicast group
 * @param port UDP port, 0 (a free one) to 65535
 * @param interfaces names; empty for all that are up
 * @param keys keys whose datagrams are believed, as they are now
 * @param dropUnsigned refuse datagrams without a tag
 * @param rsuTimeout silence after which an RSU is lost, 0.5 s to 1 h
 * @param road only alerts of this road are acted upon; null for all
 * @param policy what to do about which alert
 * @param log CSV file, null for none
 * @param json one JSON line per event besides the line for people
 * @param data folder for boot numbers, null for none
 * @param metricsPort HTTP port on the loopback address, 0 for a free one; null for none
 * @param network further groups, and whether to ask for unicast copies
 * @param driver position, display and evidence
 * @param ros what goes out to ROS 2; null for nothing
 */
public record VehicleConfig(
    String group,
    int port,
    List<String> interfaces,
    LiveKeys keys,
    boolean dropUnsigned,
    Duration rsuTimeout,
    String road,
    Policy policy,
    Path log,
    boolean json,
    Path data,
    Integer metricsPort,
    NetworkConfig network,
    DriverConfig driver,
    RosConfig ros) {
  private static final Duration MIN_TIMEOUT = Duration.ofMillis(500);
  private static final Duration MAX_TIMEOUT = Duration.ofHours(1);

  /**
   * Checks the ranges.
   *
   * @throws MilepostException CONFIGURATION naming the option
   */
  public VehicleConfig {
    interfaces = List.copyOf(interfaces);
    require(
        isGroup(group), "--group must be an IPv4 multicast group, 224.0.0.0 to 239.255.255.255");
    require(port >= 0 && port <= 65_535, "--port must be from 0 to 65535");
    require(
        metricsPort == null || (metricsPort >= 0 && metricsPort <= 65_535),
        "--metrics-port must be from 0 to 65535");
    require(
        rsuTimeout.compareTo(MIN_TIMEOUT) >= 0 && rsuTimeout.compareTo(MAX_TIMEOUT) <= 0,
        "--rsu-timeout-s must be from 0.5 to 3600");
    require(
        !dropUnsigned || !keys.get().isEmpty(),
        "--drop-unsigned needs keys, or every datagram would be dropped; give --hmac-key or"
            + " --key-ring");
    require(
        ros == null || ros.cap() == null || !keys.get().isEmpty(),
        "--cmd-vel needs keys, or anybody on the network could stop the vehicle; give --hmac-key or"
            + " --key-ring");
  }

  /** A vehicle with one group, that only listens, decides and keeps its journal. */
  public VehicleConfig(
      String group,
      int port,
      List<String> interfaces,
      LiveKeys keys,
      boolean dropUnsigned,
      Duration rsuTimeout,
      String road,
      Policy policy,
      Path log,
      boolean json,
      Path data,
      Integer metricsPort) {
    this(
        group,
        port,
        interfaces,
        keys,
        dropUnsigned,
        rsuTimeout,
        road,
        policy,
        log,
        json,
        data,
        metricsPort,
        NetworkConfig.defaults(),
        DriverConfig.NONE,
        null);
  }

  static boolean isGroup(String group) {
    return group != null && group.matches("(22[4-9]|23\\d)(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}");
  }

  private static void require(boolean condition, String sentence) {
    if (!condition) {
      throw new MilepostException(FailureCode.CONFIGURATION, sentence);
    }
  }
}
