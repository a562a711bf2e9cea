package io.milepost.vehicle.receive;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * How a vehicle listens besides the first group.
 *
 * @param moreGroups further IPv4 multicast groups, at most 15
 * @param unicast ask RSUs for unicast copies; needs keys
 * @param vehicleId name under which it asks, 1 to 32 bytes; null for a remembered random one
 */
public record NetworkConfig(List<String> moreGroups, boolean unicast, String vehicleId) {
  /** Makes the list immutable. */
  public NetworkConfig {
    moreGroups = List.copyOf(moreGroups);
  }

  /** One group, and unicast copies where there are keys. */
  public static NetworkConfig defaults() {
    return new NetworkConfig(List.of(), true, null);
  }

  /** All groups, each once. */
  List<String> groups(String first) {
    Set<String> all = new LinkedHashSet<>();
    all.add(first);
    all.addAll(moreGroups);
    return List.copyOf(all);
  }
}
