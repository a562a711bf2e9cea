package io.milepost.vehicle;

import io.milepost.host.service.LoopProbe;
import io.milepost.host.service.Probe;
import io.milepost.host.service.ProgressProbe;
import io.milepost.host.service.ServiceManager;
import io.milepost.host.service.Watchdog;
import io.milepost.vehicle.receive.AlertReceiver;
import io.milepost.vehicle.receive.VehicleState;
import io.milepost.vehicle.ros.RosOutput;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What must make progress for a vehicle to count as alive: the receiving thread, the ticker, every
 * event loop and the thread of the ROS output where there is one.
 */
final class NodeWatch implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final Watchdog watchdog;

  private NodeWatch(Watchdog watchdog) {
    this.watchdog = watchdog;
  }

  /**
   * Tells the service manager that the vehicle listens, and begins to watch.
   *
   * @param vertx null for none
   * @param ros null for none
   */
  static NodeWatch start(AlertReceiver receiver, Vertx vertx, RosOutput ros) {
    return new NodeWatch(
        Watchdog.start(
            ServiceManager.ofThisProcess(),
            probes(receiver, vertx, ros, LIMIT),
            () -> line(receiver.state())));
  }

  /** What is watched; each part may stand still for the limit. */
  static List<Probe> probes(AlertReceiver receiver, Vertx vertx, RosOutput ros, Duration limit) {
    List<Probe> probes = new ArrayList<>();
    probes.add(nanos -> deaf(receiver.isListening(), receiver.busy(), limit));
    probes.add(new ProgressProbe("the ticker", receiver::ticks, limit));
    int number = 0;
    if (vertx != null) {
      for (EventExecutor loop : ((VertxInternal) vertx).nettyEventLoopGroup()) {
        probes.add(new LoopProbe("event loop " + number++, loop));
      }
    }
    if (ros != null) {
      probes.add(new LoopProbe("the ROS output", ros.thread()));
    }
    return probes;
  }

  /** The receiving thread blocks in receive while it is silent outside; that is no standstill. */
  static Optional<String> deaf(boolean listening, Duration busy, Duration limit) {
    if (!listening) {
      return Optional.of("the receiver does not listen");
    }
    return busy.compareTo(limit) <= 0
        ? Optional.empty()
        : Optional.of("the receiver is at one datagram for " + busy.toMillis() + " ms");
  }

  private static String line(VehicleState state) {
    return "listening, " + state.rsus().size() + " RSUs known";
  }

  @Override
  public void close() {
    watchdog.close();
  }
}
