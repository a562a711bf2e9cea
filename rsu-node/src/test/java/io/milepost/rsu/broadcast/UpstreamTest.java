package io.milepost.rsu.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.milepost.protocol.alert.AlertState;
import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.incident.Suggestion;
import io.milepost.protocol.incident.TrafficDirection;
import io.milepost.protocol.message.IncidentChanged;
import io.milepost.rsu.broadcast.ReachConfig.Neighbour;
import io.milepost.rsu.incident.CameraPlace;
import io.milepost.rsu.incident.IncidentBoard;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UpstreamTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Map<String, CameraPlace> HERE =
      Map.of("cam-1", new CameraPlace("A1", 37.5, 126.98, null, 250, TrafficDirection.ALL));

  private final IncidentBoard board = new IncidentBoard(100, () -> 0);
  private final AlertBook book =
      new AlertBook(
          "rsu-a",
          new EventNumbers(1, upTo -> {}),
          BroadcastConfig.defaults(),
          Advice.standard(BroadcastConfig.defaults()),
          600,
          AlertLog.NONE);
  private final Incidents theirs = Incidents.collision("x").node("rsu-b");

  private Upstream upstream(Neighbour... neighbours) {
    return new Upstream("rsu-a", List.of(neighbours), HERE, board);
  }

  private Incident seen(Upstream upstream, IncidentChanged change) {
    return upstream.of(change).orElseThrow().incident();
  }

  @Test
  void shouldAddTheDistanceToTheNeighbourAndAdviseForIt() {
    Upstream upstream = upstream(new Neighbour("rsu-b", null, 1200.0));
    Incident incident = seen(upstream, theirs.confirmed());
    assertThat(incident.distanceM()).isEqualTo(1700);
    assertThat(incident.direction()).isEqualTo(TrafficDirection.UPSTREAM);
    assertThat(incident.node()).isEqualTo("rsu-a");
    book.apply(upstream.of(theirs.confirmed()).orElseThrow(), true, 1);
    AlertEntry entry = book.entries().iterator().next();
    assertThat(entry.body().event()).isEqualTo("rsu-a/1");
    assertThat(entry.body().suggest()).isEqualTo(Suggestion.INFORM);
    assertThat(entry.body().distanceM()).isEqualTo(1700);
  }

  @Test
  void shouldTakeTheGreatCircleWhenNoDistanceIsGiven() {
    Incident incident = seen(upstream(new Neighbour("rsu-b", null, null)), theirs.confirmed());
    assertThat(incident.distanceM()).isCloseTo(1764, within(5.0));
    // Seoul to Busan, a published distance of about 325 km.
    assertThat(Upstream.greatCircle(37.5665, 126.978, 35.1796, 129.0756))
        .isCloseTo(325_000, within(2_000.0));
  }

  @Test
  void shouldTakeTheOwnCamerasDistanceWhenItSeesTheSame() {
    Incident known = theirs.incident();
    Incident both =
        new Incident(
            known.id(),
            2,
            known.type(),
            known.severity(),
            known.state(),
            known.confidence(),
            "rsu-b",
            "cam-9",
            "A1",
            2,
            37.5,
            127,
            500,
            TrafficDirection.UPSTREAM,
            1,
            2,
            3,
            null,
            "",
            List.of("rsu-b/cam-9", "rsu-a/cam-1"),
            Map.of(),
            null,
            null);
    Upstream upstream = upstream(new Neighbour("rsu-b", null, 1200.0));
    Incident seen =
        seen(upstream, new IncidentChanged(IncidentChanged.Change.UPDATED, both, Map.of(), 0));
    assertThat(seen.distanceM()).isEqualTo(250);
    assertThat(seen.direction()).isEqualTo(TrafficDirection.ALL);
  }

  @Test
  void shouldLeaveOtherNodesOtherRoadsAndItsOwnAlone() {
    Upstream upstream = upstream(new Neighbour("rsu-b", "B2", 1200.0));
    assertThat(upstream.of(theirs.confirmed())).isEmpty();
    Upstream any = upstream(new Neighbour("rsu-b", null, 1200.0));
    assertThat(any.of(theirs.node("rsu-c").confirmed())).isEmpty();
    assertThat(any.of(theirs.node("rsu-a").confirmed())).isEmpty();
  }

  @Test
  void shouldTellLateAndCancelFromTheBoardWhenMessagesWereLost() {
    Upstream upstream = upstream(new Neighbour("rsu-b", null, 1200.0));
    board.accept(theirs.incident());
    upstream.review(book.upstream()).forEach(change -> book.apply(change, true, 1));
    assertThat(book.upstream()).containsExactly("x");
    book.entries().iterator().next().sent(1, 1, schedule(), 0.5);
    upstream.review(book.upstream()).forEach(change -> book.apply(change, true, 2));
    assertThat(book.entries()).hasSize(1);
    board.accept(theirs.next().resolved().incident());
    upstream.review(book.upstream()).forEach(change -> book.apply(change, true, 3));
    assertThat(book.entries().iterator().next().body().state()).isEqualTo(AlertState.CANCELLED);
    assertThat(book.upstream()).isEmpty();
  }

  @Test
  void shouldTellOnForAWhileAndThenCancelWhenTheNeighbourHasGone() {
    Upstream upstream = upstream(new Neighbour("rsu-b", null, 1200.0));
    board.accept(theirs.incident());
    upstream.review(book.upstream()).forEach(change -> book.apply(change, true, SECOND));
    AlertEntry entry = book.entries().iterator().next();
    entry.sent(SECOND, 1, schedule(), 0.5);
    board.ownerGone("rsu-b");
    assertThat(upstream.review(book.upstream())).isEmpty();
    book.sweep(600 * SECOND);
    assertThat(entry.active()).isTrue();
    book.sweep(602 * SECOND);
    assertThat(entry.body().state()).isEqualTo(AlertState.CANCELLED);
    // The neighbour is back and still has it: told again under the same identity.
    board.ownerBack("rsu-b");
    upstream.review(book.upstream()).forEach(change -> book.apply(change, true, 603 * SECOND));
    assertThat(entry.active()).isTrue();
    assertThat(entry.body().version()).isEqualTo(3);
  }

  private static RepeatSchedule schedule() {
    return RepeatSchedule.of(BroadcastConfig.defaults());
  }
}
