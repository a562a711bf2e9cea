package io.milepost.vehicle.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.protocol.alert.EnvelopeWire;
import io.milepost.protocol.alert.HeartbeatBody;
import io.milepost.protocol.alert.KeyRing;
import io.milepost.protocol.alert.RejectReason;
import io.milepost.vehicle.event.VehicleEvent;
import io.milepost.vehicle.event.VehicleEvent.Kind;
import io.milepost.vehicle.policy.Policy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReceptionTest {
  private static final long START = 1_795_163_556_000L;

  @TempDir private Path folder;

  private final List<VehicleEvent> events = new ArrayList<>();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Sender rsu = new Sender("rsu-a");
  private EpochFloors floors = new EpochFloors(null);
  private long millis;
  private Reception reception = reception(Sender.KEYS, true, null);

  @Test
  void shouldPrintOnceAndCountRepeatsWhenTheSameVersionComesAgain() {
    for (int i = 0; i < 5; i++) {
      assertThat(alert(1)).isNull();
    }
    assertThat(kinds()).containsExactly(Kind.RECV, Kind.DECIDE);
    assertThat(reception.state(nanos()).repeats()).isEqualTo(4);
    assertThat(alert(2)).isNull();
    assertThat(kinds()).containsExactly(Kind.RECV, Kind.DECIDE, Kind.RECV);
    assertThat(alert(1)).isEqualTo(RejectReason.OUTDATED);
  }

  @Test
  void shouldKeepAnAlertDeadWhenItsCancelCameFirst() {
    byte[] late = rsu.alert(utc(), Sender.active("rsu-a/1", 1));
    assertThat(deliver(rsu.alert(utc(), Sender.cancel("rsu-a/1", 2)))).isNull();
    assertThat(deliver(late)).isEqualTo(RejectReason.CANCELLED);
    assertThat(kinds()).isEmpty();
    millis += 25_000;
    assertThat(alert(1)).isEqualTo(RejectReason.CANCELLED);
    assertThat(deliver(rsu.alert(utc(), Sender.active("rsu-a/1", 3)))).isNull();
    assertThat(kinds()).containsExactly(Kind.RECV, Kind.DECIDE);
  }

  @Test
  void shouldExpireOnTheMonotonicClockUnlessCopiesRenewIt() {
    alert(1);
    for (int i = 0; i < 5; i++) {
      millis += 20_000;
      deliver(rsu.heartbeat(utc()));
      reception.onTick(nanos(), utc());
      alert(1);
    }
    assertThat(kinds()).containsExactly(Kind.RECV, Kind.DECIDE);
    reception = reception(Sender.KEYS, true, null);
    alert(2);
    events.clear();
    millis += 3_000;
    reception.onTick(nanos(), utc() - 3_600_000);
    assertThat(events).isEmpty();
    millis += 27_100;
    deliver(rsu.heartbeat(utc()));
    events.clear();
    reception.onTick(nanos(), utc() + 3_600_000);
    assertThat(kinds()).containsExactly(Kind.EXPIRE, Kind.DECIDE);
    assertThat(decision()).isEqualTo("none");
    // A fresh copy says that it holds still, or again.
    assertThat(alert(2)).isNull();
    assertThat(decision()).isEqualTo("slow_down");
  }

  @Test
  void shouldForgetAfterTwoHeartbeatsWhenTheCancelWasLost() {
    alert(1);
    deliver(rsu.heartbeat(utc(), "rsu-a/1@1"));
    deliver(rsu.heartbeat(utc()));
    assertThat(decision()).isEqualTo("slow_down");
    deliver(rsu.heartbeat(utc()));
    assertThat(decision()).isEqualTo("none");
    assertThat(kinds()).containsExactly(Kind.RECV, Kind.DECIDE, Kind.CANCEL, Kind.DECIDE);
  }

  @Test
  void shouldForgetNothingWhenTheHeartbeatIsOlderOrIncomplete() {
    byte[] older = rsu.heartbeat(utc());
    byte[] old = rsu.heartbeat(utc());
    alert(1);
    deliver(older);
    deliver(old);
    for (int i = 0; i < 4; i++) {
      deliver(rsu.heartbeat(utc(), 3, List.of()));
    }
    assertThat(decision()).isEqualTo("slow_down");
  }

  @Test
  void shouldNoteWhatIsOnAirWhenItsBodyIsMissing() {
    deliver(rsu.heartbeat(utc(), "rsu-a/1@2"));
    assertThat(reception.state(nanos()).rsus().get(0).bodyMissing()).containsExactly("rsu-a/1");
    deliver(rsu.alert(utc(), Sender.active("rsu-a/1", 2)));
    assertThat(reception.state(nanos()).rsus().get(0).bodyMissing()).isEmpty();
  }

  @Test
  void shouldReleaseWhenTheRsuIsLostAndActAgainWhenItIsBack() {
    alert(1);
    millis += 4_990;
    reception.onTick(nanos(), utc());
    assertThat(decision()).isEqualTo("slow_down");
    millis += 20;
    reception.onTick(nanos(), utc());
    assertThat(decision()).isEqualTo("none");
    deliver(rsu.heartbeat(utc(), "rsu-a/1@1"));
    assertThat(decision()).isEqualTo("slow_down");
    assertThat(kinds())
        .containsExactly(Kind.RECV, Kind.DECIDE, Kind.LOST, Kind.DECIDE, Kind.BACK, Kind.DECIDE);
  }

  @Test
  void shouldRejectInTheOrderOfTheProtocolPage() {
    byte[] good = rsu.alert(utc(), Sender.active("rsu-a/1", 1));
    assertThat(deliver(good)).isNull();
    assertThat(deliver(good)).as("by another group").isEqualTo(RejectReason.DUPLICATE);
    millis += 2_001;
    assertThat(deliver(good)).isEqualTo(RejectReason.REPLAY);
    byte[] forged = rsu.alert(utc(), Sender.active("rsu-a/1", 2));
    forged[forged.length - 1] ^= 1;
    assertThat(deliver(forged)).isEqualTo(RejectReason.TAG);
    forged[forged.length - 1] ^= 1;
    assertThat(deliver(forged)).as("a forged number must not poison the window").isNull();
    byte[] otherKey = rsu.alert(utc(), Sender.active("rsu-a/1", 3));
    otherKey[EnvelopeWire.KEY_OFFSET] = 9;
    assertThat(deliver(otherKey)).isEqualTo(RejectReason.KEY);
    rsu.signed = false;
    assertThat(alert(3)).isEqualTo(RejectReason.UNSIGNED);
    rsu.signed = true;
    assertThat(deliver(rsu.alert(utc() - 2_001, Sender.active("rsu-a/1", 3))))
        .isEqualTo(RejectReason.STALE);
    assertThat(deliver(rsu.alert(utc() + 251, Sender.active("rsu-a/1", 3))))
        .isEqualTo(RejectReason.FUTURE);
    assertThat(deliver(rsu.alert(utc(), Sender.active("rsu-b/1", 3))))
        .isEqualTo(RejectReason.FOREIGN);
    assertThat(deliver(rsu.make(EnvelopeWire.KIND_ALERT, utc(), new byte[] {'{', '}'})))
        .isEqualTo(RejectReason.SCHEMA);
    rsu.epoch = 2;
    rsu.sequence = 0;
    assertThat(alert(1)).isNull();
    rsu.epoch = 1;
    rsu.sequence = 500;
    assertThat(alert(4)).isEqualTo(RejectReason.EPOCH);
    assertThat(reception.state(nanos()).rejected())
        .containsEntry("replay", 1L)
        .containsEntry("epoch", 1L);
  }

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
  void shouldShowButNeverActWhenTheClockIsFarOff() {
    long off = 15_000;
    deliver(rsu.heartbeat(utc() - off));
    assertThat(deliver(rsu.alert(utc() - off, Sender.active("rsu-a/1", 1)))).isNull();
    assertThat(decision()).isEqualTo("inform");
    assertThat(reception.state(nanos()).rsus().get(0).synchronised()).isFalse();
    // The RSU's clock is put right: after a few heartbeats it may be acted upon.
    for (int i = 0; i < 10; i++) {
      deliver(rsu.heartbeat(utc(), "rsu-a/1@1"));
    }
    assertThat(decision()).isEqualTo("slow_down");
  }

  @Test
  void shouldMeasureFreshnessAfterTheClockOffset() {
    deliver(rsu.heartbeat(utc() - 5_000));
    assertThat(deliver(rsu.alert(utc() - 5_000, Sender.active("rsu-a/1", 1)))).isNull();
    assertThat(decision()).isEqualTo("slow_down");
    assertThat(deliver(rsu.alert(utc(), Sender.active("rsu-a/1", 2))))
        .isEqualTo(RejectReason.FUTURE);
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
      assertThat(deliver(madeUp.heartbeat(utc()))).isNull();
    }
    Sender oneMore = new Sender("fake");
    oneMore.signed = false;
    assertThat(deliver(oneMore.heartbeat(utc()))).isEqualTo(RejectReason.CAPACITY);
    assertThat(alert(1)).isNull();
    assertThat(decision()).isEqualTo("slow_down");
  }

  @Test
  void shouldActOnlyOnItsOwnRoadWhenOneIsGiven() {
    reception = reception(Sender.KEYS, true, "B2");
    alert(1);
    assertThat(decision()).isEqualTo("inform");
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

  @Test
  void shouldMeasureLossFromSequenceGaps() {
    for (int i = 0; i < 100; i++) {
      byte[] bytes = rsu.heartbeat(utc());
      if (i % 4 != 1) {
        deliver(bytes);
      }
    }
    assertThat(reception.state(nanos()).rsus().get(0).loss()).isBetween(0.24, 0.26);
  }

  @Test
  void shouldCarryTheActiveListInFull() {
    List<HeartbeatBody.Active> active = List.of(new HeartbeatBody.Active("rsu-a/1", 1, 3));
    assertThat(deliver(rsu.heartbeat(utc(), 0, active))).isNull();
    assertThat(reception.anyHeard()).isTrue();
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

  private Reception reception(KeyRing keys, boolean dropUnsigned, String road) {
    return new Reception(
        new Reception.Settings(() -> keys, dropUnsigned, Duration.ofSeconds(5), road),
        Policy.standard(),
        floors,
        new ReceiverMetrics(registry),
        events::add,
        this::nanos);
  }

  private RejectReason alert(int version) {
    return deliver(rsu.alert(utc(), Sender.active("rsu-a/1", version)));
  }

  private RejectReason deliver(byte[] bytes) {
    return reception.onDatagram(bytes, bytes.length, nanos(), utc());
  }

  private String decision() {
    return reception.state(nanos()).decision();
  }

  private List<Kind> kinds() {
    return events.stream().map(VehicleEvent::kind).toList();
  }

  private long nanos() {
    return millis * 1_000_000;
  }

  private long utc() {
    return START + millis;
  }
}
