package io.milepost.vehicle;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.vehicle.display.DisplayVerticle;
import io.milepost.vehicle.event.VehicleEvent;
import io.milepost.vehicle.journal.Journal;
import io.milepost.vehicle.ops.StatusVerticle;
import io.milepost.vehicle.receive.AlertReceiver;
import io.milepost.vehicle.receive.VehicleState;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.PrintStream;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A whole vehicle: journal, receiver, pages and driver, started and stopped in order. */
public final class VehicleNode implements AutoCloseable {
  private static final int TIMEOUT_SECONDS = 10;

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final DriverSide driver;
  private final VehicleConfig config;
  private final Journal journal;
  private final AlertReceiver receiver;
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
    driver = new DriverSide(config.driver(), screen, registry);
    // 1. The journal, so that nothing that follows goes unrecorded.
    journal = new Journal(config.log(), driver.lines(), config.json(), registry);
    try {
      // 2. The ear.
      receiver =
          new AlertReceiver(
              new AlertReceiver.Config(
                  config.group(),
                  config.port(),
                  config.interfaces(),
                  config::keys,
                  config.dropUnsigned(),
                  config.rsuTimeout(),
                  config.road(),
                  config.data()),
              driver.decider(config.policy()),
              registry,
              this::tell);
    } catch (RuntimeException e) {
      journal.close();
      driver.close();
      throw e;
    }
    journal.start();
    driver.start();
    receiver.start();
    try {
      // 3. The status page, when asked for.
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
      // 4. What the driver sees.
      DisplayVerticle display = driver.display(receiver::state, config.rsuTimeout());
      if (display != null) {
        deploy(display);
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void tell(VehicleEvent event) {
    journal.accept(event);
    driver.accept(event);
  }

  /** Draws in the terminal from now on, when asked for and possible. */
  void show() {
    driver.show(receiver::state, config.rsuTimeout());
  }

  private void deploy(VerticleBase verticle) {
    if (vertx == null) {
      vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
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

  @Override
  public void close() {
    receiver.close();
    journal.close();
    driver.close();
    if (vertx != null) {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }
}
