package io.milepost.rsu.rules;

import io.micrometer.core.instrument.MeterRegistry;
import io.milepost.protocol.message.Detections;
import io.milepost.protocol.message.Topics;
import io.milepost.protocol.message.TrackedBox;
import io.milepost.rsu.perception.FrameDetections;
import io.milepost.rsu.perception.PerceptionTopics;
import io.milepost.rsu.rules.track.Box;
import io.milepost.rsu.rules.track.TrackedObject;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tracker and rules of one camera.
 *
 * <p><em>Consumes:</em> {@link PerceptionTopics#detections(String)}.
 *
 * <p><em>Publishes:</em> {@link FindingMessage#TOPIC} for every finding, and {@link
 * Topics#detections(String)} with the boxes and their tracks for every picture.
 *
 * <p><em>Threading:</em> one event loop; a picture costs well under a millisecond.
 *
 * <p><em>Drops:</em> results older than the last one and those of a camera that cannot be believed,
 * counted.
 */
public final class RuleVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(RuleVerticle.class);

  private final String camera;
  private final RuleEngine engine;
  private final MeterRegistry registry;
  private RuleMetrics metrics;
  private MessageConsumer<Object> consumer;

  /**
   * A verticle that has seen nothing yet.
   *
   * @param camera camera id
   * @param config thresholds of its rules
   * @param registry where the figures go
   */
  public RuleVerticle(String camera, RulesConfig config, MeterRegistry registry) {
    this.camera = camera;
    this.engine = new RuleEngine(camera, config);
    this.registry = registry;
  }

  @Override
  public Future<?> start() {
    metrics = new RuleMetrics(registry, camera);
    consumer = PerceptionTopics.detections(camera).consume(vertx.eventBus(), this::look);
    return consumer.completion();
  }

  @Override
  public Future<?> stop() {
    return consumer.unregister().onComplete(done -> metrics.close());
  }

  private void look(FrameDetections frame) {
    long begun = System.nanoTime();
    List<Finding> findings = engine.observe(frame);
    long decided = System.nanoTime();
    for (Finding finding : findings) {
      tell(finding, frame, decided);
    }
    if (engine.skipped()) {
      metrics.outOfOrder();
      return;
    }
    if (engine.suspended()) {
      // Nobody looked: an open incident must not end because its camera sees nothing.
      metrics.suspended();
      return;
    }
    metrics.looked(decided - begun, engine.tracks().size(), engine.suspicion());
    Topics.detections(camera).publish(vertx.eventBus(), boxes(frame));
  }

  private void tell(Finding finding, FrameDetections frame, long decided) {
    Map<String, Long> stages = new LinkedHashMap<>();
    stages.put("capture", frame.captureMicros());
    stages.put("wait", frame.waitMicros());
    stages.put("inference", frame.inferenceMicros());
    stages.put("rules", Math.max(0, (decided - frame.finishedNanos()) / 1000));
    FindingMessage message =
        new FindingMessage(
            finding,
            frame.utcMillis(),
            frame.utcMillis() - frame.ptsMicros() / 1000,
            Collections.unmodifiableMap(stages),
            decided);
    FindingMessage.TOPIC.publish(vertx.eventBus(), message);
    if (finding.phase() == Finding.Phase.CONFIRMED) {
      metrics.confirmed(finding.type());
    }
    LOG.info(
        "finding camera={} key={} phase={} type={} severity={} confidence={} start_s={} at_s={}",
        camera,
        finding.key(),
        finding.phase(),
        finding.type().code(),
        finding.severity(),
        finding.confidence(),
        finding.startSeconds(),
        frame.ptsMicros() / 1e6);
  }

  private Detections boxes(FrameDetections frame) {
    List<TrackedBox> boxes = new ArrayList<>();
    for (TrackedObject t : engine.tracks()) {
      if (!t.lost() && t.hits() > 1) {
        Box b = t.box();
        boxes.add(
            new TrackedBox(
                t.id(),
                t.label(),
                (float) t.history().confidence(0),
                (float) b.left(),
                (float) b.top(),
                (float) b.width(),
                (float) b.height()));
      }
    }
    return new Detections(
        camera, frame.ptsMicros(), frame.utcMillis(), frame.width(), frame.height(), boxes);
  }
}
