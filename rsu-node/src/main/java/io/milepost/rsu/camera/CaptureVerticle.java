package io.milepost.rsu.camera;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.message.CameraCommand;
import io.milepost.protocol.message.CameraReply;
import io.milepost.protocol.message.Topics;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Runs one camera.
 *
 * <p><i>Consumes</i>: {@link Topics#cameraCommand} of its camera (start, stop, snapshot).
 *
 * <p><i>Publishes</i>: nothing; packets and frames go by reference to sinks and slots.
 *
 * <p><i>Threading</i>: event loop for commands; capture on the camera's own platform thread,
 * snapshots on a worker.
 *
 * <p><i>Drops</i>: frames nobody took in time, newest wins, counted by {@link CaptureMetrics}.
 */
public final class CaptureVerticle extends VerticleBase {
  private static final long WATCH_MILLIS = 1000;

  /** A name look-up cannot be interrupted; the node goes down without waiting for it to end. */
  private static final long STOP_SECONDS = 5;

  private final CameraCapture capture;
  private final LivePictures live;
  private final boolean starts;
  private final Consumer<Boolean> memory;
  private MessageConsumer<Object> commands;

  /**
   * A verticle for one camera.
   *
   * @param capture the camera, with its sinks and slots attached
   * @param live where snapshots come from
   */
  public CaptureVerticle(CameraCapture capture, LivePictures live) {
    this(capture, live, true, stopped -> {});
  }

  /**
   * A verticle for one camera that may begin stopped.
   *
   * @param capture the camera, with its sinks and slots attached
   * @param live where snapshots come from
   * @param starts whether it connects at once
   * @param memory told on a worker that somebody has stopped (true) or started the camera; may fail
   */
  public CaptureVerticle(
      CameraCapture capture, LivePictures live, boolean starts, Consumer<Boolean> memory) {
    this.capture = capture;
    this.live = live;
    this.starts = starts;
    this.memory = memory;
  }

  @Override
  public Future<?> start() {
    commands = Topics.cameraCommand(capture.camera().id()).answer(vertx.eventBus(), this::command);
    if (starts) {
      capture.start();
    }
    vertx.setPeriodic(WATCH_MILLIS, timer -> capture.watch());
    return commands.completion();
  }

  private Future<CameraReply> command(CameraCommand command) {
    return switch (command.action()) {
      case START -> {
        capture.start();
        yield remember(false);
      }
      case STOP ->
          Future.fromCompletionStage(capture.stop(), context).compose(done -> remember(true));
      case SNAPSHOT -> vertx.executeBlocking(live::newest, false).map(this::snapshot);
    };
  }

  /** What was asked holds after a restart as well; done it is in any case. */
  private Future<CameraReply> remember(boolean stopped) {
    return vertx
        .executeBlocking(
            () -> {
              memory.accept(stopped);
              return null;
            })
        .map(done -> reply(null));
  }

  private CameraReply snapshot(Optional<JpegPicture> picture) {
    return reply(
        picture.orElseThrow(
            () ->
                new MilepostException(
                    FailureCode.UNAVAILABLE,
                    "camera "
                        + capture.camera().id()
                        + " has shown no picture yet: "
                        + capture.state(0).reason())));
  }

  private CameraReply reply(JpegPicture picture) {
    return new CameraReply(
        capture.camera().id(),
        capture.state(0).state(),
        picture == null ? null : picture.jpeg(),
        picture == null ? 0 : picture.ptsMicros());
  }

  @Override
  public Future<?> stop() {
    return commands
        .unregister()
        .eventually(
            () ->
                Future.fromCompletionStage(capture.stop(), context)
                    .timeout(STOP_SECONDS, TimeUnit.SECONDS)
                    .otherwiseEmpty());
  }
}
