package io.milepost.rsu.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.protocol.alert.Authenticator;
import io.milepost.protocol.alert.Envelope;
import io.milepost.protocol.alert.EnvelopeWire;
import io.milepost.protocol.alert.HelloBody;
import io.milepost.protocol.alert.KeyRing;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HelloGateTest {
  private static final KeyRing KEYS = KeyRing.ofCommandLine("sixteen or more bytes");
  private static final InetSocketAddress HERE = new InetSocketAddress("10.1.2.3", 4000);

  private final VehicleTable vehicles = new VehicleTable(2);
  private final HelloGate gate = new HelloGate("rsu-a", () -> KEYS, vehicles);
  private long sequence;

  private byte[] hello(String vehicle, long epoch, long number, long sentAt, HelloBody body) {
    return hello(vehicle, epoch, number, sentAt, body, KEYS);
  }

  private static byte[] hello(
      String vehicle, long epoch, long number, long sentAt, HelloBody body, KeyRing keys) {
    ByteBuffer out = ByteBuffer.allocate(EnvelopeWire.MAX_DATAGRAM);
    EnvelopeWire.encode(
        new Envelope(
            EnvelopeWire.KIND_HELLO,
            vehicle,
            epoch,
            number,
            sentAt,
            body.encode(),
            Envelope.NO_SIGNATURE),
        keys.isEmpty() ? null : new Authenticator(keys.keys().get(0)),
        out);
    byte[] bytes = new byte[out.remaining()];
    out.get(bytes);
    return bytes;
  }

  private static HelloBody body(String rsu, String address, int port) {
    return new HelloBody(rsu, address, port, null, null, null);
  }

  private byte[] good(String vehicle) {
    return hello(
        vehicle, 1, ++sequence, System.currentTimeMillis(), body("rsu-a", "10.1.2.3", 4000));
  }

  private String take(byte[] bytes) {
    return gate.take(bytes, bytes.length, HERE, null);
  }

  @Test
  void shouldRegisterTheAddressItCameFromAndRefuseRepetition() {
    byte[] bytes = good("v-1");
    assertThat(take(bytes)).isEqualTo(HelloGate.ACCEPTED);
    assertThat(take(bytes)).isEqualTo("replay");
    assertThat(vehicles.registered())
        .singleElement()
        .satisfies(vehicle -> assertThat(vehicle.address()).isEqualTo(HERE));
  }

  @Test
  void shouldSendNothingToThirdParties() {
    long now = System.currentTimeMillis();
    assertThat(take(hello("v-1", 1, 1, now, body("rsu-a", "10.9.9.9", 4000)))).isEqualTo("address");
    assertThat(take(hello("v-1", 1, 2, now, body("rsu-a", "10.1.2.3", 4001)))).isEqualTo("address");
    assertThat(take(hello("v-1", 1, 3, now, body("rsu-b", "10.1.2.3", 4000)))).isEqualTo("foreign");
    assertThat(vehicles.registered()).isEmpty();
  }

  @Test
  void shouldRefuseWhatIsUnsignedForgedOldOrNoHello() {
    HelloBody body = body("rsu-a", "10.1.2.3", 4000);
    long now = System.currentTimeMillis();
    assertThat(take(hello("v-1", 1, 1, now, body, KeyRing.empty()))).isEqualTo("unsigned");
    KeyRing other = KeyRing.ofCommandLine("another key of enough bytes");
    assertThat(take(hello("v-1", 1, 1, now, body, other))).isEqualTo("tag");
    assertThat(take(hello("v-1", 1, 1, now - 10_500, body))).isEqualTo("stale");
    assertThat(take(hello("v-1", 1, 2, now + 11_000, body))).isEqualTo("future");
    byte[] alert = good("v-1");
    alert[EnvelopeWire.KIND_OFFSET] = EnvelopeWire.KIND_ALERT;
    assertThat(take(alert)).isEqualTo("kind");
    assertThat(take(new byte[3])).isEqualTo("length");
    assertThat(vehicles.registered()).isEmpty();
  }

  @Test
  void shouldRefuseNewcomersWhenFullAndNeverEvict() {
    assertThat(take(good("v-1"))).isEqualTo(HelloGate.ACCEPTED);
    assertThat(take(good("v-2"))).isEqualTo(HelloGate.ACCEPTED);
    for (int i = 3; i < 200; i++) {
      assertThat(take(good("v-" + i))).isEqualTo(HelloGate.FULL);
    }
    assertThat(take(good("v-1"))).isEqualTo(HelloGate.ACCEPTED);
    assertThat(vehicles.registered()).hasSize(2);
    vehicles.expire(System.nanoTime() + VehicleTable.LIFE_NANOS + 1);
    assertThat(vehicles.registered()).isEmpty();
    assertThat(take(good("v-9"))).isEqualTo(HelloGate.ACCEPTED);
  }

  @Test
  void shouldForgetNoHelloWhileItIsFresh() {
    long mostMillis = 2 * HelloGate.MAX_CLOCK_MILLIS;
    assertThat(VehicleTable.LIFE_NANOS).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(mostMillis));
    HelloBody body = body("rsu-a", "10.1.2.3", 4000);
    byte[] ahead = hello("v-1", 1, 1, System.currentTimeMillis() + 9_000, body);
    assertThat(take(ahead)).isEqualTo(HelloGate.ACCEPTED);
    vehicles.expire(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(mostMillis));
    assertThat(take(ahead)).isEqualTo("replay");
  }

  @Test
  void shouldFollowAVehicleThatBootsAgainAndRefuseItsPast() {
    HelloBody body = body("rsu-a", "10.1.2.3", 4000);
    long now = System.currentTimeMillis();
    assertThat(take(hello("v-1", 5, 9, now, body))).isEqualTo(HelloGate.ACCEPTED);
    assertThat(take(hello("v-1", 6, 1, now, body))).isEqualTo(HelloGate.ACCEPTED);
    assertThat(take(hello("v-1", 5, 10, now, body))).isEqualTo("replay");
  }

  @Test
  void shouldNeverThrowWhenDatagramsAreHostile() {
    Random random = new Random(7);
    byte[] good = good("v-1");
    for (int i = 0; i < 50_000; i++) {
      byte[] bytes = good.clone();
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
      assertThat(gate.take(bytes, random.nextInt(bytes.length + 1), HERE, null))
          .isNotEqualTo(HelloGate.ACCEPTED);
    }
  }
}
