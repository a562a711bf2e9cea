package io.milepost.vehicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.host.service.Probe;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.message.IncidentChanged.Change;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeWatchTest extends RealRoad {
  private static final Duration LIMIT = Duration.ofMillis(200);

  private static List<String> stuck(List<Probe> probes) {
    List<String> sentences = new ArrayList<>();
    probes.forEach(probe -> probe.stuck(System.nanoTime()).ifPresent(sentences::add));
    return sentences;
  }

  @Test
  void shouldCountAsAliveInSilenceAndInTrafficAndAsDeafOnceTheSocketIsClosed() {
    List<Probe> probes = NodeWatch.probes(vehicle.receiver(), vertx, null, LIMIT);
    assertThat(stuck(probes)).isEmpty();
    long ticks = vehicle.receiver().ticks();
    await().until(() -> vehicle.receiver().ticks() > ticks + 6);
    assertThat(stuck(probes)).isEmpty();
    deploy(1, KEY);
    publish(Change.CONFIRMED, "i1", IncidentType.COLLISION, 500);
    awaitDecision("slow_down");
    await().until(() -> stuck(probes).isEmpty());
    vehicle.close();
    await()
        .untilAsserted(
            () ->
                assertThat(stuck(probes))
                    .contains("the receiver does not listen")
                    .anyMatch(sentence -> sentence.startsWith("the ticker has made no progress")));
  }

  @Test
  void shouldCountAsStuckWhenOneDatagramTakesLongerThanTheLimit() {
    assertThat(NodeWatch.deaf(true, Duration.ofMillis(199), LIMIT)).isEmpty();
    assertThat(NodeWatch.deaf(true, Duration.ofMillis(201), LIMIT))
        .contains("the receiver is at one datagram for 201 ms");
  }
}
