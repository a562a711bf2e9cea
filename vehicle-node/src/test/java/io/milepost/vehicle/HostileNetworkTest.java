package io.milepost.vehicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.message.IncidentChanged.Change;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What others send into the group. */
class HostileNetworkTest extends RealRoad {
  @Test
  void shouldDropAndCountWhenDatagramsAreForgedTruncatedOrReplayed() throws Exception {
    try (DatagramChannel attacker = attacker();
        DatagramChannel tap = tap()) {
      deploy(1, KEY);
      publish(Change.CONFIRMED, "i1", IncidentType.COLLISION, 500);
      awaitDecision("slow_down");
      byte[] recorded = record(tap);
      long lines = recvLines();

      send(attacker, recorded);
      awaitRejected("duplicate", 1);
      byte[] forged = recorded.clone();
      // A sequence number that was never used, so that only the tag can betray it.
      forged[SEQUENCE_OFFSET] ^= 0x40;
      send(attacker, forged);
      awaitRejected("tag", 1);
      send(attacker, Arrays.copyOf(recorded, recorded.length - 1));
      awaitRejected("length", 1);
      byte[] other = recorded.clone();
      other[2] = 9;
      send(attacker, other);
      awaitRejected("version", 1);
      send(attacker, "GET / HTTP/1.1".getBytes(StandardCharsets.US_ASCII));
      awaitRejected("magic", 1);
      assertThat(recvLines()).isEqualTo(lines);
      assertThat(vehicle.state().decision()).isEqualTo("slow_down");

      // The RSU boots again; what was recorded before is worthless from then on.
      vertx.undeploy(deployment).toCompletionStage().toCompletableFuture().join();
      deploy(2, KEY);
      await().until(() -> vehicle.state().rsus().get(0).epoch() == 2);
      send(attacker, recorded);
      awaitRejected("epoch", 1);
    }
  }

  @Test
  void shouldHearGenuineAlertsWhenForgedOnesFlood() throws Exception {
    deploy(1, KEY);
    publish(Change.CONFIRMED, "i1", IncidentType.COLLISION, 500);
    awaitDecision("slow_down");
    try (DatagramChannel attacker = attacker();
        DatagramChannel tap = tap()) {
      byte[] forged = record(tap);
      ByteBuffer number = ByteBuffer.wrap(forged);
      for (int i = 0; i < 30_000; i++) {
        number.putInt(SEQUENCE_OFFSET, 1_000_000 + i);
        send(attacker, forged);
        if (i == 15_000) {
          publish(Change.RESOLVED, "i1", IncidentType.COLLISION, 500);
        }
      }
      awaitDecision("none");
      assertThat(vehicle.state().rejected().get("tag")).isGreaterThan(1_000);
      assertThat(recvLines()).isEqualTo(1);
    }
  }

  @Test
  void shouldDropUnsignedWhenTold() {
    deploy(1, null);
    publish(Change.CONFIRMED, "i1", IncidentType.COLLISION, 500);
    await().until(() -> vehicle.state().rejected().getOrDefault("unsigned", 0L) >= 3);
    assertThat(vehicle.state().rsus()).isEmpty();
    assertThat(vehicle.state().decision()).isEqualTo("none");
  }

  @Test
  void shouldActOnUnsignedOnlyWhenTheVehicleHasNoKeys() {
    VehicleNode trusting = vehicle(port, null, false, null, new ByteArrayOutputStream());
    VehicleNode careful = vehicle(port, KEY, false, null, new ByteArrayOutputStream());
    deploy(1, null);
    publish(Change.CONFIRMED, "i1", IncidentType.COLLISION, 500);
    await().until(() -> trusting.state().decision().equals("slow_down"));
    await().until(() -> careful.state().decision().equals("inform"));
    assertThat(careful.state().alerts().get(0).noAction()).contains("not authenticated");
  }
}
