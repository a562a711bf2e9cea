package io.milepost.rsu.rules;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.milepost.protocol.message.Detections;
import io.milepost.protocol.message.Topics;
import io.milepost.protocol.message.TrackedBox;
import io.milepost.rsu.perception.FrameDetections;
import io.milepost.rsu.perception.PerceptionTopics;
import io.milepost.rsu.rules.track.TrackedObject;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Tracker and rules of one camera.
 *
 * <p><i>Consumes</i>: {@link PerceptionTopics#detections} of its camera.
 *
 * <p><i>Publishes</i>: {@link FindingMessage#TOPIC}, and {@link Topics#detections} with track ids.
 *
 * <p><i>Threading</i>: event loop; the engine takes well under a millisecond a frame.
 *
 * <p><i>Drops</i>: frames older than the last one looked at.
 */
public final class RuleVerticle extends VerticleBase {
  private final String camera;
  private final RuleEngine engine;
  private final Timer time;

  /** Rules that have seen nothing yet. */
  public RuleVerticle(String camera, RulesConfig config, MeterRegistry meters) {
    this.camera = camera;
    engine = new RuleEngine(camera, config);
    time = Timer.builder("milepost.rules.time").tag("camera", camera).register(meters);
  }

  @Override
  public Future<?> start() {
    return PerceptionTopics.detections(camera).consume(vertx.eventBus(), this::on).completion();
  }

  private void on(FrameDetections frame) {
    long start = System.nanoTime();
    List<Finding> findings = engine.observe(frame);
    long done = System.nanoTime();
    time.record(done - start, TimeUnit.NANOSECONDS);
    for (Finding f : findings) {
      Map<String, Long> stages = new LinkedHashMap<>();
      stages.put("capture", frame.captureMicros());
      stages.put("wait", frame.waitMicros());
      stages.put("inference", frame.inferenceMicros());
      stages.put("rules", (done - frame.finishedNanos()) / 1000);
      FindingMessage.TOPIC.publish(
          vertx.eventBus(),
          new FindingMessage(
              f,
              frame.utcMillis(),
              frame.utcMillis() - frame.ptsMicros() / 1000,
              Collections.unmodifiableMap(stages),
              done));
    }
    List<TrackedBox> boxes = new ArrayList<>();
    for (TrackedObject o : engine.tracks()) {
      if (!o.lost()) {
        boxes.add(
            new TrackedBox(
                o.id(),
                o.type().name().toLowerCase(Locale.ROOT),
                (float) o.confidence(),
                (float) o.box().left(),
                (float) o.box().top(),
                (float) o.box().width(),
                (float) o.box().height()));
      }
    }
    Topics.detections(camera)
        .publish(
            vertx.eventBus(),
            new Detections(
                camera,
                frame.ptsMicros(),
                frame.utcMillis(),
                frame.width(),
                frame.height(),
                boxes));
  }
}
