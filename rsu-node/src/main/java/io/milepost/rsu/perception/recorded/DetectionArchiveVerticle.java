package io.milepost.rsu.perception.recorded;

import io.micrometer.core.instrument.MeterRegistry;
import io.milepost.rsu.perception.FrameDetections;
import io.milepost.rsu.perception.PerceptionTopics;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Hands what the detector finds to the archive.
 *
 * <p><em>Consumes:</em> {@link PerceptionTopics#detections(String)} of every camera.
 *
 * <p><em>Publishes:</em> nothing.
 *
 * <p><em>Threading:</em> one event loop that only hands over; the archive's own thread writes.
 *
 * <p><em>Drops:</em> what comes while the archive's queue is full, counted there.
 */
public final class DetectionArchiveVerticle extends VerticleBase {
  private final Path folder;
  private final DetectionsConfig config;
  private final List<String> cameras;
  private final MeterRegistry registry;
  private volatile DetectionArchive archive;

  /**
   * A verticle that keeps nothing unless its configuration says so.
   *
   * @param folder where the recordings go
   * @param cameras ids
   */
  public DetectionArchiveVerticle(
      Path folder, DetectionsConfig config, List<String> cameras, MeterRegistry registry) {
    this.folder = folder;
    this.config = config;
    this.cameras = List.copyOf(cameras);
    this.registry = registry;
  }

  @Override
  public Future<?> start() {
    if (!config.enabled()) {
      return Future.succeededFuture();
    }
    DetectionArchive started = new DetectionArchive(folder, config, "", registry);
    archive = started;
    return Future.all(cameras.stream().map(camera -> listen(camera, started)).toList());
  }

  private Future<Void> listen(String camera, DetectionArchive to) {
    MessageConsumer<Object> consumer =
        PerceptionTopics.detections(camera)
            .consume(vertx.eventBus(), (FrameDetections frame) -> to.offer(frame));
    return consumer.completion();
  }

  @Override
  public Future<?> stop() {
    DetectionArchive running = archive;
    return running == null
        ? Future.succeededFuture()
        : vertx.executeBlocking(
            () -> {
              running.close();
              return null;
            });
  }

  /** A sentence while nothing can be written. */
  public Optional<String> degraded() {
    return Optional.ofNullable(archive).flatMap(DetectionArchive::degraded);
  }
}
