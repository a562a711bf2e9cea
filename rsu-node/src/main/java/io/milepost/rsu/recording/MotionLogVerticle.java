package io.milepost.rsu.recording;

import io.milepost.protocol.message.MotionSeen;
import io.milepost.protocol.message.Topics;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;

/**
 * Writes down when something moved before a camera. Deploy it as a worker.
 *
 * <p><em>Consumes</em> {@code milepost.motion.<camera>}.
 *
 * <p><em>Publishes</em> nothing.
 *
 * <p><em>Threading</em> worker; it waits for the disk.
 *
 * <p><em>Drops</em> nothing.
 */
public final class MotionLogVerticle extends VerticleBase {
  private final MotionLog log;
  private final String camera;
  private MessageConsumer<Object> motion;

  /** Writes down the motion of one camera. */
  public MotionLogVerticle(MotionLog log, String camera) {
    this.log = log;
    this.camera = camera;
  }

  @Override
  public Future<?> start() {
    motion = Topics.motion(camera).consume(vertx.eventBus(), (MotionSeen seen) -> log.seen(seen));
    return motion.completion();
  }

  @Override
  public Future<?> stop() {
    return motion.unregister();
  }
}
