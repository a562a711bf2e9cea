package io.milepost.rsu.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoadGroupsTest {
  private static final long MILLI = 1_000_000;
  private static final InetSocketAddress A1 = new InetSocketAddress("239.20.1.1", 5520);
  private static final InetSocketAddress B2 = new InetSocketAddress("239.20.1.2", 5520);

  private final RoadGroups groups =
      new RoadGroups(Map.of("A1", "239.20.1.1", "A1-ramp", "239.20.1.1", "B2", "239.20.1.2"), 5520);

  @Test
  void shouldSendAnAlertToItsRoadOnly() {
    assertThat(groups.ofAlert("A1")).containsExactly(A1);
    assertThat(groups.ofAlert("C3")).isEmpty();
  }

  @Test
  void shouldKeepEveryGroupAliveAndTellMoreOftenWhereAnAlertIsOnAir() {
    assertThat(groups.ofHeartbeat(Set.of(), 0)).containsExactlyInAnyOrder(A1, B2);
    assertThat(groups.ofHeartbeat(Set.of("B2"), 200 * MILLI)).containsExactly(B2);
    assertThat(groups.ofHeartbeat(Set.of(), 400 * MILLI)).isEmpty();
    assertThat(groups.ofHeartbeat(Set.of("B2"), 1000 * MILLI)).containsExactlyInAnyOrder(A1, B2);
  }

  @Test
  void shouldRefuseWhatCannotBeInASentenceWithTheKey() {
    assertThatThrownBy(() -> reach(Map.of("A1", "10.0.0.1"), List.of()))
        .hasMessageContaining("broadcast.road_groups.A1 must be an IPv4 multicast group");
    ReachConfig.Neighbour twice = new ReachConfig.Neighbour("rsu-b", null, 1.0);
    assertThatThrownBy(() -> reach(Map.of(), List.of(twice, twice)))
        .hasMessageContaining("names rsu-b twice");
    assertThatThrownBy(() -> new ReachConfig(Map.of(), List.of(), 600, 2000, 1000))
        .hasMessage("broadcast.unicast_vehicles must be from 0 to 1024, not 2000");
  }

  private static ReachConfig reach(Map<String, String> roads, List<ReachConfig.Neighbour> up) {
    return new ReachConfig(roads, up, 600, 64, 1000);
  }
}
