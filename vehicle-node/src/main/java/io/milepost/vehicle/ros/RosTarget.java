package io.milepost.vehicle.ros;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.net.URI;
import java.util.function.UnaryOperator;

/** Where ROS 2 is. */
public sealed interface RosTarget {
  /** Highest domain whose ports fit below 65536. */
  int MAX_DOMAIN = 232;

  /**
   * Natively, as a DDS participant.
   *
   * @param domain DDS domain, 0 to 232
   */
  record Dds(int domain) implements RosTarget {}

  /**
   * Through a rosbridge server.
   *
   * @param server {@code ws://} or {@code wss://} address
   */
  record Rosbridge(URI server) implements RosTarget {}

  /**
   * Reads {@code dds}, {@code dds:N}, {@code ws://…} or {@code wss://…}. Without a number the
   * domain is {@code ROS_DOMAIN_ID}, else 0, as for every ROS 2 node.
   *
   * @throws MilepostException CONFIGURATION naming what is possible
   */
  static RosTarget parse(String text, UnaryOperator<String> environment) {
    if (text.equals("dds")) {
      String domain = environment.apply("ROS_DOMAIN_ID");
      return new Dds(
          domain == null || domain.isBlank() ? 0 : domain(domain.strip(), "ROS_DOMAIN_ID"));
    }
    if (text.startsWith("dds:")) {
      return new Dds(domain(text.substring(4), "the domain of --ros2"));
    }
    if (text.startsWith("ws://") || text.startsWith("wss://")) {
      return new Rosbridge(server(text));
    }
    throw refuse("--ros2 must be dds, dds:<domain> or ws://<host>:9090, not '" + text + "'", null);
  }

  private static int domain(String text, String what) {
    int domain = text.matches("\\d{1,3}") ? Integer.parseInt(text) : -1;
    if (domain < 0 || domain > MAX_DOMAIN) {
      throw refuse(what + " must be from 0 to " + MAX_DOMAIN + ", not '" + text + "'", null);
    }
    return domain;
  }

  private static URI server(String text) {
    try {
      URI server = URI.create(text);
      if (server.getHost() == null || server.getPort() > 65_535) {
        throw refuse(
            "--ros2 " + text + " has no usable host and port; for example ws://host:9090", null);
      }
      return server;
    } catch (IllegalArgumentException e) {
      throw refuse("--ros2 " + text + " is no address; for example ws://host:9090", e);
    }
  }

  private static MilepostException refuse(String sentence, Exception cause) {
    return cause == null
        ? new MilepostException(FailureCode.CONFIGURATION, sentence)
        : new MilepostException(FailureCode.CONFIGURATION, sentence, cause);
  }
}
