package io.milepost.protocol.message;

import java.util.List;

/**
 * Heartbeat of a node.
 *
 * @param node node id
 * @param epoch boot number, strictly increasing across restarts
 * @param state {@code starting}, {@code up}, {@code degraded} or {@code stopping}
 * @param startedAt UTC milliseconds of the start
 * @param at UTC milliseconds of this heartbeat
 * @param version software version
 * @param apiUrl base URL at which the other nodes reach this node's API
 * @param cameras its cameras
 * @param degraded sentences, one per thing that is not as it should be; empty when all is well
 * @param alertsOnAir alerts being repeated now
 * @param spoolDepth records waiting for PostgreSQL
 */
public record NodeStatus(
    String node,
    long epoch,
    String state,
    long startedAt,
    long at,
    String version,
    String apiUrl,
    List<CameraState> cameras,
    List<String> degraded,
    int alertsOnAir,
    long spoolDepth) {

  /** Makes the lists immutable. */
  public NodeStatus {
    cameras = List.copyOf(cameras);
    degraded = List.copyOf(degraded);
  }
}
