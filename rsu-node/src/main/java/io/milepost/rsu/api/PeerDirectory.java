package io.milepost.rsu.api;

import io.milepost.protocol.message.CameraState;
import io.milepost.protocol.message.NodeStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What is known of all nodes, from their heartbeats: where their API is, which cameras they have,
 * and for how long they have been silent. Keeps the newest heartbeat of at most 256 nodes.
 * Thread-safe.
 */
final class PeerDirectory {
  /** A node that has been silent for this long is lost. */
  static final long LOST_AFTER_MILLIS = 5_000;

  private static final int MAX_NODES = 256;

  private final Supplier<NodeStatus> self;
  private final String selfId;
  private final LongSupplier clock;
  private final Map<String, Heard> peers = new ConcurrentHashMap<>();

  /**
   * A directory.
   *
   * @param self this node's own status
   * @param clock monotonic milliseconds: a step of the wall clock must lose no node
   */
  PeerDirectory(Supplier<NodeStatus> self, LongSupplier clock) {
    this.self = self;
    this.selfId = self.get().node();
    this.clock = clock;
  }

  /** Takes note of a heartbeat; a late one from an earlier life of the node is ignored. */
  void heard(NodeStatus status) {
    if (status.node().equals(selfId)) {
      return;
    }
    Heard now = new Heard(status, clock.getAsLong());
    peers.merge(
        status.node(),
        now,
        (old, fresh) -> fresh.status.epoch() < old.status.epoch() ? old : fresh);
    if (peers.size() > MAX_NODES) {
      peers.values().stream().min(Comparator.comparingLong(Heard::at)).stream()
          .forEach(oldest -> peers.remove(oldest.status.node()));
    }
  }

  String selfId() {
    return selfId;
  }

  /** All nodes, this one first, then by name. */
  List<NodeView> nodes() {
    List<NodeView> views = new ArrayList<>();
    NodeStatus own = self.get();
    views.add(new NodeView(own, 0, false));
    peers.values().stream()
        .sorted(Comparator.comparing(heard -> heard.status.node()))
        .forEach(heard -> views.add(view(heard)));
    return views;
  }

  /** Whether this node has been heard of lately. */
  boolean isUp(String node) {
    return node.equals(selfId) || silentMillis(node) < LOST_AFTER_MILLIS;
  }

  /** For how long a node has been silent; {@link Long#MAX_VALUE} when never heard. */
  long silentMillis(String node) {
    if (node.equals(selfId)) {
      return 0;
    }
    Heard heard = peers.get(node);
    return heard == null ? Long.MAX_VALUE : clock.getAsLong() - heard.at;
  }

  /** Base URL of a peer's API, while the peer is up. */
  Optional<String> apiUrl(String node) {
    Heard heard = peers.get(node);
    return heard == null || view(heard).lost() || heard.status.apiUrl() == null
        ? Optional.empty()
        : Optional.of(heard.status.apiUrl());
  }

  /** Peers that are up. */
  List<String> upPeers() {
    return peers.keySet().stream().filter(this::isUp).sorted().toList();
  }

  /** The node that has this camera; of several, one that is up and shows it live. */
  Optional<String> ownerOf(String camera) {
    return nodes().stream()
        .filter(view -> !view.lost())
        .flatMap(
            view ->
                view.status().cameras().stream()
                    .filter(state -> state.id().equals(camera))
                    .map(state -> Map.entry(view.status().node(), state)))
        .max(Comparator.comparing(entry -> "live".equals(entry.getValue().state())))
        .map(Map.Entry::getKey);
  }

  /** All cameras of all nodes; those of a lost node are down. */
  List<CameraView> cameras() {
    List<CameraView> cameras = new ArrayList<>();
    for (NodeView view : nodes()) {
      for (CameraState state : view.status().cameras()) {
        cameras.add(new CameraView(view.status().node(), view.lost(), view.ageMillis(), state));
      }
    }
    cameras.sort(Comparator.comparing(camera -> camera.state().id()));
    return cameras;
  }

  private NodeView view(Heard heard) {
    long age = clock.getAsLong() - heard.at;
    return new NodeView(heard.status, age, age >= LOST_AFTER_MILLIS);
  }

  private record Heard(NodeStatus status, long at) {}

  /**
   * A node as seen from here.
   *
   * @param status its newest heartbeat
   * @param ageMillis since that heartbeat arrived
   * @param lost whether it has been silent too long
   */
  record NodeView(NodeStatus status, long ageMillis, boolean lost) {}

  /**
   * A camera as seen from here.
   *
   * @param node the node that has it
   * @param lost whether that node is lost
   * @param ageMillis since that node's heartbeat
   * @param state the camera's state as last told
   */
  record CameraView(String node, boolean lost, long ageMillis, CameraState state) {}
}
