package io.milepost.rsu.rules;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.protocol.bus.RecordCodec;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.json.Json;
import io.milepost.protocol.message.Detections;
import io.milepost.protocol.message.Topics;
import io.milepost.rsu.perception.Attention;
import io.milepost.rsu.perception.PerceptionTopics;
import io.milepost.rsu.rules.core.Condition;
import io.milepost.rsu.rules.core.Finding;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class RuleVerticleTest {

  @Test
  void shouldPublishTracksAndFindingsWithTheTimeOfEveryStage(Vertx vertx, VertxTestContext test) {
    Topics.registerCodecs(vertx.eventBus());
    PerceptionTopics.registerCodecs(vertx.eventBus());
    RecordCodec.register(vertx.eventBus(), FindingMessage.class);
    MeterRegistry meters = new SimpleMeterRegistry();
    List<FindingMessage> findings = new CopyOnWriteArrayList<>();
    List<Detections> boxes = new CopyOnWriteArrayList<>();
    FindingMessage.TOPIC.consume(vertx.eventBus(), findings::add);
    Topics.detections("cam").consume(vertx.eventBus(), boxes::add);

    vertx
        .deployVerticle(
            new RuleVerticle(
                "cam",
                LiveRules.of(Map.of("cam", RulesConfig.defaults())),
                meters,
                new Attention(),
                () -> Double.NaN))
        .onComplete(
            test.succeeding(
                id -> {
                  for (int i = 0; i < 40; i++) {
                    PerceptionTopics.detections("cam")
                        .publish(vertx.eventBus(), burning(i).at(i / 10.0));
                  }
                  PerceptionTopics.detections("cam").publish(vertx.eventBus(), burning(35).at(3.5));
                  test.completeNow();
                }));

    Awaitility.await()
        .until(
            () ->
                meters.find("milepost.rules.dropped").tag("reason", "out_of_order").counter()
                        != null
                    && meters
                            .get("milepost.rules.dropped")
                            .tag("reason", "out_of_order")
                            .counter()
                            .count()
                        == 1);
    Awaitility.await().until(() -> boxes.size() == 40);
    assertThat(findings).hasSize(1);
    FindingMessage message = findings.get(0);
    assertThat(message.finding().type()).isEqualTo(IncidentType.FIRE);
    assertThat(message.finding().camera()).isEqualTo("cam");
    assertThat(message.finding().trace().conditions())
        .extracting(Condition::name)
        .containsExactly("detector_confidence", "variation", "growth", "evidence_seconds");
    assertThat(message.finding().trace().frames()).hasSizeGreaterThanOrEqualTo(15);
    assertThat(message.ptsToUtcMillis()).isEqualTo(1000);
    assertThat(message.stages().keySet()).containsExactly("capture", "wait", "inference", "rules");
    assertThat(message.stages()).containsEntry("capture", 1L).containsEntry("inference", 3L);
    assertThat(boxes.get(39).boxes()).hasSize(2);
    assertThat(boxes.get(39).boxes()).extracting("label").contains("fire", "car");
    assertThat(meters.get("milepost.rules.findings").tag("type", "fire").counter().count())
        .isEqualTo(1);
    assertThat(meters.get("milepost.rules.time").timer().count()).isEqualTo(40);
    assertThat(meters.get("milepost.rules.tracks").gauge().value()).isEqualTo(2);
    assertThat(meters.get("milepost.rules.suspicion").gauge().value()).isEqualTo(1);
  }

  @Test
  void shouldCloseWhatIsOpenWhenItRetiresAndGiveItsFollowerOtherKeys(Vertx vertx) throws Exception {
    Topics.registerCodecs(vertx.eventBus());
    PerceptionTopics.registerCodecs(vertx.eventBus());
    RecordCodec.register(vertx.eventBus(), FindingMessage.class);
    List<FindingMessage> findings = new CopyOnWriteArrayList<>();
    FindingMessage.TOPIC.consume(vertx.eventBus(), findings::add);
    LiveRules rules = LiveRules.of(Map.of("cam", RulesConfig.defaults()));
    for (int life = 0; life < 2; life++) {
      RuleVerticle verticle =
          new RuleVerticle("cam", rules, new SimpleMeterRegistry(), new Attention()).after(life);
      String id =
          vertx.deployVerticle(verticle).toCompletionStage().toCompletableFuture().get(5, SECONDS);
      for (int i = 0; i < 40; i++) {
        PerceptionTopics.detections("cam").publish(vertx.eventBus(), burning(i).at(i / 10.0));
      }
      int expected = life + 1;
      Awaitility.await().until(() -> findings.size() == expected);
      List<FindingMessage> closed =
          verticle.retire().toCompletionStage().toCompletableFuture().get(5, SECONDS);
      assertThat(closed).hasSize(1);
      assertThat(closed.get(0).finding().phase()).isEqualTo(Finding.Phase.CLEARED);
      assertThat(closed.get(0).finding().key()).isEqualTo(findings.get(life).finding().key());
      vertx.undeploy(id).toCompletionStage().toCompletableFuture().get(5, SECONDS);
    }
    assertThat(findings.get(0).finding().key()).isNotEqualTo(findings.get(1).finding().key());
  }

  @Test
  void shouldTellMotionWhenTheEyeSeesItAndTheRuleIsOn(Vertx vertx, VertxTestContext test)
      throws Exception {
    Topics.registerCodecs(vertx.eventBus());
    PerceptionTopics.registerCodecs(vertx.eventBus());
    RecordCodec.register(vertx.eventBus(), FindingMessage.class);
    List<FindingMessage> findings = new CopyOnWriteArrayList<>();
    FindingMessage.TOPIC.consume(vertx.eventBus(), findings::add);
    RulesConfig rules = RulesConfig.of(Json.mapper().readTree("{\"motion\": {\"enabled\": true}}"));
    RuleVerticle verticle =
        new RuleVerticle(
            "cam",
            LiveRules.of(Map.of("cam", rules)),
            new SimpleMeterRegistry(),
            new Attention(),
            () -> 0.05);

    vertx
        .deployVerticle(verticle)
        .onComplete(
            test.succeeding(
                id -> {
                  for (int i = 0; i < 20; i++) {
                    PerceptionTopics.detections("cam")
                        .publish(vertx.eventBus(), Road.empty().at(i / 10.0));
                  }
                  test.completeNow();
                }));

    Awaitility.await().until(() -> !findings.isEmpty());
    assertThat(findings.get(0).finding().type()).isEqualTo(IncidentType.MOTION);
    assertThat(findings.get(0).finding().evidence()).containsEntry("moving_share", 0.05);
  }

  private static Road burning(int i) {
    return Road.empty()
        .car(200, 200)
        .box("fire", 0.7, 210, 180 - 4 * (i % 4), 25, 30 + 4 * (i % 4));
  }
}
