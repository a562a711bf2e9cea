package io.milepost.vehicle;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.vehicle.event.VehicleEvent;
import io.milepost.vehicle.journal.Journal;
import io.milepost.vehicle.keys.KeyWatch;
import io.milepost.vehicle.ops.StatusVerticle;
import io.milepost.vehicle.receive.AlertReceiver;
import io.milepost.vehicle.receive.VehicleState;
import io.milepost.vehicle.ros.RosOutput;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.PrintStream;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A whole vehicle: journal, ROS 2 output, receiver and status page, started and stopped in order.
 */
public final class VehicleNode implements AutoCloseable {
  private static final int TIMEOUT_SECONDS = 10;

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Journal journal;
  private final RosOutput ros;
  private final AlertReceiver receiver;
  private final KeyWatch keyWatch;
  private NodeWatch watch;
  private Vertx vertx;
  private StatusVerticle status;

  /**
   * Starts everything; returns when alerts are received.
   *
   * @param screen where lines for people go
   * @throws MilepostException CONFIGURATION when a file, interface or port cannot be used
   */
  public VehicleNode(VehicleConfig config, PrintStream screen) {
    // 1. The journal, so that nothing that follows goes unrecorded.
    journal = new Journal(config.log(), screen, config.json(), registry);
    // 2. ROS 2, when asked for, and the ear.
    RosOutput out = null;
    try {
      out = config.ros() == null ? null : RosOutput.open(config.ros(), registry);
      Consumer<VehicleEvent> journaled = journal::accept;
      receiver =
          new AlertReceiver(
              new AlertReceiver.Config(
                  config.group(),
                  config.port(),
                  config.interfaces(),
                  config.keys(),
                  config.dropUnsigned(),
                  config.rsuTimeout(),
                  config.road(),
                  config.data()),
              config.policy(),
              registry,
              out == null ? journaled : journaled.andThen(out::accept));
    } catch (RuntimeException e) {
      if (out != null) {
        out.close();
      }
      journal.close();
      throw e;
    }
    ros = out;
    journal.start();
    receiver.start();
    if (ros != null) {
      ros.start(receiver::isListening);
    }
    keyWatch = new KeyWatch(config.keys(), registry);
    // 3. The status page, when asked for.
    if (config.metricsPort() != null) {
      try {
        openStatus(config.metricsPort());
      } catch (RuntimeException e) {
        close();
        throw e;
      }
    }
    // Last: the service manager hears that all of it works, and from now on whether it still does.
    watch = NodeWatch.start(receiver, vertx);
  }

  private void openStatus(int port) {
    vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
    status =
        new StatusVerticle("127.0.0.1", port, registry, receiver::isListening, receiver::state);
    try {
      vertx
          .deployVerticle(status)
          .toCompletionStage()
          .toCompletableFuture()
          .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof MilepostException known
          ? known
          : new MilepostException(
              FailureCode.INTERNAL, "status page failed: " + e.getCause().getMessage(), e);
    } catch (TimeoutException e) {
      throw new MilepostException(FailureCode.TIMEOUT, "status page did not start in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MilepostException(FailureCode.INTERNAL, "interrupted while starting", e);
    }
  }

  /** What it knows now. */
  public VehicleState state() {
    return receiver.state();
  }

  /** The receiver. */
  public AlertReceiver receiver() {
    return receiver;
  }

  /** Counters and timers. */
  public PrometheusMeterRegistry registry() {
    return registry;
  }

  /** HTTP port in use, -1 without a status page. */
  public int statusPort() {
    return status == null ? -1 : status.port();
  }

  @Override
  public void close() {
    if (watch != null) {
      watch.close();
    }
    if (ros != null) {
      ros.close();
    }
    keyWatch.close();
    receiver.close();
    journal.close();
    if (vertx != null) {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }
}
