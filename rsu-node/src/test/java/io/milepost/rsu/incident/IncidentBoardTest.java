package io.milepost.rsu.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.incident.IncidentState;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.incident.Suggestion;
import io.milepost.protocol.message.AlertOnAir;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IncidentBoardTest {
  private long now = 1_000_000;
  private final IncidentBoard board = new IncidentBoard(3, () -> now);

  @Test
  void shouldForgetTheOldestThatIsOverFirstWhenFull() {
    board.accept(incident("a", 1, 10, IncidentState.OPEN));
    board.accept(incident("b", 1, 20, IncidentState.RESOLVED));
    board.accept(incident("c", 1, 30, IncidentState.OPEN));
    board.accept(incident("d", 1, 40, IncidentState.OPEN));
    assertThat(board.active()).extracting(Incident::id).containsExactly("a", "c", "d");

    board.accept(incident("e", 1, 50, IncidentState.OPEN));

    assertThat(board.active()).extracting(Incident::id).containsExactly("c", "d", "e");
    assertThat(board.size()).isEqualTo(3);
    assertThat(board.evicted()).isEqualTo(2);
  }

  @Test
  void shouldEndUpTheSameInAnyOrderWhenTwoNodesMadeTheSameVersion() {
    Incident open = incident("a", 3, 10, IncidentState.ACKNOWLEDGED);
    Incident over = incident("a", 3, 10, IncidentState.RESOLVED);

    assertThat(board.accept(open)).isTrue();
    assertThat(board.accept(over)).isTrue();
    assertThat(board.accept(open)).isFalse();
    assertThat(board.incident("a")).contains(over);
    assertThat(board.accept(incident("a", 2, 10, IncidentState.OPEN))).isFalse();
  }

  @Test
  void shouldServeAlertsWithWhatIsLeftOfTheirLifeWhenTheOwnerIsGone() {
    board.accept(alert("early"));
    board.accept(incident("early", 1, 10, IncidentState.OPEN));
    assertThat(board.alerts("early").get(0).ttlSeconds()).isEqualTo(30);

    board.ownerGone("n");
    now += 12_000;
    assertThat(board.alerts("early").get(0).ttlSeconds()).isEqualTo(18);
    assertThat(board.alerts("early").get(0).state()).isEqualTo("active");
    assertThat(board.orphaned(board.active().get(0))).isTrue();

    now += 18_000;
    assertThat(board.alerts("early").get(0).state()).isEqualTo("expired");
    board.ownerBack("n");
    assertThat(board.alerts("early").get(0).state()).isEqualTo("active");
  }

  @Test
  void shouldHandOutEverythingInPagesActiveFirst() {
    board.accept(incident("old", 1, 10, IncidentState.OPEN));
    board.accept(incident("over", 1, 20, IncidentState.RESOLVED));
    board.accept(alert("old"));

    BoardPage first = board.page(0, 1);
    BoardPage second = board.page(1, 1);

    assertThat(first.incidents()).extracting(Incident::id).containsExactly("old");
    assertThat(first.alerts()).hasSize(1);
    assertThat(first.more()).isTrue();
    assertThat(second.incidents()).extracting(Incident::id).containsExactly("over");
    assertThat(second.more()).isFalse();
  }

  private static Incident incident(String id, int version, long confirmedAt, IncidentState state) {
    return incident(id, version, confirmedAt, state, "n");
  }

  static Incident incident(
      String id, int version, long confirmedAt, IncidentState state, String node) {
    IncidentDraft draft = new IncidentDraft();
    draft.id = id;
    draft.version = version - 1;
    draft.type = IncidentType.COLLISION;
    draft.severity = Severity.HIGH;
    draft.state = state;
    draft.node = node;
    draft.road = "A9";
    draft.confirmedAt = confirmedAt;
    return draft.finish(confirmedAt);
  }

  @Test
  void shouldKnowTheCancelOfALaterBootWhenTheEarlierHadMoreVersions() {
    board.accept(incident("x", 1, 10, IncidentState.OPEN));
    board.accept(alert("x", 5, "active", 100));
    board.accept(alert("x", 2, "cancelled", 200));
    board.accept(alert("x", 5, "active", 100));

    assertThat(board.alerts("x")).extracting(AlertOnAir::state).containsExactly("cancelled");
  }

  private static AlertOnAir alert(String incident) {
    return alert(incident, 1, "active", 1);
  }

  private static AlertOnAir alert(String incident, int version, String state, long firstSentAt) {
    return new AlertOnAir(
        "n/1",
        version,
        state,
        incident,
        "n",
        IncidentType.COLLISION,
        Severity.HIGH,
        Suggestion.SLOW_DOWN,
        "A9",
        500,
        "Collision ahead.",
        30,
        1,
        firstSentAt,
        1,
        Map.of("send", 3L));
  }

  @Test
  void shouldListWhatMatchesNewestFirst() {
    board.accept(incident("a", 1, 10, IncidentState.OPEN));
    board.accept(incident("b", 1, 20, IncidentState.RESOLVED));

    List<Incident> all = board.list(i -> true);

    assertThat(all).extracting(Incident::id).containsExactly("b", "a");
    assertThat(board.list(Incident::isActive)).hasSize(1);
  }
}
