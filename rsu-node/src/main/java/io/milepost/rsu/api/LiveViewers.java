package io.milepost.rsu.api;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** All viewers of this node, over all event loops, and their bounds. Thread-safe. */
final class LiveViewers {
  private final int limit;
  private final int perUser;
  private final Map<String, LiveViewer> viewers = new ConcurrentHashMap<>();
  private final Counter sent;
  private final Counter dropped;

  LiveViewers(int limit, int perUser, MeterRegistry metrics) {
    this.limit = limit;
    this.perUser = perUser;
    this.sent =
        Counter.builder("milepost.live.pictures.sent")
            .description("Live pictures sent to viewers, and pieces of live MP4")
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

  /**
   * Lets a viewer in; other nodes always, there are few.
   *
   * @return why not, in a sentence; empty when he is in
   */
  synchronized Optional<String> add(LiveViewer viewer) {
    if (!viewer.caller().isNode()) {
      String user = viewer.caller().name();
      long people = viewers.values().stream().filter(v -> !v.caller().isNode()).count();
      if (people >= limit) {
        return Optional.of("there are already " + limit + " viewers; close one first");
      }
      long own = viewers.values().stream().filter(v -> v.caller().name().equals(user)).count();
      if (own >= perUser) {
        return Optional.of(
            "you have already " + perUser + " live views open; close one of them first");
      }
    }
    viewers.put(viewer.id(), viewer);
    return Optional.empty();
  }

  void remove(LiveViewer viewer) {
    viewers.remove(viewer.id());
  }

  Optional<LiveViewer> find(String id) {
    return Optional.ofNullable(viewers.get(id));
  }

  int limit() {
    return limit;
  }

  int perUser() {
    return perUser;
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
