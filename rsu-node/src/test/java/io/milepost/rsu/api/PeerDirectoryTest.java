package io.milepost.rsu.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.message.AlertOnAir;
import io.milepost.protocol.message.CameraState;
import io.milepost.protocol.message.NodeStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeerDirectoryTest {
  private long now = 1_000_000;
  private final PeerDirectory peers =
      new PeerDirectory(() -> status("rsu-a", 1, camera("cam-1", "live")), () -> now);

  @Test
  void shouldCallANodeLostWhenItIsSilent() {
    peers.heard(status("rsu-b", 1, camera("cam-2", "live")));
    assertThat(peers.apiUrl("rsu-b")).contains("http://rsu-b");
    assertThat(peers.ownerOf("cam-2")).contains("rsu-b");
    now += PeerDirectory.LOST_AFTER_MILLIS;
    assertThat(peers.apiUrl("rsu-b")).isEmpty();
    assertThat(peers.ownerOf("cam-2")).isEmpty();
    assertThat(peers.nodes()).extracting(PeerDirectory.NodeView::lost).containsExactly(false, true);
    assertThat(CameraRoutes.json(peers.cameras().get(1)).getString("state")).isEqualTo("down");
  }

  @Test
  void shouldPreferTheNodeThatShowsTheCameraLiveWhenTwoNameIt() {
    peers.heard(status("rsu-b", 1, camera("cam-2", "stopped")));
    peers.heard(status("rsu-c", 1, camera("cam-2", "live")));
    assertThat(peers.ownerOf("cam-2")).contains("rsu-c");
  }

  @Test
  void shouldIgnoreAHeartbeatWhenItIsFromAnEarlierLife() {
    peers.heard(status("rsu-b", 5, camera("cam-2", "live")));
    peers.heard(status("rsu-b", 4));
    assertThat(peers.ownerOf("cam-2")).contains("rsu-b");
  }

  @Test
  void shouldIgnoreItsOwnHeartbeat() {
    peers.heard(status("rsu-a", 9));
    assertThat(peers.nodes()).hasSize(1);
    assertThat(peers.upPeers()).isEmpty();
  }

  @Test
  void shouldForgetTheOldestNodeWhenThereAreTooMany() {
    for (int i = 0; i < 300; i++) {
      now += 1;
      peers.heard(status("node-" + i, 1));
    }
    assertThat(peers.nodes()).hasSize(257);
    assertThat(peers.silentMillis("node-0")).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void shouldCallAnAlertExpiredWhenItsSenderIsSilentForLongerThanItsLife() {
    AlertBoard board = new AlertBoard(peers);
    peers.heard(status("rsu-b", 1));
    board.heard(
        Samples.alert(Samples.incidentOf("rsu-b", "rsu-b-1-1", IncidentType.FIRE), "active"));
    now += 30_000;
    assertThat(board.all().get(0).state()).isEqualTo("active");
    now += 1;
    assertThat(board.all().get(0).state()).isEqualTo("expired");
  }

  @Test
  void shouldShowTheAlertOfTheLatestBootWhenEventsAndVersionsBeginAnew() {
    AlertBoard board = new AlertBoard(peers);
    peers.heard(status("rsu-b", 1));
    board.heard(alert("rsu-b/1", 5, "active", 1_000));
    board.heard(alert("rsu-b/2", 1, "active", 1_100));
    board.heard(alert("rsu-b/1", 1, "active", 60_000));
    assertThat(board.all())
        .extracting(AlertOnAir::event, AlertOnAir::version, AlertOnAir::state)
        .containsExactly(tuple("rsu-b/1", 1, "active"), tuple("rsu-b/2", 1, "expired"));
    board.heard(alert("rsu-b/1", 2, "cancelled", 70_000));
    board.heard(alert("rsu-b/1", 5, "active", 1_000));
    assertThat(board.all()).extracting(AlertOnAir::state).containsExactly("cancelled", "expired");
  }

  private static AlertOnAir alert(String event, int version, String state, long firstSentAt) {
    AlertOnAir a =
        Samples.alert(Samples.incidentOf("rsu-b", "rsu-b-1-1", IncidentType.FIRE), state);
    return new AlertOnAir(
        event,
        version,
        state,
        a.incident(),
        a.node(),
        a.type(),
        a.severity(),
        a.suggest(),
        a.road(),
        a.distanceM(),
        a.text(),
        a.ttlSeconds(),
        a.detectedAt(),
        firstSentAt,
        1,
        a.stages());
  }

  private static NodeStatus status(String node, long epoch, CameraState... cameras) {
    return new NodeStatus(
        node, epoch, "up", 0, 0, "0.1.0", "http://" + node, List.of(cameras), List.of(), 0, 0);
  }

  private static CameraState camera(String id, String state) {
    return Samples.camera(id, id, state, null);
  }
}
