package io.milepost.rsu.recording.archive;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends to the archive. Deploy it with {@link #options()}.
 *
 * <p><i>Consumes</i>: nothing from the bus; the index puts what is complete into the outbox.
 *
 * <p><i>Publishes</i>: nothing.
 *
 * <p><i>Threading</i>: a worker of its own, which an archive that hangs may hold for ever.
 *
 * <p><i>Drops</i>: nothing; what waits is on disk.
 */
public final class ArchiveVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(ArchiveVerticle.class);
  private static final long FIRST_MILLIS = 1000;
  private static final long AFTER_FAULT_MILLIS = 30_000;

  private final ArchiveKeeper keeper;
  private volatile boolean stopped;

  /** A verticle for this keeper. */
  public ArchiveVerticle(ArchiveKeeper keeper, MeterRegistry registry) {
    this.keeper = keeper;
    Gauge.builder("milepost.archive.waiting.files", keeper, k -> k.backlog().files())
        .register(registry);
    Gauge.builder("milepost.archive.waiting.bytes", keeper, k -> k.backlog().bytes())
        .register(registry);
    Gauge.builder("milepost.archive.oldest.seconds", keeper, ArchiveKeeper::oldestSeconds)
        .description("Age of the file that has waited longest")
        .register(registry);
    Gauge.builder("milepost.archive.free.bytes", keeper, ArchiveKeeper::freeBytes)
        .register(registry);
    FunctionCounter.builder("milepost.archive.done", keeper, ArchiveKeeper::done)
        .description("Files archived and compared")
        .register(registry);
    FunctionCounter.builder("milepost.archive.sent.bytes", keeper, ArchiveKeeper::sentBytes)
        .register(registry);
    for (ArchiveException.Cause cause : ArchiveException.Cause.values()) {
      FunctionCounter.builder("milepost.archive.failures", keeper, k -> k.failures(cause))
          .tag("cause", cause.code())
          .register(registry);
    }
  }

  /** A worker of its own, without complaints about long uploads. */
  public static DeploymentOptions options() {
    return new DeploymentOptions()
        .setThreadingModel(ThreadingModel.WORKER)
        .setWorkerPoolName("milepost-archive")
        .setWorkerPoolSize(1)
        .setMaxWorkerExecuteTime(7)
        .setMaxWorkerExecuteTimeUnit(TimeUnit.DAYS);
  }

  @Override
  public Future<?> start() {
    vertx.setTimer(FIRST_MILLIS, timer -> step());
    return Future.succeededFuture();
  }

  private void step() {
    long wait = AFTER_FAULT_MILLIS;
    try {
      wait = Math.max(1, keeper.step());
    } catch (RuntimeException e) {
      LOG.error("archive step failed", e);
    } finally {
      if (!stopped) {
        vertx.setTimer(wait, timer -> step());
      }
    }
  }

  @Override
  public Future<?> stop() {
    stopped = true;
    keeper.stop();
    return Future.succeededFuture();
  }
}
