package io.milepost.vehicle;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.vehicle.journal.Journal;
import io.milepost.vehicle.ops.StatusVerticle;
import io.milepost.vehicle.receive.AlertReceiver;
import io.milepost.vehicle.receive.VehicleState;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.PrintStream;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A whole vehicle: journal, receiver and status page, started and stopped in order. */
public final class VehicleNode implements AutoCloseable {
  private static final int TIMEOUT_SECONDS = 10;

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
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
    // 1. The journal, so that nothing that follows goes unrecorded.
    journal = new Journal(config.log(), screen, config.json(), registry);
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
                  config.data(),
                  config.network()),
              config.policy(),
              registry,
              journal::accept);
    } catch (RuntimeException e) {
      journal.close();
      throw e;
    }
    journal.start();
    receiver.start();
    // 3. The status page, when asked for.
    if (config.metricsPort() != null) {
      try {
        openStatus(config.metricsPort());
      } catch (RuntimeException e) {
        close();
        throw e;
      }
    }
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
    receiver.close();
    journal.close();
    if (vertx != null) {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }
}
