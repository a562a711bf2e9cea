package io.milepost.vehicle.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.protocol.alert.EnvelopeWire;
import io.milepost.protocol.alert.HeartbeatBody;
import io.milepost.protocol.alert.RejectReason;
import io.milepost.vehicle.event.VehicleEvent.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReceptionTest extends ReceptionFixture {
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
  void shouldKeepACancelAliveFromItsLatestCopyOnWhenAnotherVersionWasHeardBefore() {
    deliver(rsu.alert(utc(), Sender.active("rsu-a/1", 4)));
    millis += 40_000;
    reception.onTick(nanos(), utc());
    for (int i = 0; i < 3; i++) {
      deliver(rsu.alert(utc(), Sender.cancel("rsu-a/1", 1)));
      millis += 40_000;
      reception.onTick(nanos(), utc());
    }
    assertThat(alert(1)).isEqualTo(RejectReason.CANCELLED);
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
  void shouldActOnlyOnItsOwnRoadWhenOneIsGiven() {
    reception = reception(Sender.KEYS, true, "B2");
    alert(1);
    assertThat(decision()).isEqualTo("inform");
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
}
