package io.milepost.rsu.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.incident.IncidentState;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.message.IncidentChanged;
import io.milepost.protocol.message.IncidentChanged.Change;
import io.milepost.protocol.message.IncidentCommand;
import io.milepost.protocol.message.IncidentReport;
import io.milepost.rsu.rules.core.Finding;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class IncidentDeskTest {
  private static final long UTC = Findings.UTC;

  private long now = UTC;
  private long wallClockStep;
  private final Set<String> alive = new TreeSet<>(Set.of("a", "b"));
  private final NodeDirectory nodes =
      new NodeDirectory() {
        @Override
        public Set<String> alive() {
          return alive;
        }

        @Override
        public void listen(Listener listener) {
          throw new AssertionError("the desk does not listen");
        }
      };
  private final IncidentBoard boardA = new IncidentBoard(100, () -> now);
  private final IncidentBoard boardB = new IncidentBoard(100, () -> now);
  private final IncidentDesk a = desk("a", boardA);
  private final IncidentDesk b = desk("b", boardB);

  private IncidentDesk desk(String node, IncidentBoard board) {
    Map<String, CameraPlace> places =
        Map.of(
            "near", Findings.place("A9", 48.0, 11.0),
            "also", Findings.place("A9", 48.5, 11.5),
            "beside", Findings.place("B2", 48.0005, 11.0),
            "far", Findings.place("B2", 49.0, 12.0));
    return new IncidentDesk(
        DeskConfig.defaults(),
        new DeskIdentity(node, 7, places),
        board,
        nodes,
        () -> now + wallClockStep,
        () -> now - UTC);
  }

  @Test
  void shouldNeitherEndNorProlongAnIncidentWhenTheWallClockSteps() {
    String reported = a.report(report(null)).incident();
    String seen = a.finding(Findings.confirmed("near", "stopped-1", UTC)).incident();
    wallClockStep = 7_200_000;
    assertThat(a.tick()).isEmpty();
    wallClockStep = -7_200_000;
    a.finding(cleared("near", "stopped-1"));
    now += 5_000;
    assertThat(a.tick()).extracting(c -> c.incident().id()).containsExactly(seen);
    now += 1_800_000;
    assertThat(a.tick()).extracting(c -> c.incident().id()).containsExactly(reported);
  }

  @Test
  void shouldOpenAnIncidentWithPlaceEvidenceAndBudgetWhenARuleConfirms() {
    var message = Findings.confirmed("near", "collision-1", UTC);

    Decision decision = a.finding(message);

    IncidentChanged change = decision.changes().get(0);
    Incident incident = change.incident();
    assertThat(change.change()).isEqualTo(Change.CONFIRMED);
    assertThat(incident.id()).isEqualTo("a-7-1");
    assertThat(incident.version()).isEqualTo(1);
    assertThat(incident.road()).isEqualTo("A9");
    assertThat(incident.distanceM()).isEqualTo(500);
    assertThat(incident.startedAt()).isEqualTo(UTC - 1000);
    assertThat(incident.confirmedAt()).isEqualTo(UTC);
    assertThat(incident.seenBy()).containsExactly("a/near");
    assertThat(incident.evidence()).containsEntry("iou", 0.4);
    assertThat(change.stages()).containsKeys("rules", "desk");
    assertThat(change.decidedAtNanos()).isEqualTo(message.decidedNanos());
    assertThat(boardA.incident("a-7-1")).contains(incident);
  }

  @Test
  void shouldMergeWhenTwoCamerasOfOneRoadSeeItWithinTheBucket() {
    a.finding(Findings.confirmed("near", "collision-1", UTC));

    Decision second = a.finding(Findings.confirmed("also", "collision-1", UTC + 59_000));

    assertThat(second.duplicate()).isTrue();
    assertThat(second.changes())
        .extracting(IncidentChanged::change)
        .containsExactly(Change.UPDATED);
    assertThat(boardA.active()).hasSize(1);
    assertThat(boardA.active().get(0).seenBy()).containsExactly("a/near", "a/also");
    assertThat(boardA.active().get(0).version()).isEqualTo(2);
  }

  @Test
  void shouldMergeWithinTheRadiusAndNotBeyondWhenRoadsDiffer() {
    a.finding(Findings.confirmed("near", "collision-1", UTC));

    assertThat(a.finding(Findings.confirmed("beside", "x-1", UTC + 600_000)).duplicate()).isTrue();
    assertThat(a.finding(Findings.confirmed("far", "x-1", UTC)).duplicate()).isFalse();
    assertThat(boardA.active()).extracting(Incident::id).containsExactly("a-7-1", "a-7-2");
  }

  @Test
  void shouldOpenAnotherWhenTheBucketHasPassedOnTheSameRoad() {
    a.finding(Findings.confirmed("near", "collision-1", UTC));

    assertThat(a.finding(Findings.confirmed("also", "c-1", UTC + 60_001)).duplicate()).isFalse();
  }

  @Test
  void shouldAskTheOwnerAndOpenNothingWhenAnotherNodeHasIt() {
    Incident known = a.finding(Findings.confirmed("near", "c-1", UTC)).changes().get(0).incident();
    boardB.accept(known);

    Decision decision = b.finding(Findings.confirmed("also", "c-9", UTC + 500));

    assertThat(decision.changes()).isEmpty();
    Decision.Join join = decision.joins().get(0);
    assertThat(join.owner()).isEqualTo("a");
    Decision joined = a.join(join.request());
    assertThat(joined.changes().get(0).incident().seenBy()).containsExactly("a/near", "b/also");
  }

  @Test
  void shouldTellItselfWhenTheOwnerDoesNotAccept() {
    boardB.accept(a.finding(Findings.confirmed("near", "c-1", UTC)).changes().get(0).incident());
    Decision.Join join = b.finding(Findings.confirmed("also", "c-9", UTC)).joins().get(0);

    Decision refused = b.refused(join);

    assertThat(refused.changes()).extracting(IncidentChanged::change).contains(Change.CONFIRMED);
    assertThat(refused.changes().get(0).incident().node()).isEqualTo("b");
  }

  @Test
  void shouldLeaveExactlyOneWhenBothConfirmedBeforeHearingOfEachOther() {
    Incident first = a.finding(Findings.confirmed("near", "c-1", UTC)).changes().get(0).incident();
    Incident later =
        b.finding(Findings.confirmed("also", "c-1", UTC + 5)).changes().get(0).incident();
    boardA.accept(later);
    boardB.accept(first);

    assertThat(a.duplicates()).isEmpty();
    Decision.Join join = b.duplicates().get(0);
    a.join(join.request()).changes().forEach(c -> boardB.accept(c.incident()));
    List<IncidentChanged> merged = b.accepted(join, first.id()).changes();
    merged.forEach(c -> boardA.accept(c.incident()));

    assertThat(merged).extracting(IncidentChanged::change).containsExactly(Change.MERGED);
    assertThat(merged.get(0).incident().evidence()).containsEntry("merged_into", first.id());
    assertThat(boardA.active()).isEqualTo(boardB.active());
    assertThat(boardA.active()).extracting(Incident::id).containsExactly(first.id());
    assertThat(boardA.active().get(0).seenBy()).containsExactly("a/near", "b/also");
  }

  @Test
  void shouldStayOpenUntilTheLastSourceIsSilentForTheHoldOff() {
    a.finding(Findings.confirmed("near", "c-1", UTC));
    a.finding(Findings.confirmed("also", "c-2", UTC));
    a.finding(cleared("near", "c-1"));
    now += 60_000;
    assertThat(a.tick()).isEmpty();
    a.finding(cleared("also", "c-2"));
    now += 4_999;
    assertThat(a.tick()).isEmpty();
    now += 1;

    List<IncidentChanged> over = a.tick();

    assertThat(over).extracting(IncidentChanged::change).containsExactly(Change.RESOLVED);
    assertThat(over.get(0).incident().state()).isEqualTo(IncidentState.RESOLVED);
    assertThat(over.get(0).incident().resolvedAt()).isEqualTo(now);
    assertThat(a.tick()).isEmpty();
  }

  @Test
  void shouldCountSourcesOfAGoneNodeNoMore() {
    a.finding(Findings.confirmed("near", "c-1", UTC));
    a.join(new JoinRequest("a-7-1", "b", List.of("b/also#c-1"), Severity.HIGH, 0.8, false));
    a.finding(cleared("near", "c-1"));
    now += 60_000;
    assertThat(a.tick()).isEmpty();

    a.nodeGone("b");
    now += 5_000;

    assertThat(a.tick()).hasSize(1);
  }

  @Test
  void shouldTakeOverWhatItStillSeesWhenTheOwnerDies() {
    Incident known = a.finding(Findings.confirmed("near", "c-1", UTC)).changes().get(0).incident();
    boardB.accept(known);
    b.finding(Findings.confirmed("also", "c-9", UTC));
    alive.remove("a");
    boardB.ownerGone("a");

    List<IncidentChanged> changes = b.nodeGone("a").changes();

    assertThat(changes)
        .extracting(IncidentChanged::change)
        .containsExactly(Change.CONFIRMED, Change.MERGED);
    assertThat(boardB.active()).extracting(Incident::node).containsExactly("b");
  }

  @Test
  void shouldRaiseSeverityAndKeepItWhenFindingsSaySo() {
    a.finding(Findings.confirmed("near", "c-1", UTC));
    var worse =
        Findings.message("near", "c-1", Finding.Phase.UPDATED, Severity.CRITICAL, UTC + 100);
    var milder = Findings.message("near", "c-1", Finding.Phase.UPDATED, Severity.LOW, UTC + 200);

    assertThat(a.finding(worse).changes()).hasSize(1);
    assertThat(a.finding(milder).changes()).isEmpty();
    assertThat(boardA.active().get(0).severity()).isEqualTo(Severity.CRITICAL);
  }

  @Test
  void shouldGrowVersionsAndRefuseWhatIsOverWhenOperatorsDecide() {
    a.finding(Findings.confirmed("near", "c-1", UTC));
    a.command(new IncidentCommand("a-7-1", IncidentCommand.Action.ACKNOWLEDGE, "eve", null));
    a.command(new IncidentCommand("a-7-1", IncidentCommand.Action.NOTE, "eve", "tow truck sent"));
    Decision end =
        a.command(new IncidentCommand("a-7-1", IncidentCommand.Action.FALSE_ALARM, "eve", null));

    Incident incident = end.changes().get(0).incident();
    assertThat(end.changes().get(0).change()).isEqualTo(Change.RESOLVED);
    assertThat(incident.version()).isEqualTo(4);
    assertThat(incident.state()).isEqualTo(IncidentState.FALSE_ALARM);
    assertThat(incident.actor()).isEqualTo("eve");
    assertThatThrownBy(
            () ->
                a.command(
                    new IncidentCommand("a-7-1", IncidentCommand.Action.RESOLVE, "eve", null)))
        .isInstanceOfSatisfying(
            MilepostException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.CONFLICT));
  }

  @Test
  void shouldNameTheLowestLivingNodeAsAuthorityWhenTheOwnerIsDead() {
    boardB.accept(a.finding(Findings.confirmed("near", "c-1", UTC)).changes().get(0).incident());
    alive.add("c");

    assertThat(b.authority("a-7-1")).isEqualTo("a");
    assertThat(b.authority("a-x-7-12")).isEqualTo("b".compareTo("a") > 0 ? "a" : "b");
    alive.remove("a");
    assertThat(b.authority("a-7-1")).isEqualTo("b");
  }

  @Test
  void shouldOpenOrJoinAndRefuseImpossibleTimesWhenPeopleReport() {
    Decision first = a.report(report(null));
    Decision again = a.report(report(UTC));

    assertThat(first.changes().get(0).incident().evidence()).containsEntry("reported_by", "police");
    assertThat(again.duplicate()).isTrue();
    assertThat(again.incident()).isEqualTo(first.incident());
    assertThatThrownBy(() -> a.report(report(UTC + 3_600_000)))
        .isInstanceOf(MilepostException.class)
        .hasMessageContaining("ts must lie");
    now += 1_800_000;
    assertThat(a.tick()).hasSize(1);
  }

  @Test
  void shouldWaitForAnEarlierRunsIncidentToBeSeenAgainWhenRestarted() {
    a.finding(Findings.confirmed("near", "c-1", UTC));
    Incident open = boardA.active().get(0);
    IncidentDesk seen = desk("a", new IncidentBoard(100, () -> now));
    IncidentDesk unseen = desk("a", new IncidentBoard(100, () -> now));

    assertThat(seen.restore(open))
        .hasValueSatisfying(c -> assertThat(c.incident().version()).isEqualTo(2));
    assertThat(unseen.restore(open)).isPresent();
    assertThat(seen.finding(Findings.confirmed("near", "c-2", UTC + 1000)).duplicate()).isTrue();
    now += 60_000;

    assertThat(unseen.tick()).extracting(IncidentChanged::change).containsExactly(Change.RESOLVED);
    assertThat(seen.tick()).isEmpty();
  }

  private static IncidentReport report(Long ts) {
    return new IncidentReport(
        IncidentType.DEBRIS, Severity.MEDIUM, "A9", 48.0, 11.0, null, ts, "police", null);
  }

  private static io.milepost.rsu.rules.FindingMessage cleared(String camera, String key) {
    return Findings.message(camera, key, Finding.Phase.CLEARED, Severity.HIGH, UTC);
  }
}
