package io.milepost.rsu.broadcast;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Groups of single roads, besides the common group. Each gets the alerts of its road and a
 * heartbeat a second, and every heartbeat while its road has an alert on air. Event-loop confined.
 */
final class RoadGroups {
  /** Without road groups. */
  static final RoadGroups NONE = new RoadGroups(Map.of(), 1);

  private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(900);

  private final Map<String, InetSocketAddress> byRoad = new LinkedHashMap<>();
  private final Map<InetSocketAddress, Long> heartbeatAt = new LinkedHashMap<>();

  /** The table of the configuration. */
  RoadGroups(Map<String, String> groups, int port) {
    groups.forEach((road, group) -> byRoad.put(road, new InetSocketAddress(group, port)));
  }

  /** Where an alert of this road goes to besides the common group. */
  List<InetSocketAddress> ofAlert(String road) {
    InetSocketAddress group = byRoad.get(road);
    return group == null ? List.of() : List.of(group);
  }

  /** Where this heartbeat goes to besides the common group. */
  List<InetSocketAddress> ofHeartbeat(Collection<String> roadsOnAir, long now) {
    if (byRoad.isEmpty()) {
      return List.of();
    }
    List<InetSocketAddress> due = new ArrayList<>();
    byRoad.forEach(
        (road, group) -> {
          Long last = heartbeatAt.get(group);
          boolean wanted = last == null || now - last >= QUIET_NANOS || roadsOnAir.contains(road);
          if (wanted && !due.contains(group)) {
            due.add(group);
          }
        });
    due.forEach(group -> heartbeatAt.put(group, now));
    return due;
  }
}
