package io.milepost.rsu.api;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** All viewers of this node, over all event loops, and their bound. Thread-safe. */
final class LiveViewers {
  private final int limit;
  private final Map<String, LiveViewer> viewers = new ConcurrentHashMap<>();
  private final Counter sent;
  private final Counter dropped;

  LiveViewers(int limit, MeterRegistry metrics) {
    this.limit = limit;
    this.sent =
        Counter.builder("milepost.live.pictures.sent")
            .description("Live pictures sent to viewers")
            .register(metrics);
    this.dropped =
        Counter.builder("milepost.live.pictures.dropped")
            .description("Live pictures not sent because the viewer was too slow")
            .tag("reason", "slow_viewer")
            .register(metrics);
    Gauge.builder("milepost.live.viewers", viewers, Map::size)
        .description("WebSockets that look at live pictures")
        .register(metrics);
  }

  /** False when there are too many already; other nodes are let in always, there are few. */
  synchronized boolean add(LiveViewer viewer) {
    long people = viewers.values().stream().filter(v -> !v.caller().isNode()).count();
    if (!viewer.caller().isNode() && people >= limit) {
      return false;
    }
    viewers.put(viewer.id(), viewer);
    return true;
  }

  void remove(LiveViewer viewer) {
    viewers.remove(viewer.id());
  }

  int limit() {
    return limit;
  }

  void count(boolean wasSent) {
    (wasSent ? sent : dropped).increment();
  }

  List<LiveViewer.View> views() {
    return viewers.values().stream()
        .map(LiveViewer::view)
        .sorted(Comparator.comparingLong(LiveViewer.View::since))
        .toList();
  }
}
