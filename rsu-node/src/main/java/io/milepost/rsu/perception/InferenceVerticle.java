package io.milepost.rsu.perception;

import io.micrometer.core.instrument.MeterRegistry;
import io.milepost.protocol.message.ModelRequest;
import io.milepost.protocol.message.ModelState;
import io.milepost.protocol.message.Topics;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at all cameras of this node with one model.
 *
 * <p><em>Consumes:</em> the frame slots of the cameras, not the bus; {@link Topics#MODEL}, which
 * tells and replaces the model.
 *
 * <p><em>Publishes:</em> {@link PerceptionTopics#detections(String)}, one message per picture
 * looked at, in order for each camera.
 *
 * <p><em>Threading:</em> the model runs on the pool's own threads; loading and closing on Vert.x
 * worker threads; the event loop only starts and stops.
 *
 * <p><em>Drops:</em> pictures a newer one replaces, pictures that are too old when their turn comes
 * and pictures that cannot be scaled; each is counted by reason.
 */
public final class InferenceVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(InferenceVerticle.class);

  private final PerceptionConfig config;
  private final List<CameraFeed> feeds;
  private final MeterRegistry meters;
  private final ModelKeeper keeper;
  private volatile InferencePool pool;

  /**
   * A verticle that has loaded nothing yet.
   *
   * @param config model, workers, thresholds
   * @param feeds cameras to look at from the start; more can be registered at any time
   * @param meters where the figures go
   */
  public InferenceVerticle(PerceptionConfig config, List<CameraFeed> feeds, MeterRegistry meters) {
    this.config = config;
    this.feeds = new CopyOnWriteArrayList<>(feeds);
    this.meters = meters;
    this.keeper = new ModelKeeper(config, meters);
  }

  @Override
  public Future<?> start() {
    if (config.alone()) {
      LOG.warn("no model configured: rules see moving shapes only");
      feeds.forEach(feed -> feed.eye().report(feed.pace().targetFps(), this::publish));
      return Future.succeededFuture();
    }
    return vertx
        .executeBlocking(keeper::load)
        .compose(
            loaded -> {
              InferencePool started = new InferencePool(loaded, config, this::publish, meters);
              feeds.forEach(started::register);
              keeper.serve(started);
              pool = started;
              watch();
              return Topics.MODEL.answer(vertx.eventBus(), this::answer).completion();
            });
  }

  /**
   * Looks at one camera more, from now on or from the start on. Any thread.
   *
   * @throws IllegalStateException when one of this id is looked at already
   */
  public void add(CameraFeed feed) {
    feeds.add(feed);
    if (config.alone()) {
      feed.eye().report(feed.pace().targetFps(), this::publish);
    } else {
      pool().ifPresent(running -> running.register(feed));
    }
  }

  /**
   * Looks at a camera no more; the others lose no picture. Returns when nothing of it is being
   * looked at, which may take one inference: not for event loops.
   */
  public void remove(String camera) {
    feeds.stream()
        .filter(feed -> feed.camera().equals(camera))
        .forEach(
            feed -> {
              feeds.remove(feed);
              if (config.alone()) {
                feed.eye().report(feed.pace().targetFps(), found -> {});
              }
            });
    pool().ifPresent(running -> running.unregister(camera));
  }

  private void watch() {
    long millis = Math.round(config.modelUse().watchSeconds() * 1000);
    if (millis > 0) {
      vertx.setPeriodic(millis, timer -> renew());
    }
  }

  /** Runs one at a time: blocking work of one verticle keeps its order. */
  private void renew() {
    vertx.executeBlocking(
        () -> {
          keeper.renewIfChanged();
          return null;
        });
  }

  private Future<ModelState> answer(ModelRequest request) {
    return vertx.executeBlocking(
        () -> {
          if (request.path() != null) {
            keeper.replace(request.path(), request.actor());
          }
          return keeper.state();
        },
        request.path() != null);
  }

  private void publish(FrameDetections found) {
    PerceptionTopics.detections(found.camera()).publish(vertx.eventBus(), found);
  }

  @Override
  public Future<?> stop() {
    InferencePool running = pool;
    pool = null;
    if (config.alone()) {
      feeds.forEach(feed -> feed.eye().report(feed.pace().targetFps(), found -> {}));
    }
    return vertx.executeBlocking(
        () -> {
          if (running != null) {
            running.close();
          }
          keeper.close();
          return null;
        });
  }

  /**
   * The running pool, for registering cameras later and for its figures; empty before the start.
   */
  public Optional<InferencePool> pool() {
    return Optional.ofNullable(pool);
  }

  /**
   * A sentence while this node cannot look as often as configured, or its model's file has become
   * unusable.
   */
  public Optional<String> degraded() {
    return pool().flatMap(InferencePool::degraded).or(keeper::problem);
  }
}
