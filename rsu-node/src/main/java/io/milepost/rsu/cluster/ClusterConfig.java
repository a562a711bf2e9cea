package io.milepost.rsu.cluster;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.time.Duration;
import java.util.List;

/**
 * How this node joins others.
 *
 * @param enabled false: the node stays alone
 * @param name nodes with different cluster names never meet; default {@code milepost}
 * @param host address of this node that the others reach; never a wildcard; default 127.0.0.1
 * @param port TCP port for membership, 1..65535, default 5701
 * @param busPort TCP port for the event bus, 0 (default) for any free one
 * @param members where to look for others, each {@code host} or {@code host:port}; the node itself
 *     may be among them
 * @param heartbeatTimeout how long a silent node counts as alive, 2 s to 1 min, default 5 s
 */
public record ClusterConfig(
    boolean enabled,
    String name,
    String host,
    int port,
    int busPort,
    List<String> members,
    Duration heartbeatTimeout) {

  /** Fills in what may be left out (null or 0) and refuses what is out of range. */
  public ClusterConfig {
    name = name == null ? "milepost" : name;
    host = host == null ? "127.0.0.1" : host;
    port = port == 0 ? 5701 : port;
    members = members == null ? List.of() : List.copyOf(members);
    heartbeatTimeout = heartbeatTimeout == null ? Duration.ofSeconds(5) : heartbeatTimeout;
    require(!name.isBlank(), "cluster.name is empty");
    require(
        !host.isBlank() && !host.equals("0.0.0.0") && !host.equals("::"),
        "cluster.host must be an address the other nodes can reach, not '" + host + "'");
    require(port >= 1 && port <= 65_535, "cluster.port must be 1 to 65535");
    require(busPort >= 0 && busPort <= 65_535, "cluster.bus_port must be 0 to 65535");
    require(
        heartbeatTimeout.toSeconds() >= 2 && heartbeatTimeout.toSeconds() <= 60,
        "cluster.heartbeat_timeout must be 2 s to 1 min");
    for (String member : members) {
      require(
          member.matches("[A-Za-z0-9_.\\-]+(:\\d{1,5})?"),
          "cluster.members: '" + member + "' is not host or host:port");
    }
  }

  /** A node alone. */
  public static ClusterConfig alone() {
    return new ClusterConfig(false, null, null, 0, 0, null, null);
  }

  private static void require(boolean condition, String sentence) {
    if (!condition) {
      throw new MilepostException(FailureCode.CONFIGURATION, sentence);
    }
  }
}
