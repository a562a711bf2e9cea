package io.milepost.rsu.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.protocol.alert.HeartbeatBody;
import io.milepost.protocol.alert.KeyRing;
import io.milepost.protocol.message.AlertOnAir;
import io.milepost.protocol.message.Topics;
import io.milepost.rsu.broadcast.BroadcastConfig;
import io.milepost.rsu.broadcast.BroadcastVerticle;
import io.milepost.rsu.broadcast.ReachConfig;
import io.milepost.rsu.broadcast.Surroundings;
import io.milepost.rsu.incident.Findings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Two real nodes: what the second decides, the first tells vehicles that are still coming. */
class UpstreamIT {
  private final List<AlertOnAir> told = new CopyOnWriteArrayList<>();

  private void broadcastAt(TestNode node) throws Exception {
    BroadcastConfig d = BroadcastConfig.defaults();
    BroadcastConfig config =
        new BroadcastConfig(
            d.group(),
            15_521,
            0,
            List.of("lo"),
            46,
            null,
            null,
            false,
            1,
            false,
            50,
            1,
            0.2,
            30,
            86_400,
            500,
            200);
    ReachConfig reach =
        new ReachConfig(
            Map.of(), List.of(new ReachConfig.Neighbour("down", null, 1200.0)), 600, 0, 1000);
    Topics.ALERTS.consume(node.vertx().eventBus(), told::add);
    TestNode.get(
        node.vertx()
            .deployVerticle(
                new BroadcastVerticle(
                    config,
                    new BroadcastVerticle.Identity("up", 1, 1),
                    () -> KeyRing.empty(),
                    () -> new HeartbeatBody.Cameras(0, 0),
                    () -> new HeartbeatBody.Clock(true, 0),
                    new SimpleMeterRegistry(),
                    new Surroundings(reach, null, null, node.board, Map.of()))));
  }

  @Test
  void shouldTellANeighboursIncidentFromTheClusterAndCancelIt() throws Exception {
    int upPort = TestNode.freePort();
    int downPort = TestNode.freePort();
    List<String> members = List.of("127.0.0.1:" + upPort, "127.0.0.1:" + downPort);
    String name = "upstream-" + ProcessHandle.current().pid();
    TestNode up = TestNode.start("up", name, upPort, members);
    TestNode down = TestNode.start("down", name, downPort, members);
    try {
      await().atMost(Duration.ofSeconds(20)).until(() -> up.registry.alive().contains("down"));
      // Confirmed before the upstream unit broadcasts at all: it learns of it from its board.
      down.sees("near", "k1", Findings.UTC);
      await().atMost(Duration.ofSeconds(30)).until(() -> !up.board.active().isEmpty());
      broadcastAt(up);
      await().atMost(Duration.ofSeconds(30)).until(() -> told.size() == 1);
      assertThat(told.get(0).event()).isEqualTo("up/1");
      assertThat(told.get(0).node()).isEqualTo("up");
      assertThat(told.get(0).distanceM()).isEqualTo(up.board.active().get(0).distanceM() + 1200);
      down.clears("near", "k1");
      await().atMost(Duration.ofSeconds(30)).until(() -> told.size() == 2);
      assertThat(told.get(1).state()).isEqualTo("cancelled");
      assertThat(told.get(1).event()).isEqualTo("up/1");
      down.sees("far", "k2", Findings.UTC + 600_000);
      await().atMost(Duration.ofSeconds(30)).until(() -> told.size() == 3);
      assertThat(told.get(2).event()).isEqualTo("up/2");
    } finally {
      up.stop();
      down.stop();
    }
  }
}
