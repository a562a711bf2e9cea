package io.milepost.rsu.rules;

import io.micrometer.core.instrument.MeterRegistry;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.json.Json;
import io.milepost.protocol.message.ClipScore;
import io.milepost.protocol.message.ClipScoreReply;
import io.milepost.protocol.message.Detections;
import io.milepost.protocol.message.RulesCommand;
import io.milepost.protocol.message.RulesReply;
import io.milepost.protocol.message.Topics;
import io.milepost.protocol.message.TrackedBox;
import io.milepost.rsu.perception.Attention;
import io.milepost.rsu.perception.FrameDetections;
import io.milepost.rsu.perception.PerceptionTopics;
import io.milepost.rsu.rules.core.Finding;
import io.milepost.rsu.rules.hazard.AnomalyRule;
import io.milepost.rsu.rules.track.Box;
import io.milepost.rsu.rules.track.TrackedObject;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tracker and rules of one camera.
 *
 * <p><em>Consumes:</em> {@link PerceptionTopics#detections(String)}; {@link Topics#cameraRules} and
 * {@link Topics#cameraScores}, both answered.
 *
 * <p><em>Publishes:</em> {@link FindingMessage#TOPIC} for every finding, and {@link
 * Topics#detections(String)} with the boxes and their tracks for every picture. What it suspects,
 * and where, goes to perception through {@link Attention}. What rules on trial find is counted,
 * logged and shown, and goes nowhere else.
 *
 * <p><em>Threading:</em> one event loop; a picture costs well under a millisecond. Other rules are
 * taken on between two pictures.
 *
 * <p><em>Drops:</em> results older than the last one and those of a camera that cannot be believed,
 * counted.
 */
public final class RuleVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(RuleVerticle.class);

  private static final long LOOK_MILLIS = 1000;
  private static final int KEYS_PER_LIFE = 1_000_000;

  private final String camera;
  private final LiveRules live;
  private final RuleLedger ledger = new RuleLedger();
  private final RuleEngine engine;
  private final MeterRegistry registry;
  private final List<MessageConsumer<Object>> consumers = new ArrayList<>();
  private final Lookout lookout;
  private final DoubleSupplier moving;
  private RuleSet rules;
  private RuleMetrics metrics;
  private FrameDetections lastFrame;

  /**
   * A verticle of a camera whose motion nobody measures.
   *
   * @param camera camera id
   * @param live its rules, which may change at any time
   * @param registry where the figures go
   * @param attention where it tells perception what it wants to see better
   */
  public RuleVerticle(String camera, LiveRules live, MeterRegistry registry, Attention attention) {
    this(camera, live, registry, attention, () -> Double.NaN);
  }

  /**
   * A verticle of a camera whose motion is measured.
   *
   * @param camera camera id
   * @param live its rules, which may change at any time
   * @param registry where the figures go
   * @param attention where it tells perception what it wants to see better
   * @param moving share of the picture that moves now, 0..1; NaN while unknown; asked on the event
   *     loop for every picture
   */
  public RuleVerticle(
      String camera,
      LiveRules live,
      MeterRegistry registry,
      Attention attention,
      DoubleSupplier moving) {
    this.moving = moving;
    this.camera = camera;
    this.live = live;
    this.rules = live.get(camera);
    this.engine = new RuleEngine(camera, rules.config(), rules.geometry());
    this.lookout = new Lookout(engine, attention);
    this.registry = registry;
  }

  /**
   * Says that this is not the first verticle of its camera, so that its findings have keys of their
   * own. Before the start.
   *
   * @param times how often the camera has been taken in before, 0..1000
   */
  public RuleVerticle after(int times) {
    engine.keysFrom(1 + times * KEYS_PER_LIFE);
    return this;
  }

  /**
   * Ends its work for good; undeploy it next. Any thread, once started.
   *
   * @return what is open, closed: publish it when nobody will see it any more
   */
  public Future<List<FindingMessage>> retire() {
    Promise<List<FindingMessage>> closed = Promise.promise();
    context.runOnContext(
        v ->
            closed.complete(
                lastFrame == null
                    ? List.of()
                    : engine.closeAll().stream()
                        .map(finding -> message(finding, lastFrame, System.nanoTime()))
                        .toList()));
    return closed.future();
  }

  @Override
  public Future<?> start() {
    metrics = new RuleMetrics(registry, camera);
    EventBus bus = vertx.eventBus();
    consumers.add(PerceptionTopics.detections(camera).consume(bus, this::look));
    consumers.add(Topics.cameraRules(camera).answer(bus, this::command));
    consumers.add(Topics.cameraScores(camera).answer(bus, this::score));
    // A camera without pictures takes other rules on as well.
    vertx.setPeriodic(LOOK_MILLIS, id -> refresh());
    return Future.all(consumers.stream().map(MessageConsumer::completion).toList());
  }

  @Override
  public Future<?> stop() {
    return Future.join(consumers.stream().map(MessageConsumer::unregister).toList())
        .onComplete(done -> metrics.close());
  }

  /** Takes the present rules on, should they be others than those at work. */
  private void refresh() {
    RuleSet now = live.get(camera);
    if (now == null || now == rules) {
      return;
    }
    rules = now;
    List<Finding> closed = engine.change(now);
    LOG.info("rules changed camera={} closed={}", camera, closed.size());
    closed.forEach(finding -> tell(finding, lastFrame, System.nanoTime()));
    hearTrials();
  }

  private Future<RulesReply> command(RulesCommand command) {
    if (command.action() == RulesCommand.Action.SHOW) {
      return Future.succeededFuture(ledger.reply(camera, engine, live));
    }
    return vertx
        .executeBlocking(
            () -> {
              if (command.action() == RulesCommand.Action.CHANGE) {
                live.change(camera, Json.tree(command.rules()));
              } else {
                live.reset(camera);
              }
              return null;
            })
        .map(
            done -> {
              LOG.info(
                  "rules command camera={} action={} actor={}",
                  camera,
                  command.action(),
                  command.actor());
              refresh();
              return ledger.reply(camera, engine, live);
            });
  }

  private Future<ClipScoreReply> score(ClipScore score) {
    if (lastFrame == null) {
      throw new MilepostException(
          FailureCode.UNAVAILABLE, "camera " + camera + " has shown no picture yet");
    }
    double offset = lastFrame.ptsMicros() / 1e6 - lastFrame.utcMillis() / 1e3;
    double suspicion =
        engine.score(
            new AnomalyRule.Score(
                score.model(),
                score.score(),
                score.from() / 1e3 + offset,
                score.to() / 1e3 + offset));
    if (Double.isNaN(suspicion)) {
      throw new MilepostException(
          FailureCode.CONFLICT,
          "the rule anomaly is off at camera " + camera + "; set rules.anomaly.enabled to true");
    }
    return Future.succeededFuture(new ClipScoreReply(camera, suspicion));
  }

  private void hearTrials() {
    for (Finding finding : engine.drainShadow()) {
      ledger.onTrial(finding, lastFrame.utcMillis());
      if (finding.phase() == Finding.Phase.CONFIRMED) {
        metrics.onTrial(finding.type());
      }
      LOG.info(
          "shadow finding camera={} key={} phase={} type={} confidence={} at_s={}",
          camera,
          finding.key(),
          finding.phase(),
          finding.type().code(),
          finding.confidence(),
          lastFrame.ptsMicros() / 1e6);
    }
    engine.drainCrossings().forEach(metrics::crossed);
  }

  private void look(FrameDetections frame) {
    refresh();
    long begun = System.nanoTime();
    double share = moving.getAsDouble();
    if (!Double.isNaN(share)) {
      engine.motion(share);
    }
    List<Finding> findings = engine.observe(frame);
    long decided = System.nanoTime();
    lookout.tell(findings, decided);
    for (Finding finding : findings) {
      tell(finding, frame, decided);
    }
    lastFrame = engine.skipped() ? lastFrame : frame;
    if (engine.skipped()) {
      metrics.outOfOrder();
      return;
    }
    hearTrials();
    if (engine.suspended()) {
      // Nobody looked: an open incident must not end because its camera sees nothing.
      metrics.suspended();
      return;
    }
    metrics.looked(decided - begun, engine.tracks().size(), engine.suspicion());
    Topics.detections(camera).publish(vertx.eventBus(), boxes(frame));
  }

  private static FindingMessage message(Finding finding, FrameDetections frame, long decided) {
    Map<String, Long> stages = new LinkedHashMap<>();
    stages.put("capture", frame.captureMicros());
    stages.put("wait", frame.waitMicros());
    stages.put("inference", frame.inferenceMicros());
    stages.put("rules", Math.max(0, (decided - frame.finishedNanos()) / 1000));
    return new FindingMessage(
        finding,
        frame.utcMillis(),
        frame.utcMillis() - frame.ptsMicros() / 1000,
        Collections.unmodifiableMap(stages),
        decided);
  }

  private void tell(Finding finding, FrameDetections frame, long decided) {
    FindingMessage.TOPIC.publish(vertx.eventBus(), message(finding, frame, decided));
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
