package io.milepost.vehicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.message.IncidentChanged.Change;
import io.milepost.rsu.broadcast.ReachConfig;
import io.milepost.rsu.broadcast.Surroundings;
import io.milepost.vehicle.receive.NetworkConfig;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Alerts by more than one way: unicast copies, groups of roads, an RSU that was restarted. */
class ManyWaysTest extends RealRoad {
  private static final String ROAD_A1 = "239.20.77.1";
  private static final String ROAD_B2 = "239.20.77.2";
  private static final Map<String, String> ROADS = Map.of("A1", ROAD_A1, "B2", ROAD_B2);

  private static Surroundings reach(int vehicles) {
    return new Surroundings(
        new ReachConfig(ROADS, List.of(), 600, vehicles, 1000), null, null, null, Map.of());
  }

  private static double hellos(SimpleMeterRegistry rsu) {
    return rsu.counter("milepost.broadcast.hellos", "result", "accepted").count();
  }

  private double received(VehicleNode node, String reason) {
    return node.state().rejected().getOrDefault(reason, 0L);
  }

  private static double medianMicros(VehicleNode node) {
    var timer = node.registry().get("milepost.vehicle.wire.to.decision").timer();
    return Arrays.stream(timer.takeSnapshot().percentileValues())
        .filter(value -> value.percentile() == 0.5)
        .findFirst()
        .orElseThrow()
        .value(TimeUnit.MICROSECONDS);
  }

  @Test
  void shouldTellByUnicastAlone() {
    SimpleMeterRegistry rsu = deploy(1, KEY, 50, reach(64));
    // The group of the other road carries this RSU's heartbeats, but not this alert.
    VehicleNode far = vehicle(ROAD_B2, NetworkConfig.defaults());
    VehicleNode deaf = vehicle(ROAD_B2, new NetworkConfig(List.of(), false, null));
    await().until(() -> hellos(rsu) >= 2);
    publish(Change.CONFIRMED, "i1", IncidentType.COLLISION, 100);
    await().until(() -> far.state().decision().equals("slow_down"));
    await().until(() -> deaf.state().rsus().stream().anyMatch(r -> !r.bodyMissing().isEmpty()));
    assertThat(deaf.state().decision()).isEqualTo("none");
    publish(Change.RESOLVED, "i1", IncidentType.COLLISION, 100);
    await().until(() -> far.state().decision().equals("none"));
  }

  @Test
  void shouldDropAndCountWhicheverCopyIsSecond() {
    SimpleMeterRegistry rsu = deploy(1, KEY, 1000, reach(64));
    VehicleNode lone = vehicle(GROUP, new NetworkConfig(List.of(), false, null));
    await().until(() -> hellos(rsu) >= 1);
    publish(Change.CONFIRMED, "i1", IncidentType.COLLISION, 100);
    awaitDecision("slow_down");
    await().until(() -> received(vehicle, "duplicate") >= 5);
    assertThat(received(vehicle, "replay")).isZero();
    assertThat(recvLines()).isEqualTo(1);
    assertThat(rsu.counter("milepost.broadcast.sent", "kind", "unicast").count()).isPositive();
    for (int i = 2; i < 40; i++) {
      publish(Change.CONFIRMED, "i" + i, IncidentType.DEBRIS, 400);
      long lines = i;
      await().pollInterval(Duration.ofMillis(2)).until(() -> recvLines() >= lines);
    }
    System.out.printf(
        "wire to decision p50: two sockets %.0f us, one socket %.0f us%n",
        medianMicros(vehicle), medianMicros(lone));
    assertThat(medianMicros(vehicle)).isLessThan(5_000);
  }

  @Test
  void shouldReachAVehicleThatListensToItsRoadOnly() {
    deploy(1, KEY, 50, reach(0));
    NetworkConfig alone = new NetworkConfig(List.of(), true, null);
    VehicleNode onA1 = vehicle(ROAD_A1, alone);
    VehicleNode onB2 = vehicle(ROAD_B2, alone);
    VehicleNode onBoth = vehicle(GROUP, new NetworkConfig(List.of(ROAD_A1), true, null));
    await().until(() -> !onB2.state().rsus().isEmpty());
    publish(Change.CONFIRMED, "i1", IncidentType.COLLISION, 100);
    await().until(() -> onA1.state().decision().equals("slow_down"));
    await().until(() -> onBoth.state().decision().equals("slow_down"));
    await().until(() -> received(onBoth, "duplicate") >= 3);
    assertThat(received(onA1, "duplicate")).isZero();
    assertThat(onB2.state().alerts()).isEmpty();
    assertThat(onB2.state().rsus().get(0).lost()).isFalse();
    // Still tells of the RSU after more than its time-out on heartbeats of the road's group alone.
    await()
        .during(Duration.ofMillis(2500))
        .atMost(Duration.ofSeconds(30))
        .until(() -> !onB2.state().rsus().get(0).lost() && !onA1.state().rsus().get(0).lost());
    publish(Change.RESOLVED, "i1", IncidentType.COLLISION, 100);
    await().until(() -> onA1.state().decision().equals("none"));
  }

  /** What comes by one way must not hide that a membership of another was lost. */
  @Test
  void shouldJoinAGroupAnewThatIsSilentWhileAnotherIsHeard() {
    deploy(1, KEY);
    VehicleNode both = vehicle(GROUP, new NetworkConfig(List.of("239.20.9.9"), false, null));
    VehicleNode one = vehicle(GROUP, new NetworkConfig(List.of(), false, null));
    var rejoins = both.registry().get("milepost.vehicle.rejoins").counter();
    await().until(() -> rejoins.count() >= 2);
    assertThat(both.state().rsus().get(0).lost()).isFalse();
    assertThat(one.registry().get("milepost.vehicle.rejoins").counter().count()).isZero();
  }

  @Test
  void shouldNotTellTwiceWhenTheRsuIsRestartedInMidAlert() {
    Surroundings kept = new Surroundings(ReachConfig.defaults(), null, folder, null, Map.of());
    deploy(1, KEY, 50, kept);
    publish(Change.CONFIRMED, "i1", IncidentType.COLLISION, 100);
    awaitDecision("slow_down");
    vertx.undeploy(deployment).toCompletionStage().toCompletableFuture().join();
    await().until(() -> printedText().contains("[LOST] rsu-a "));
    deploy(2, KEY, 50, kept);
    awaitDecision("slow_down");
    await().until(() -> vehicle.state().rsus().get(0).epoch() == 2);
    long repeats = vehicle.state().repeats();
    await().until(() -> vehicle.state().repeats() >= repeats + 3);
    assertThat(recvLines()).isEqualTo(1);
    publish(Change.RESOLVED, "i1", IncidentType.COLLISION, 100);
    awaitDecision("none");
    assertThat(printedText()).contains("[CANCEL] ");
  }
}
