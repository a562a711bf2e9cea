package io.milepost.rsu.cluster;

import io.milepost.protocol.message.NodeStatus;
import io.milepost.rsu.incident.NodeDirectory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Who is in the cluster, as the heartbeats tell. A node is alive until it has been silent for five
 * seconds or its membership has ended; it stays listed afterwards so that people see what is
 * missing. At most 1,000 nodes are listed; the one silent for longest goes first. Thread-safe.
 */
public final class NodeRegistry implements NodeDirectory {
  private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final int LISTED = 1000;

  private final String self;
  private final LongSupplier nanos;
  private final Map<String, Heard> heard = new HashMap<>();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  /**
   * A node as this one knows it.
   *
   * @param status its newest heartbeat
   * @param alive whether it is there
   * @param silentMillis time since that heartbeat, milliseconds
   */
  public record NodeView(NodeStatus status, boolean alive, long silentMillis) {}

  /** A registry that knows only this node. */
  public NodeRegistry(String self) {
    this(self, System::nanoTime);
  }

  NodeRegistry(String self, LongSupplier nanos) {
    this.self = self;
    this.nanos = nanos;
  }

  /** Takes a heartbeat. */
  public void accept(NodeStatus status) {
    boolean stopping = "stopping".equals(status.state());
    Heard before;
    synchronized (this) {
      before = heard.get(status.node());
      if (before != null && before.status.epoch() > status.epoch()) {
        return;
      }
      heard.put(status.node(), new Heard(status, nanos.getAsLong(), !stopping));
      bound();
    }
    if (status.node().equals(self)) {
      return;
    }
    boolean was = before != null && before.alive;
    boolean restarted = was && before.status.epoch() != status.epoch();
    if (was && (stopping || restarted)) {
      listeners.forEach(listener -> listener.gone(status.node()));
    }
    if (!stopping && (!was || restarted)) {
      listeners.forEach(listener -> listener.appeared(status.node()));
    }
  }

  private void bound() {
    if (heard.size() > LISTED) {
      heard.entrySet().stream()
          .filter(entry -> !entry.getKey().equals(self))
          .min(Comparator.comparingLong(entry -> entry.getValue().at))
          .map(Map.Entry::getKey)
          .ifPresent(heard::remove);
    }
  }

  /** The membership of a node has ended: it is gone at once. */
  public void left(String node) {
    if (markGone(node)) {
      listeners.forEach(listener -> listener.gone(node));
    }
  }

  private synchronized boolean markGone(String node) {
    Heard known = heard.get(node);
    if (known == null || !known.alive || node.equals(self)) {
      return false;
    }
    heard.put(node, new Heard(known.status, known.at, false));
    return true;
  }

  /** Finds who has been silent for too long; call about twice a second. */
  public void expire() {
    List<String> silent = new ArrayList<>();
    synchronized (this) {
      long now = nanos.getAsLong();
      heard.forEach(
          (node, known) -> {
            if (known.alive && now - known.at > SILENCE_NANOS) {
              silent.add(node);
            }
          });
    }
    silent.forEach(this::left);
  }

  @Override
  public synchronized Set<String> alive() {
    Set<String> alive = new TreeSet<>();
    alive.add(self);
    heard.forEach(
        (node, known) -> {
          if (known.alive) {
            alive.add(node);
          }
        });
    return alive;
  }

  @Override
  public void listen(Listener listener) {
    listeners.add(listener);
  }

  /** All nodes heard of, by id. */
  public synchronized List<NodeView> nodes() {
    long now = nanos.getAsLong();
    return heard.values().stream()
        .map(known -> known.view(now))
        .sorted(Comparator.comparing(view -> view.status().node()))
        .toList();
  }

  /** One node. */
  public synchronized Optional<NodeView> node(String id) {
    return Optional.ofNullable(heard.get(id)).map(known -> known.view(nanos.getAsLong()));
  }

  /** The node that has a camera; a living one before a dead one. */
  public synchronized Optional<NodeView> nodeOfCamera(String camera) {
    return nodes().stream()
        .filter(view -> view.status().cameras().stream().anyMatch(c -> c.id().equals(camera)))
        .max(Comparator.comparing(NodeView::alive));
  }

  private record Heard(NodeStatus status, long at, boolean alive) {
    NodeView view(long now) {
      return new NodeView(status, alive, TimeUnit.NANOSECONDS.toMillis(now - at));
    }
  }
}
