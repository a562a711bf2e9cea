package io.milepost.rsu.perception.recorded;

import io.micrometer.core.instrument.MeterRegistry;
import io.milepost.rsu.perception.FrameDetections;
import io.milepost.rsu.perception.PerceptionTopics;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

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
  private final Map<String, MessageConsumer<Object>> consumers = new ConcurrentHashMap<>();
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
    this.cameras = new CopyOnWriteArrayList<>(cameras);
    this.registry = registry;
  }

  @Override
  public Future<?> start() {
    if (!config.enabled()) {
      return Future.succeededFuture();
    }
    DetectionArchive started = new DetectionArchive(folder, config, "", registry);
    archive = started;
    return Future.all(cameras.stream().map(this::add).toList());
  }

  /** Keeps what is found before this camera too, if anything is kept. Any thread, once started. */
  public Future<Void> add(String camera) {
    DetectionArchive to = archive;
    if (to == null) {
      return Future.succeededFuture();
    }
    return consumers
        .computeIfAbsent(
            camera,
            id ->
                PerceptionTopics.detections(id)
                    .consume(vertx.eventBus(), (FrameDetections frame) -> to.offer(frame)))
        .completion();
  }

  /** Keeps nothing of this camera any more. Any thread. */
  public Future<Void> remove(String camera) {
    MessageConsumer<Object> consumer = consumers.remove(camera);
    return consumer == null ? Future.succeededFuture() : consumer.unregister();
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
