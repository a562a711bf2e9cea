package io.milepost.rsu.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.protocol.bus.RecordCodec;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.message.ClipScore;
import io.milepost.protocol.message.ClipScoreReply;
import io.milepost.protocol.message.Detections;
import io.milepost.protocol.message.RulesCommand;
import io.milepost.protocol.message.RulesReply;
import io.milepost.protocol.message.Topics;
import io.milepost.rsu.ops.FileWatchVerticle;
import io.milepost.rsu.perception.Attention;
import io.milepost.rsu.perception.FrameDetections;
import io.milepost.rsu.perception.PerceptionTopics;
import io.milepost.rsu.perception.Sight;
import io.milepost.rsu.rules.core.Finding;
import io.milepost.rsu.rules.geometry.SceneGeometry;
import io.milepost.rsu.rules.geometry.ZoneType;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuleCommandsTest {
  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<Finding> findings = new CopyOnWriteArrayList<>();
  private volatile double moving = Double.NaN;
  private final List<Detections> looked = new CopyOnWriteArrayList<>();

  @BeforeEach
  void deploy() throws Exception {
    Topics.registerCodecs(vertx.eventBus());
    PerceptionTopics.registerCodecs(vertx.eventBus());
    RecordCodec.register(vertx.eventBus(), FindingMessage.class);
    FindingMessage.TOPIC.consume(vertx.eventBus(), m -> findings.add(m.finding()));
    Topics.detections("cam").consume(vertx.eventBus(), looked::add);
    SceneGeometry site =
        Zones.of(
            Zones.box(ZoneType.RESTRICTED, 0, 0, 640, 360),
            Zones.line("gate", List.of(), 320, 0, 320, 360));
    RuleSource source =
        new RuleSource() {
          @Override
          public List<Path> files() {
            return List.of();
          }

          @Override
          public Map<String, RuleSet> load() {
            return Map.of("cam", new RuleSet(RulesConfig.defaults(), site));
          }
        };
    LiveRules live = new LiveRules(source, folder);
    get(vertx.deployVerticle(new RuleVerticle("cam", live, meters, new Attention(), () -> moving)));
    get(
        vertx.deployVerticle(
            new FileWatchVerticle("rules", live::check, live::reloads, live::refusals, meters)));
  }

  @AfterEach
  void close() throws Exception {
    get(vertx.close());
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private RulesReply command(RulesCommand.Action action, Map<String, Object> rules)
      throws Exception {
    return get(
        Topics.cameraRules("cam")
            .request(vertx.eventBus(), new RulesCommand(action, rules, "test"), RulesReply.class));
  }

  private void play(double from, double to, DoubleFunction<Road> scene) {
    looked.clear();
    int frames = (int) Math.round((to - from) * 10);
    for (int i = 0; i < frames; i++) {
      double t = from + i / 10.0;
      PerceptionTopics.detections("cam").publish(vertx.eventBus(), scene.apply(t).at(t));
    }
    await().until(() -> looked.size() == frames);
  }

  private static Road intruder(double t) {
    return Road.empty().box("person", 0.7, 200, 190, 24, 60);
  }

  @Test
  void shouldPutARuleOnTrialWhileItRunsAndShowWhatItWouldHaveSaid() throws Exception {
    RulesReply before = command(RulesCommand.Action.SHOW, null);
    assertThat(before.source()).isEqualTo("files");
    assertThat(before.override()).isNull();
    assertThat(before.rules())
        .filteredOn(r -> r.name().equals("intrusion"))
        .singleElement()
        .satisfies(r -> assertThat(r.shadow()).isFalse());

    RulesReply changed =
        command(RulesCommand.Action.CHANGE, Map.of("shadow", List.of("intrusion")));
    assertThat(changed.source()).isEqualTo("override");
    play(0, 3, RuleCommandsTest::intruder);
    RulesReply trial = command(RulesCommand.Action.SHOW, null);
    assertThat(findings).isEmpty();
    assertThat(trial.shadowFindings())
        .extracting(RulesReply.ShadowFinding::type)
        .containsExactly(IncidentType.INTRUSION);
    assertThat(trial.rules())
        .filteredOn(RulesReply.RuleState::shadow)
        .singleElement()
        .satisfies(r -> assertThat(r.confirmed()).isEqualTo(1))
        .satisfies(r -> assertThat(r.suspicion()).isEqualTo(1));
    assertThat(meters.get("milepost.rules.shadow_findings").counter().count()).isEqualTo(1);
    assertThat(meters.find("milepost.rules.findings").counter()).isNull();

    command(RulesCommand.Action.RESET, null);
    play(3, 5, RuleCommandsTest::intruder);
    await().until(() -> findings.size() == 1);
    assertThat(findings.get(0).type()).isEqualTo(IncidentType.INTRUSION);

    command(RulesCommand.Action.CHANGE, Map.of("intrusion", Map.of("enabled", false)));
    await().until(() -> findings.size() == 2);
    assertThat(findings.get(1).phase()).isEqualTo(Finding.Phase.CLEARED);
    assertThat(findings.get(1).key()).isEqualTo(findings.get(0).key());
  }

  @Test
  void shouldRefuseWrongRulesInOneSentenceAndStayWithTheOldOnes() throws Exception {
    assertThatThrownBy(
            () -> command(RulesCommand.Action.CHANGE, Map.of("fire", Map.of("presence", 3))))
        .hasRootCauseMessage("rules.fire.presence is 3.0 but must be 0.1 to 0.95");
    assertThat(command(RulesCommand.Action.SHOW, null).source()).isEqualTo("files");
  }

  @Test
  void shouldTakeScoresOnceThereArePictures() throws Exception {
    ClipScore score = new ClipScore("vad", 0.95, 1000L, 4000L);
    assertThatThrownBy(
            () ->
                get(
                    Topics.cameraScores("cam")
                        .request(vertx.eventBus(), score, ClipScoreReply.class)))
        .hasRootCauseMessage("camera cam has shown no picture yet");
    play(0, 1, t -> Road.empty());
    get(Topics.cameraScores("cam").request(vertx.eventBus(), score, ClipScoreReply.class));
    play(1, 1.5, t -> Road.empty());
    await().until(() -> findings.size() == 1);
    assertThat(findings.get(0).type()).isEqualTo(IncidentType.ANOMALY);
    assertThat(findings.get(0).trace().frames()).hasSize(1);
  }

  @Test
  void shouldCountWhoCrossesALine() {
    play(0, 4, t -> Road.empty().car(70 + 110 * t, 210));
    assertThat(
            meters
                .get("milepost.rules.crossings")
                .tags("line", "gate", "direction", "to_left")
                .counter()
                .count())
        .isEqualTo(1);
  }

  @Test
  void shouldTellMotionWhereItIsAnEventAndTheEyeSeesIt() throws Exception {
    moving = 0.02;
    play(0, 2, t -> Road.empty());
    assertThat(findings).as("off by default").isEmpty();

    command(RulesCommand.Action.CHANGE, Map.of("motion", Map.of("enabled", true)));
    moving = 0.001;
    play(2, 4, t -> Road.empty());
    assertThat(findings).isEmpty();
    moving = 0.02;
    play(4, 6, t -> Road.empty());
    await().until(() -> findings.size() == 1);
    assertThat(findings.get(0).type()).isEqualTo(IncidentType.MOTION);
    assertThat(findings.get(0).evidence()).containsEntry("moving_share", 0.02);

    moving = 0;
    play(6, 12, t -> Road.empty());
    await().until(() -> findings.size() == 2);
    assertThat(findings.get(1).phase()).isEqualTo(Finding.Phase.CLEARED);
  }

  @Test
  void shouldSayWhyTheRulesDoNotLook() throws Exception {
    assertThat(command(RulesCommand.Action.SHOW, null).suspended()).isNull();
    Sight dirt = new Sight(Sight.Fault.BLURRED, false, "the picture is blurred; clean the lens");
    FrameDetections frame = Road.empty().at(1);
    PerceptionTopics.detections("cam")
        .publish(vertx.eventBus(), frame.with(frame.detections(), dirt));
    await().until(() -> command(RulesCommand.Action.SHOW, null).suspended() != null);
    assertThat(command(RulesCommand.Action.SHOW, null).suspended()).isEqualTo(dirt.sentence());

    play(2, 3, t -> Road.empty());
    assertThat(command(RulesCommand.Action.SHOW, null).suspended()).isNull();
  }
}
