package io.milepost.vehicle;

import io.milepost.protocol.alert.Envelope;
import io.milepost.protocol.alert.EnvelopeWire;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.vehicle.receive.NetworkConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** Options that say to which groups a vehicle listens and whether it asks for unicast copies. */
final class NetworkOptions {
  private static final int MAX_GROUPS = 16;

  @Option(
      names = "--group",
      split = ",",
      paramLabel = "ADDRESS",
      description =
          "Multicast group; repeat or separate by commas (default: "
              + EnvelopeWire.DEFAULT_GROUP
              + ").")
  private List<String> groups = new ArrayList<>();

  @Option(
      names = "--road-group",
      split = ",",
      paramLabel = "ROAD=ADDRESS",
      description = "Group of a road, joined as well; with --road only that of this road.")
  private Map<String, String> roadGroups = new LinkedHashMap<>();

  @Option(
      names = "--unicast",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Ask RSUs for unicast copies; needs keys (default: yes).")
  private boolean unicast;

  @Option(
      names = "--vehicle-id",
      paramLabel = "ID",
      description = "Name under which it asks (default: a random one, remembered in --data).")
  private String vehicleId;

  /** The first group. */
  String group() {
    return groups.isEmpty() ? EnvelopeWire.DEFAULT_GROUP : groups.get(0);
  }

  /**
   * Everything else.
   *
   * @param road the only road of interest, null for all
   * @throws MilepostException CONFIGURATION naming the option
   */
  NetworkConfig config(String road) {
    List<String> more = new ArrayList<>();
    groups.stream().skip(1).forEach(more::add);
    roadGroups.forEach(
        (name, group) -> {
          if (road == null || road.equals(name)) {
            more.add(group);
          }
        });
    for (String group : more) {
      require(
          VehicleConfig.isGroup(group),
          "--group and --road-group must name IPv4 multicast groups, 224.0.0.0 to 239.255.255.255,"
              + " not "
              + group);
    }
    require(more.size() < MAX_GROUPS, "at most 16 groups can be joined; name fewer");
    require(
        vehicleId == null || Envelope.isSource(vehicleId),
        "--vehicle-id must have 1 to 32 bytes, without '/' and control characters");
    return new NetworkConfig(more, unicast, vehicleId);
  }

  private static void require(boolean condition, String sentence) {
    if (!condition) {
      throw new MilepostException(FailureCode.CONFIGURATION, sentence);
    }
  }
}
