package io.milepost.rsu.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.incident.IncidentState;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.message.IncidentChanged;
import io.milepost.protocol.message.IncidentCommand;
import io.milepost.protocol.message.IncidentReply;
import io.milepost.protocol.message.IncidentReport;
import io.milepost.protocol.message.Topics;
import io.milepost.rsu.incident.Findings;
import io.milepost.rsu.incident.LocalIncidents;
import io.milepost.rsu.rules.FindingMessage;
import io.milepost.rsu.rules.core.Finding;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes in one process that know each other over TCP only. */
class ClusterIT {
  private static final Duration SOON = Duration.ofSeconds(20);

  private TestNode a;
  private TestNode b;
  private List<String> members;

  @BeforeEach
  void join() throws Exception {
    int first = TestNode.freePort();
    int second = TestNode.freePort();
    members = List.of("127.0.0.1:" + first, "127.0.0.1:" + second);
    String name = "test-" + System.nanoTime();
    a = TestNode.start("rsu-a", name, first, members);
    b = TestNode.start("rsu-b", name, second, members);
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              assertThat(a.registry.alive()).containsExactly("rsu-a", "rsu-b");
              assertThat(b.registry.alive()).containsExactly("rsu-a", "rsu-b");
            });
  }

  @AfterEach
  void leave() throws Exception {
    b.stop();
    a.stop();
  }

  @Test
  void shouldBeOneIncidentWhenBothNodesSeeIt() {
    a.sees("near", "c-1", Findings.UTC);
    await().atMost(SOON).until(() -> b.board.active().size() == 1);

    b.sees("near", "c-9", Findings.UTC + 3000);

    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              assertThat(a.board.active()).hasSize(1).isEqualTo(b.board.active());
              assertThat(a.board.active().get(0).seenBy())
                  .containsExactly("rsu-a/near", "rsu-b/near");
            });
    assertThat(b.journal.changes()).isEmpty();
  }

  /**
   * Which of the two is first depends on the machine: either both confirm and the later one is
   * withdrawn, or one has heard of the other in time and never confirms. Both end with one
   * incident; PartedClusterIT forces the first case.
   */
  @Test
  void shouldEndWithOneIncidentWhenBothSeeItAtTheSameMoment() {
    b.sees("near", "c-9", Findings.UTC);
    a.sees("near", "c-1", Findings.UTC);

    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              assertThat(a.board.active()).hasSize(1).isEqualTo(b.board.active());
              assertThat(a.board.active().get(0).seenBy())
                  .containsExactlyInAnyOrder("rsu-a/near", "rsu-b/near");
            });
    TestNode loser = a.board.active().get(0).node().equals("rsu-a") ? b : a;
    String loserId = loser == a ? "rsu-a" : "rsu-b";
    a.clears("near", "c-1");
    b.clears("near", "c-9");
    await().atMost(SOON).until(() -> b.board.active().isEmpty() && a.board.active().isEmpty());
    List<IncidentChanged.Change> own =
        loser.journal.changes().stream()
            .filter(c -> c.incident().node().equals(loserId))
            .map(IncidentChanged::change)
            .toList();
    if (!own.isEmpty()) {
      assertThat(own)
          .startsWith(IncidentChanged.Change.CONFIRMED)
          .endsWith(IncidentChanged.Change.MERGED);
    }
  }

  @Test
  void shouldReachTheOwnerWhenAnyNodeIsCommanded() throws Exception {
    a.sees("near", "c-1", Findings.UTC);
    await().atMost(SOON).until(() -> b.board.active().size() == 1);
    String id = b.board.active().get(0).id();

    for (int i = 0; i < 4; i++) {
      IncidentReply reply =
          TestNode.get(
              Topics.INCIDENT_COMMAND.request(
                  (i % 2 == 0 ? b : a).vertx().eventBus(),
                  new IncidentCommand(id, IncidentCommand.Action.NOTE, "eve", "note " + i),
                  IncidentReply.class));
      assertThat(reply.version()).isEqualTo(2 + i);
    }
    // The reply does not wait for the journal.
    await().atMost(SOON).until(() -> a.journal.changes().size() == 5);
    assertThat(b.journal.changes()).isEmpty();
    await().atMost(SOON).until(() -> b.board.active().get(0).version() == 5);
  }

  @Test
  void shouldAnswerAcceptedThenDuplicateWhenPeopleReportToDifferentNodes() throws Exception {
    IncidentReport report =
        new IncidentReport(
            IncidentType.DEBRIS, Severity.HIGH, "A9", 48.0, 11.0, 300.0, null, "police", null);
    IncidentReply first = report(a, report);
    await().atMost(SOON).until(() -> b.board.active().size() + a.board.active().size() == 2);

    IncidentReply second = report(b, report);
    IncidentReply third = report(b, report);

    assertThat(first.status()).isEqualTo("accepted");
    assertThat(List.of(second.status(), third.status())).containsOnly("duplicate");
    assertThat(List.of(second.incident(), third.incident())).containsOnly(first.incident());
  }

  private static IncidentReply report(TestNode node, IncidentReport report) throws Exception {
    return TestNode.get(
        Topics.INCIDENT_REPORT.request(node.vertx().eventBus(), report, IncidentReply.class));
  }

  @Test
  void shouldGetAFailureReplyAcrossTheClusterWhenAMessageIsMalformed() throws Exception {
    TestNode.get(b.vertx().undeploy(b.desk));
    for (Object body :
        List.of(
            "just text",
            7,
            new JsonObject().put("type", "collision"),
            new JsonObject().put("type", "no such type"))) {
      ReplyException refused = refusal(b, body);
      assertThat(FailureCode.of(refused.failureCode())).isEqualTo(FailureCode.BAD_REQUEST);
      assertThat(refused.getMessage()).isNotBlank();
    }
    assertThat(
            TestNode.get(
                    b.vertx()
                        .eventBus()
                        .<JsonObject>request(
                            Topics.INCIDENT_REPORT.address(),
                            new JsonObject(
                                "{\"type\":\"fire\",\"severity\":\"high\",\"road\":\"A1\",\"lat\":1,"
                                    + "\"lon\":2,\"source\":\"x\"}")))
                .body()
                .getString("status"))
        .isEqualTo("accepted");
  }

  private static ReplyException refusal(TestNode from, Object body) throws Exception {
    try {
      TestNode.get(from.vertx().eventBus().request(Topics.INCIDENT_REPORT.address(), body));
    } catch (ExecutionException e) {
      return (ReplyException) e.getCause();
    }
    throw new AssertionError("accepted " + body);
  }

  @Test
  void shouldKnowEverythingWhenANodeJoinsLate() throws Exception {
    a.sees("near", "c-1", Findings.UTC);
    a.sees("far", "c-2", Findings.UTC);
    b.stop();
    await().atMost(SOON).until(() -> !a.registry.alive().contains("rsu-b"));

    b = TestNode.start("rsu-b", a.cluster.name(), b.cluster.port(), members);

    await().atMost(SOON).until(() -> b.board.active().size() == 2);
    assertThat(b.board.active()).isEqualTo(a.board.active());
  }

  @Test
  void shouldServeAndDecideAboutOrphansWhenTheOwnerIsKilled() throws Exception {
    a.sees("near", "c-1", Findings.UTC);
    await().atMost(SOON).until(() -> b.board.active().size() == 1);
    Incident orphan = b.board.active().get(0);

    a.kill();

    await().atMost(SOON).until(() -> b.board.orphaned(orphan));
    assertThat(b.board.active()).containsExactly(orphan);
    IncidentReply reply =
        TestNode.get(
            LocalIncidents.COMMAND.request(
                b.vertx().eventBus(),
                new IncidentCommand(orphan.id(), IncidentCommand.Action.RESOLVE, "eve", null),
                IncidentReply.class));
    assertThat(reply.version()).isEqualTo(2);
    assertThat(b.board.incident(orphan.id()).orElseThrow().state())
        .isEqualTo(IncidentState.RESOLVED);
  }

  @Test
  void shouldTakeOverTheAlertWhenTheOwnerIsKilledAndItIsStillSeen() {
    a.sees("near", "c-1", Findings.UTC);
    await().atMost(SOON).until(() -> b.board.active().size() == 1);
    b.sees("near", "c-9", Findings.UTC + 3000);

    a.kill();

    await()
        .atMost(SOON)
        .untilAsserted(
            () -> assertThat(b.board.active()).extracting(Incident::node).containsExactly("rsu-b"));
  }

  @Test
  void shouldRefuseASecondNodeWithTheSameIdAndNameTheOther() throws Exception {
    int port = TestNode.freePort();
    ClusterConfig third =
        new ClusterConfig(true, a.cluster.name(), "127.0.0.1", port, 0, members, null);
    long began = System.nanoTime();

    MilepostException refused = TestNode.refusal(third, "rsu-a");

    assertThat(refused.code()).isEqualTo(FailureCode.CONFLICT);
    assertThat(refused.getMessage()).contains("rsu-a").contains(Integer.toString(a.cluster.port()));
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
    assertThat(a.registry.alive()).containsExactly("rsu-a", "rsu-b");
  }

  @Test
  void shouldRejoinUnderItsIdWhenItsEarlierRunWasKilled() throws Exception {
    b.kill();

    b = TestNode.start("rsu-b", a.cluster.name(), TestNode.freePort(), members);

    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(a.registry.node("rsu-b").orElseThrow().status().epoch())
                    .isEqualTo(b.epoch));
    assertThat(a.registry.alive()).containsExactly("rsu-a", "rsu-b");
  }

  @Test
  void shouldRefuseInOneSentenceWhenThePortIsInUse() {
    ClusterConfig taken =
        new ClusterConfig(true, a.cluster.name(), "127.0.0.1", a.cluster.port(), 0, members, null);

    MilepostException refused = TestNode.refusal(taken, "rsu-c");

    assertThat(refused.code()).isEqualTo(FailureCode.UNAVAILABLE);
    assertThat(refused.getMessage()).contains("the port is free");
  }

  @Test
  void shouldTellTheSameProcessFirstWhenSomethingIsConfirmed() {
    FindingMessage message =
        Findings.message("near", "c-1", Finding.Phase.CONFIRMED, Severity.HIGH, Findings.UTC);
    a.publish(message);

    await().atMost(SOON).until(() -> a.heard.size() >= 2);
    assertThat(a.heard.get(0)).isEqualTo("local");
    assertThat(a.heard).contains("cluster");
  }
}
