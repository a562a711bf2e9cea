package io.milepost.vehicle;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.milepost.host.clock.ClockWatch;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.vehicle.display.DisplayVerticle;
import io.milepost.vehicle.event.VehicleEvent;
import io.milepost.vehicle.journal.Journal;
import io.milepost.vehicle.keys.KeyWatch;
import io.milepost.vehicle.ops.StatusVerticle;
import io.milepost.vehicle.receive.AlertReceiver;
import io.milepost.vehicle.receive.VehicleState;
import io.milepost.vehicle.ros.RosOutput;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A whole vehicle. The constructor reads as the start-up script: what records and what is told
 * before what hears, and who looks on last; {@link #close} goes back the same way.
 */
public final class VehicleNode implements AutoCloseable {
  private static final int TIMEOUT_SECONDS = 10;

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final VehicleConfig config;
  private final Deque<AutoCloseable> undo = new ArrayDeque<>();
  private DriverSide driver;
  private Journal journal;
  private RosOutput ros;
  private AlertReceiver receiver;
  private Vertx vertx;
  private StatusVerticle status;

  /**
   * Starts everything; returns when alerts are received.
   *
   * @param screen where lines for people go
   * @throws MilepostException CONFIGURATION when a file, interface or port cannot be used
   */
  public VehicleNode(VehicleConfig config, PrintStream screen) {
    this.config = config;
    try {
      open(screen);
      start();
      serve();
      // Last: the service manager hears that all of it works, and from now on whether it still
      // does.
      later(NodeWatch.start(receiver, vertx, ros));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** 1. Files, sockets, libraries and the watch over the clock; nothing is heard yet. */
  private void open(PrintStream screen) {
    later(VehicleFolder.open(config.data()));
    driver = later(new DriverSide(config.driver(), screen, registry));
    journal = later(new Journal(config.log(), driver.lines(), config.json(), registry));
    ros = config.ros() == null ? null : later(RosOutput.open(config.ros(), registry));
    ClockWatch clock = later(ClockWatch.start());
    AlertReceiver.Config ear =
        new AlertReceiver.Config(
            config.group(),
            config.port(),
            config.interfaces(),
            config.keys(),
            config.dropUnsigned(),
            config.rsuTimeout(),
            config.road(),
            config.data(),
            config.network(),
            clock::exact);
    receiver = later(new AlertReceiver(ear, driver.decider(config.policy()), registry, this::tell));
  }

  /** 2. Who records, before the ear; what goes out, and ends with it, after. */
  private void start() {
    journal.start();
    driver.start();
    receiver.start();
    if (ros != null) {
      ros.start(receiver::isListening);
    }
    later(new KeyWatch(config.keys(), registry));
  }

  /** 3. Who looks on: the status page and what the driver sees, when asked for. */
  private void serve() {
    if (config.metricsPort() != null) {
      status =
          new StatusVerticle(
              "127.0.0.1",
              config.metricsPort(),
              registry,
              receiver::isListening,
              receiver::state,
              config.rsuTimeout());
      deploy(status);
    }
    DisplayVerticle display = driver.display(receiver::state, config.rsuTimeout());
    if (display != null) {
      deploy(display);
    }
  }

  private void tell(VehicleEvent event) {
    journal.accept(event);
    driver.accept(event);
    if (ros != null) {
      ros.accept(event);
    }
  }

  /** Draws in the terminal from now on, when asked for and possible. */
  void show() {
    driver.show(receiver::state, config.rsuTimeout());
  }

  private void deploy(VerticleBase verticle) {
    if (vertx == null) {
      Vertx made = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
      later(() -> made.close().toCompletionStage().toCompletableFuture().join());
      vertx = made;
    }
    try {
      vertx
          .deployVerticle(verticle)
          .toCompletionStage()
          .toCompletableFuture()
          .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof MilepostException known
          ? known
          : new MilepostException(
              FailureCode.INTERNAL, "a page failed: " + e.getCause().getMessage(), e);
    } catch (TimeoutException e) {
      throw new MilepostException(FailureCode.TIMEOUT, "a page did not start in time", e);
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

  /** Address of the driver's page, null without one. */
  public String displayUrl() {
    return driver.displayPort() < 0
        ? null
        : "http://" + config.driver().displayHost() + ":" + driver.displayPort();
  }

  private <T extends AutoCloseable> T later(T part) {
    undo.push(part);
    return part;
  }

  /** Stops everything in reverse order; a part that fails to stop does not keep the others. */
  @Override
  public void close() {
    RuntimeException first = null;
    while (!undo.isEmpty()) {
      try {
        undo.pop().close();
      } catch (Exception e) {
        first = first == null ? new IllegalStateException("a part did not stop", e) : first;
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
