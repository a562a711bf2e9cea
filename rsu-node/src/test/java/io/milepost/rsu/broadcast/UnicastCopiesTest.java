package io.milepost.rsu.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UnicastCopiesTest {
  private static final long MILLI = 1_000_000;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final List<VehicleTable.Registered> registered = new ArrayList<>();
  private final UnicastCopies copies =
      new UnicastCopies(() -> registered, 10, new BroadcastMetrics(registry), 0);
  private DatagramChannel sender;
  private DatagramChannel vehicle;

  @BeforeEach
  void open() throws Exception {
    InetSocketAddress here = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    sender = DatagramChannel.open().bind(here);
    vehicle = DatagramChannel.open().bind(here);
    vehicle.configureBlocking(false);
  }

  @AfterEach
  void close() throws Exception {
    sender.close();
    vehicle.close();
  }

  private void register(String road, long expiresAt) throws Exception {
    registered.add(
        new VehicleTable.Registered(
            (InetSocketAddress) vehicle.getLocalAddress(), road, sender, expiresAt));
  }

  private int received() throws Exception {
    int count = 0;
    while (vehicle.receive(ByteBuffer.allocate(100)) != null) {
      count++;
    }
    return count;
  }

  private static ByteBuffer datagram() {
    return ByteBuffer.wrap(new byte[] {1, 2, 3});
  }

  @Test
  void shouldComeTenMillisecondsAfterItsTwin() throws Exception {
    register(null, Long.MAX_VALUE);
    copies.alert(datagram(), "A1", false, 0);
    assertThat(copies.pump(0)).isEqualTo(10 * MILLI);
    assertThat(copies.pump(9 * MILLI)).isEqualTo(MILLI);
    assertThat(received()).isZero();
    assertThat(copies.pump(10 * MILLI)).isEqualTo(Long.MAX_VALUE);
    assertThat(received()).isEqualTo(1);
  }

  @Test
  void shouldComeThreeTimesWhileItIsNews() throws Exception {
    register(null, Long.MAX_VALUE);
    copies.alert(datagram(), "A1", true, 0);
    assertThat(copies.pump(10 * MILLI)).isEqualTo(30 * MILLI);
    assertThat(copies.pump(40 * MILLI)).isEqualTo(50 * MILLI);
    copies.pump(90 * MILLI);
    assertThat(received()).isEqualTo(3);
  }

  @Test
  void shouldLeaveOutOtherRoadsAndTheExpiredButTellEverybodyHeartbeats() throws Exception {
    register("B2", Long.MAX_VALUE);
    register("A1", 5 * MILLI);
    copies.alert(datagram(), "A1", false, 0);
    copies.pump(10 * MILLI);
    assertThat(received()).isZero();
    copies.heartbeat(datagram(), 0);
    copies.heartbeat(datagram(), 500 * MILLI);
    copies.pump(600 * MILLI);
    assertThat(received()).isEqualTo(1);
    copies.heartbeat(datagram(), 1000 * MILLI);
    copies.pump(1010 * MILLI);
    assertThat(received()).isEqualTo(1);
  }

  @Test
  void shouldDropAndCountWhenTokensOrPlacesRunOut() throws Exception {
    register(null, Long.MAX_VALUE);
    for (int i = 0; i < 300; i++) {
      copies.alert(datagram(), "A1", false, 0);
    }
    assertThat(registry.counter("milepost.broadcast.unicast.dropped", "reason", "queue").count())
        .isEqualTo(44);
    copies.pump(10 * MILLI);
    assertThat(received()).isEqualTo(10);
    assertThat(registry.counter("milepost.broadcast.unicast.dropped", "reason", "tokens").count())
        .isEqualTo(246);
  }

  @Test
  void shouldKeepNothingWhenNobodyIsRegistered() {
    copies.alert(datagram(), "A1", false, 0);
    assertThat(copies.pump(0)).isEqualTo(Long.MAX_VALUE);
  }
}
