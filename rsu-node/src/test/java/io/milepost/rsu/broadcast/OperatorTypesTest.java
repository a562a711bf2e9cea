package io.milepost.rsu.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.protocol.alert.EnvelopeWire;
import io.milepost.protocol.alert.HeartbeatBody;
import io.milepost.protocol.alert.KeyRing;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.message.AlertOnAir;
import io.milepost.rsu.incident.IncidentBoard;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OperatorTypesTest {
  private static final long SECOND = 1_000_000_000L;
  private final List<Byte> kinds = new ArrayList<>();
  private final List<AlertOnAir> told = new ArrayList<>();
  private long now = SECOND;

  private Broadcaster broadcaster() {
    BroadcastConfig config = BroadcastConfig.defaults();
    KeyRing keys = KeyRing.ofCommandLine("sixteen or more bytes");
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    return new Broadcaster(
        config,
        "rsu-a",
        new AlertBook("rsu-a", 1, config),
        new Stamper("rsu-a", 1, () -> keys, false),
        this::kind,
        new BroadcastMetrics(registry),
        new Broadcaster.Clocks(() -> now, () -> now / 1_000_000, new Random(1)),
        () ->
            new HeartbeatBody(
                List.of(), 0, new HeartbeatBody.Clock(true, 0.0), new HeartbeatBody.Cameras(1, 0)),
        told::add);
  }

  private int kind(ByteBuffer datagram) {
    kinds.add(datagram.get(3));
    return 1;
  }

  static Stream<IncidentType> forOperators() {
    return Arrays.stream(IncidentType.values()).filter(type -> !type.forVehicles());
  }

  @ParameterizedTest
  @MethodSource("forOperators")
  void shouldSendNoAlertWhenTheTypeIsForOperatorsHoweverSevere(IncidentType type) {
    Broadcaster broadcaster = broadcaster();
    Incidents incident = Incidents.collision("i").type(type).severity(Severity.CRITICAL);
    broadcaster.onIncident(incident.confirmed());
    broadcaster.onIncident(incident.next().updated());
    for (int i = 0; i < 100; i++) {
      now += SECOND / 10;
      broadcaster.pump();
    }
    broadcaster.onIncident(incident.next().next().resolved());
    broadcaster.pump();
    assertThat(kinds).isNotEmpty().containsOnly(EnvelopeWire.KIND_HEARTBEAT);
    assertThat(told).isEmpty();
    assertThat(broadcaster.alertsOnAir()).isZero();
  }

  @ParameterizedTest
  @MethodSource("forOperators")
  void shouldNotPassOnWhatANeighbourSawForItsOperators(IncidentType type) {
    Upstream upstream =
        new Upstream(
            "rsu-a",
            List.of(new ReachConfig.Neighbour("rsu-b", null, 1000.0)),
            Map.of(),
            new IncidentBoard(10, System::currentTimeMillis));
    Incidents theirs = Incidents.collision("i").node("rsu-b");
    assertThat(upstream.of(theirs.confirmed())).isPresent();
    assertThat(upstream.of(theirs.type(type).confirmed())).isEmpty();
  }
}
