package io.milepost.rsu.incident;

import io.milepost.protocol.incident.Incident;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Who still looks at what has happened. A vehicle that stands for hours changes nothing about its
 * incident; as long as somebody watches, that silence is no reason to stop telling vehicles.
 * Belongs to one event loop.
 */
final class Witnesses {
  private static final long BLIND_NANOS = Duration.ofMinutes(1).toNanos();

  private final String node;
  private final NodeDirectory nodes;
  private final LongSupplier nanos;
  private final Map<String, Long> looked = new HashMap<>();

  Witnesses(String node, NodeDirectory nodes, LongSupplier nanos) {
    this.node = node;
    this.nodes = nodes;
    this.nanos = nanos;
  }

  /** A picture of this node's camera has been looked at. */
  void looked(String camera) {
    looked.put(camera, nanos.getAsLong());
  }

  /** Whether a camera that has seen it, here or at a living node, still looks; true for reports. */
  boolean watch(Incident incident) {
    return incident.camera() == null || incident.seenBy().stream().anyMatch(this::looks);
  }

  private boolean looks(String seer) {
    int slash = seer.indexOf('/');
    String owner = Links.node(seer);
    if (!owner.equals(node)) {
      return nodes.alive().contains(owner);
    }
    Long at = looked.get(seer.substring(slash + 1));
    return at != null && nanos.getAsLong() - at < BLIND_NANOS;
  }
}
