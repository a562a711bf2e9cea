package io.milepost.vehicle.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.milepost.protocol.alert.EnvelopeWire;
import io.milepost.protocol.alert.KeyRing;
import io.milepost.protocol.alert.RejectReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HostileReceptionTest extends ReceptionFixture {
  @Test
  void shouldNotReopenOldRecordingsWhenTheVehicleRestarts() {
    floors = new EpochFloors(folder);
    reception = reception(Sender.KEYS, true, null);
    rsu.epoch = 5;
    alert(1);
    assertThat(reception.takeFloorsChanged()).isTrue();
    floors.save();
    floors = new EpochFloors(folder);
    reception = reception(Sender.KEYS, true, null);
    rsu.epoch = 4;
    assertThat(alert(2)).isEqualTo(RejectReason.EPOCH);
    assertThat(reception.state(nanos()).rsus()).isEmpty();
    rsu.epoch = 5;
    assertThat(alert(2)).isNull();
  }

  @Test
  void shouldNotShowACancelledAlertAgainWhenItIsReplayedAfterARestart() {
    floors = new EpochFloors(folder);
    reception = reception(Sender.KEYS, true, null);
    List<byte[]> recorded = new ArrayList<>();
    recorded.add(rsu.heartbeat(utc()));
    recorded.add(rsu.alert(utc(), Sender.active("rsu-a/1", 1)));
    recorded.add(rsu.alert(utc(), Sender.active("rsu-a/1", 1)));
    recorded.add(rsu.alert(utc(), Sender.cancel("rsu-a/1", 2)));
    recorded.forEach(each -> assertThat(deliver(each)).isNull());
    assertThat(reception.takeFloorsChanged()).isTrue();
    floors.save();
    events.clear();
    floors = new EpochFloors(folder);
    reception = reception(Sender.KEYS, true, null);
    millis += 500;
    recorded.forEach(each -> assertThat(deliver(each).code()).matches("replay|duplicate"));
    assertThat(deliver(rsu.heartbeat(utc()))).isNull();
    recorded.forEach(each -> assertThat(deliver(each).code()).matches("replay|duplicate"));
    assertThat(events).isEmpty();
    assertThat(deliver(rsu.alert(utc(), Sender.active("rsu-a/2", 1)))).isNull();
    assertThat(reception.state(nanos()).rsus().get(0).loss()).isZero();
  }

  @Test
  void shouldNeverLetUnsignedDatagramsTouchASignedSender() {
    reception = reception(Sender.KEYS, false, null);
    alert(1);
    Sender forger = new Sender("rsu-a");
    forger.signed = false;
    forger.epoch = EnvelopeWire.MAX_U32;
    assertThat(deliver(forger.alert(utc(), Sender.cancel("rsu-a/1", 9))))
        .isEqualTo(RejectReason.DOWNGRADE);
    assertThat(alert(1)).isNull();
    Sender stranger = new Sender("rsu-x");
    stranger.signed = false;
    assertThat(deliver(stranger.alert(utc(), Sender.active("rsu-x/1", 1)))).isNull();
    assertThat(decision()).isEqualTo("slow_down");
    assertThat(reception.state(nanos()).alerts().get(1).noAction()).contains("not authenticated");
  }

  @Test
  void shouldStillActWhenRecordedHeartbeatsAreReplayedToANewcomer() {
    List<byte[]> recorded = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      recorded.add(rsu.heartbeat(utc() - 6_000));
    }
    deliver(rsu.heartbeat(utc()));
    recorded.forEach(this::deliver);
    assertThat(alert(1)).isNull();
    assertThat(decision()).isEqualTo("slow_down");
  }

  @Test
  void shouldHearASignedSenderWhenMadeUpOnesFillTheTable() {
    reception = reception(Sender.KEYS, false, null);
    for (int i = 0; i < RsuTable.MAX_RSUS; i++) {
      Sender madeUp = new Sender("fake-" + i);
      madeUp.signed = false;
      millis += 1000 / DatagramGate.UNSIGNED_PER_SECOND;
      assertThat(deliver(madeUp.heartbeat(utc()))).isNull();
    }
    Sender oneMore = new Sender("fake");
    oneMore.signed = false;
    assertThat(deliver(oneMore.heartbeat(utc()))).isEqualTo(RejectReason.CAPACITY);
    assertThat(alert(1)).isNull();
    assertThat(decision()).isEqualTo("slow_down");
  }

  @Test
  void shouldLookAtFewUnsignedDatagramsWhereThereAreKeysAndStillHearTheSigned() {
    reception = reception(Sender.KEYS, false, null);
    Sender madeUp = new Sender("fake");
    madeUp.signed = false;
    int believed = 0;
    for (int i = 1; i <= 10_000; i++) {
      millis += i % 5 == 0 ? 1 : 0;
      byte[] bytes = madeUp.alert(utc(), Sender.active("fake/" + i % 64, i));
      believed += deliver(bytes) == null ? 1 : 0;
      if (i % 1000 == 0) {
        assertThat(alert(i)).isNull();
      }
    }
    assertThat(believed).as("two seconds, and one in advance").isBetween(100, 151);
    reception = reception(KeyRing.empty(), false, null);
    for (int i = 1; i <= 1_000; i++) {
      assertThat(deliver(madeUp.alert(utc(), Sender.active("fake/1", i)))).isNull();
    }
  }

  @Test
  void shouldKeepMemoryBoundedWhenSendersAndEventsFlood() {
    for (int i = 0; i < 200; i++) {
      Sender many = new Sender("rsu-" + i);
      deliver(many.alert(utc(), Sender.active("rsu-" + i + "/1", 1)));
    }
    assertThat(reception.state(nanos()).rsus()).hasSize(RsuTable.MAX_RSUS);
    Sender known = new Sender("rsu-0");
    known.sequence = 10;
    for (int i = 2; i < 1_000; i++) {
      deliver(known.alert(utc(), Sender.active("rsu-0/" + i, 1)));
    }
    long alerts =
        reception.state(nanos()).alerts().stream().filter(a -> a.source().equals("rsu-0")).count();
    assertThat(alerts).isEqualTo(EventTable.MAX_EVENTS);
    assertThat(reception.state(nanos()).alerts()).hasSize(EventTable.MAX_EVENTS + 63);
    assertThat(reception.state(nanos()).rejected().get("capacity")).isGreaterThan(136);
  }

  @Test
  void shouldNeverThrowWhenDatagramsAreHostile() throws IOException {
    Random random = new Random(7);
    byte[] good = rsu.heartbeat(utc(), "rsu-a/1@1");
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = good.clone();
      for (int flips = random.nextInt(4) + 1; flips > 0; flips--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      byte[] cut = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
      if (!Arrays.equals(cut, good)) {
        assertThat(deliver(cut)).isNotNull();
      }
    }
    assertThat(reception.state(nanos()).rsus()).isEmpty();
    for (byte[] body : jsonTestSuite()) {
      if (body.length <= 1000) {
        assertThat(deliver(rsu.make(EnvelopeWire.KIND_ALERT, utc(), body)))
            .isEqualTo(RejectReason.SCHEMA);
        assertThat(deliver(rsu.make(EnvelopeWire.KIND_HEARTBEAT, utc(), body)))
            .isEqualTo(RejectReason.SCHEMA);
      }
    }
  }

  private List<byte[]> jsonTestSuite() throws IOException {
    String set = System.getenv("MILEPOST_SHARED_DATA");
    Path data =
        set != null
            ? Path.of(set)
            : Path.of(System.getProperty("milepost.home", "."), "..", "shared", "data");
    Path suite = data.resolve("json/JSONTestSuite/test_parsing");
    assumeTrue(Files.isDirectory(suite), "JSONTestSuite is not on this machine");
    List<byte[]> bodies = new ArrayList<>();
    try (Stream<Path> files = Files.list(suite)) {
      for (Path file : files.toList()) {
        bodies.add(Files.readAllBytes(file));
      }
    }
    bodies.add("{\"event\":\"\\u0000\"}".getBytes(StandardCharsets.UTF_8));
    return bodies;
  }
}
