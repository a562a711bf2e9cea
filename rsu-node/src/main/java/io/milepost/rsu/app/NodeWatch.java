package io.milepost.rsu.app;

import io.milepost.host.service.LoopProbe;
import io.milepost.host.service.Probe;
import io.milepost.host.service.ProgressProbe;
import io.milepost.host.service.ServiceManager;
import io.milepost.host.service.Watchdog;
import io.milepost.protocol.message.NodeStatus;
import io.milepost.rsu.broadcast.BroadcastConfig;
import io.milepost.rsu.broadcast.BroadcastVerticle;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What must make progress for a roadside unit to count as alive: every event loop, and the
 * broadcaster, without which vehicles hear nothing. Cameras, database and cluster are not among
 * them: they fail without the node's fault, and a restart would only silence it.
 */
final class NodeWatch {
  private static final Duration SHORTEST_LIMIT = Duration.ofSeconds(5);
  private static final int HEARTBEATS_MISSED = 3;

  private NodeWatch() {}

  /**
   * Tells the service manager that the node is ready, and begins to watch.
   *
   * @param broadcast null when vehicles are not told
   */
  static Watchdog start(
      Vertx vertx, BroadcastConfig config, BroadcastVerticle broadcast, NodeReport report) {
    List<Probe> probes = probes(vertx);
    if (broadcast != null) {
      Duration beats =
          Duration.ofNanos((long) (config.heartbeatSeconds() * 1e9 * HEARTBEATS_MISSED));
      Duration limit = beats.compareTo(SHORTEST_LIMIT) > 0 ? beats : SHORTEST_LIMIT;
      probes.add(new ProgressProbe("the broadcaster", broadcast::pumps, limit));
    }
    return Watchdog.start(ServiceManager.ofThisProcess(), probes, () -> line(report.status()));
  }

  /** One probe for each event loop, in a list that can grow. */
  static List<Probe> probes(Vertx vertx) {
    List<Probe> probes = new ArrayList<>();
    int number = 0;
    for (EventExecutor loop : ((VertxInternal) vertx).nettyEventLoopGroup()) {
      probes.add(new LoopProbe("event loop " + number++, loop));
    }
    return probes;
  }

  private static String line(NodeStatus status) {
    long live = status.cameras().stream().filter(camera -> camera.state().equals("live")).count();
    String fine =
        status.node()
            + ": "
            + live
            + " of "
            + status.cameras().size()
            + " cameras live, "
            + status.alertsOnAir()
            + " alerts on air";
    return status.degraded().isEmpty()
        ? fine
        : fine + "; degraded: " + String.join("; ", status.degraded());
  }
}
