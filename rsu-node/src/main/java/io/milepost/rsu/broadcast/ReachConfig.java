package io.milepost.rsu.broadcast;

import io.milepost.protocol.alert.AlertBody;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Whom to tell besides those who hear the common group.
 *
 * @param roadGroups IPv4 multicast group by road, at most 16
 * @param upstream RSUs further along the road whose incidents are told here too, at most 32
 * @param upstreamKeepSeconds for how long those are told on after their RSU has gone silent,
 *     10..86400
 * @param unicastVehicles vehicles that may register for unicast copies, 0 (none) to 1024
 * @param unicastPerSecond most unicast copies per second to all of them together, 10..100000
 */
public record ReachConfig(
    Map<String, String> roadGroups,
    List<Neighbour> upstream,
    int upstreamKeepSeconds,
    int unicastVehicles,
    int unicastPerSecond) {
  private static final int MAX_GROUPS = 16;
  private static final int MAX_NEIGHBOURS = 32;
  private static final Pattern GROUP =
      Pattern.compile("(22[4-9]|23\\d)(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}");

  /**
   * An RSU further along the road.
   *
   * @param node its id
   * @param road only its incidents on this road; null for all
   * @param distanceM metres from here to there; null to take the great circle from this RSU's first
   *     camera with a position to the incident
   */
  public record Neighbour(String node, String road, Double distanceM) {}

  /**
   * Checks every range.
   *
   * @throws MilepostException CONFIGURATION naming the key and what it allows
   */
  public ReachConfig {
    roadGroups = roadGroups == null ? Map.of() : Map.copyOf(roadGroups);
    upstream = upstream == null ? List.of() : List.copyOf(upstream);
    require(roadGroups.size() <= MAX_GROUPS, "road_groups must have at most 16 roads");
    roadGroups.forEach(
        (road, group) ->
            require(
                !road.isEmpty() && group != null && GROUP.matcher(group).matches(),
                "road_groups."
                    + road
                    + " must be an IPv4 multicast group, 224.0.0.0 to"
                    + " 239.255.255.255"));
    require(upstream.size() <= MAX_NEIGHBOURS, "upstream must have at most 32 neighbours");
    Set<String> seen = new HashSet<>();
    for (Neighbour each : upstream) {
      require(each.node() != null && !each.node().isEmpty(), "upstream needs a node in each entry");
      require(
          each.distanceM() == null
              || (each.distanceM() >= 0 && each.distanceM() <= AlertBody.MAX_DISTANCE_M),
          "upstream distance_m must be from 0 to 100000");
      require(
          seen.add(each.node() + "\n" + each.road()),
          "upstream names " + each.node() + " twice for the same road; keep one");
    }
    range("upstream_keep_s", upstreamKeepSeconds, 10, 86_400);
    range("unicast_vehicles", unicastVehicles, 0, 1024);
    range("unicast_per_second", unicastPerSecond, 10, 100_000);
  }

  /** The common group only, and unicast copies for up to 64 vehicles. */
  public static ReachConfig defaults() {
    return new ReachConfig(Map.of(), List.of(), 600, 64, 1000);
  }

  private static void range(String key, int value, int min, int max) {
    require(
        value >= min && value <= max,
        key + " must be from " + min + " to " + max + ", not " + value);
  }

  private static void require(boolean condition, String sentence) {
    if (!condition) {
      throw new MilepostException(FailureCode.CONFIGURATION, "broadcast." + sentence);
    }
  }
}
