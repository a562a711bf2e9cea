package io.milepost.rsu.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.message.AlertOnAir;
import io.milepost.protocol.message.Topics;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AlertsWantedTest {
  private final Vertx vertx = Vertx.vertx();
  private final ApiNode node = new ApiNode(vertx, "rsu-a");

  @AfterEach
  void stop() throws Exception {
    node.stop();
    ApiNode.await(vertx.close());
  }

  @Test
  void shouldKnowWhatWasOnAirBeforeTheApiWasThere() throws Exception {
    Topics.registerCodecs(vertx.eventBus());
    Incident crash = Samples.incidentOf("rsu-a", "rsu-a-3-1", IncidentType.COLLISION);
    AlertOnAir told = Samples.alert(crash, "active");
    List<String> asked = new CopyOnWriteArrayList<>();
    ApiNode.await(
        Topics.ALERTS_WANTED
            .consume(
                vertx.eventBus(),
                wanted -> {
                  asked.add(wanted.node());
                  Topics.ALERTS.publish(vertx.eventBus(), told);
                })
            .completion());
    node.start();
    await().until(() -> !node.state.alerts.all().isEmpty());
    assertThat(node.state.alerts.all()).containsExactly(told);
    assertThat(asked).containsExactly("rsu-a");
  }
}
