package io.milepost.rsu.intake;

import io.micrometer.core.instrument.MeterRegistry;
import io.milepost.protocol.message.IncidentReply;
import io.milepost.rsu.incident.LocalIncidents;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Event files from a folder to the desk.
 *
 * <p><b>Consumes:</b> files; nothing on the bus.
 *
 * <p><b>Publishes:</b> requests to {@link LocalIncidents#REPORT}, at most {@value #WINDOW} at a
 * time.
 *
 * <p><b>Threading:</b> deploy it as a worker: it reads, renames and writes files. A thread of its
 * own waits for the kernel's hints.
 *
 * <p><b>Drops:</b> nothing. What the desk cannot take now is tried again after 1 to 60 s; what it
 * refuses for what it says goes to {@code failed/} with the reason.
 */
public final class IntakeVerticle extends VerticleBase {
  private static final int WINDOW = 16;
  private static final long NO_TIMER = -1;

  private final IntakeConfig config;
  private final Intake intake;
  private final AtomicBoolean woken = new AtomicBoolean();
  private DropWatch watch;
  private long soon = NO_TIMER;
  private boolean watched;
  private boolean closed;

  /**
   * Not deployed yet.
   *
   * @param dataFolder where the intake remembers what was taken
   */
  public IntakeVerticle(IntakeConfig config, Path dataFolder, MeterRegistry registry) {
    this(config, dataFolder, registry, step -> {});
  }

  /** As the other; told of every step, for tests that end the process there. */
  IntakeVerticle(
      IntakeConfig config, Path dataFolder, MeterRegistry registry, Consumer<String> steps) {
    this.config = config;
    this.intake = new Intake(config, dataFolder, registry, steps);
  }

  @Override
  public Future<?> start() {
    intake.open();
    vertx.setPeriodic(1, config.poll().toMillis(), id -> look());
    return Future.succeededFuture();
  }

  private void wake() {
    if (woken.compareAndSet(false, true)) {
      context.runOnContext(
          nothing -> {
            woken.set(false);
            look();
          });
    }
  }

  private void look() {
    if (closed) {
      return;
    }
    boolean again = intake.look();
    watch(intake.usable());
    pump();
    if (again && soon == NO_TIMER) {
      soon =
          vertx.setTimer(
              DropScan.SETTLE.toMillis(),
              id -> {
                soon = NO_TIMER;
                look();
              });
    }
  }

  /** One attempt for each time that the folder has come to be usable. */
  private void watch(boolean usable) {
    if (usable && !watched) {
      watch = DropWatch.on(config.folder(), this::wake);
    } else if (!usable && watch != null) {
      watch.close();
      watch = null;
    }
    watched = usable;
  }

  private void pump() {
    while (!closed && intake.asked() < WINDOW) {
      Intake.Question question = intake.next();
      if (question == null) {
        return;
      }
      LocalIncidents.REPORT
          .request(vertx.eventBus(), question.report(), IncidentReply.class)
          .onComplete(
              answer -> {
                intake.answered(question, answer.result(), answer.cause());
                if (intake.wantsMore()) {
                  look();
                } else {
                  pump();
                }
              });
    }
  }

  /** A sentence for the node's status while files cannot be taken or wait. Any thread. */
  public Optional<String> degraded() {
    return intake.degraded();
  }

  @Override
  public Future<?> stop() {
    closed = true;
    if (watch != null) {
      watch.close();
    }
    intake.close();
    return Future.succeededFuture();
  }
}
