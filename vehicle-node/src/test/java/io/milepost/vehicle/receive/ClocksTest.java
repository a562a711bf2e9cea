package io.milepost.vehicle.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.protocol.alert.EnvelopeWire;
import io.milepost.protocol.alert.HeartbeatBody;
import io.milepost.protocol.alert.RejectReason;
import io.milepost.vehicle.event.VehicleEvent.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is believed of datagrams that come late, and of clocks that are wrong or are set. */
class ClocksTest extends ReceptionFixture {
  @Test
  void shouldShowButNeverActOnWhatIsHeldBackWhenBothClocksAreRight() {
    exactClock = true;
    long held = 5_000;
    assertThat(deliver(rsu.heartbeat(utc() - held))).isNull();
    assertThat(deliver(rsu.alert(utc() - held, Sender.active("rsu-a/1", 1)))).isNull();
    assertThat(decision()).isEqualTo("inform");
    VehicleState state = reception.state(nanos());
    assertThat(state.alerts().get(0).noAction()).startsWith("comes late");
    assertThat(state.rsus().get(0).synchronised()).isFalse();
    // One heartbeat that nobody has held back is enough.
    assertThat(deliver(rsu.heartbeat(utc(), "rsu-a/1@1"))).isNull();
    assertThat(decision()).isEqualTo("slow_down");
  }

  /** Somebody's clock may be wrong then, and a true alert must not be lost to that. */
  @ParameterizedTest
  @CsvSource({"false, true, 0", "true, false, 0", "true, true, 3000"})
  void shouldActWhenItIsNotKnownThatBothClocksAreRight(
      boolean vehicle, boolean synchronised, double offset) {
    exactClock = vehicle;
    deliver(heartbeat(utc() - 5_000, synchronised, offset));
    assertThat(deliver(rsu.alert(utc() - 5_000, Sender.active("rsu-a/1", 1)))).isNull();
    assertThat(decision()).isEqualTo("slow_down");
  }

  @ParameterizedTest
  @ValueSource(longs = {-990, 0, 990})
  void shouldActWhileTheClocksAgreeWithinASecond(long off) {
    exactClock = true;
    deliver(rsu.heartbeat(utc() - off));
    assertThat(deliver(rsu.alert(utc() - off, Sender.active("rsu-a/1", 1)))).isNull();
    assertThat(decision()).isEqualTo("slow_down");
  }

  @Test
  void shouldLetGoWhenAllThatComesOfAnRsuBeginsToComeLate() {
    exactClock = true;
    deliver(rsu.heartbeat(utc()));
    alert(1);
    assertThat(decision()).isEqualTo("slow_down");
    for (int i = 0; i < 10; i++) {
      millis += 200;
      deliver(rsu.heartbeat(utc() - 3_000, "rsu-a/1@1"));
      reception.onTick(nanos(), utc());
    }
    assertThat(decision()).isEqualTo("inform");
    assertThat(kinds()).doesNotContain(Kind.LOST);
  }

  /** Else the vehicle would be deaf until ten heartbeats of the new time have come. */
  @ParameterizedTest
  @ValueSource(longs = {-9_000, -3_000, 3_000, 9_000})
  void shouldGoOnActingAndRefuseNothingWhenTheVehiclesClockIsSet(long step) {
    deliver(rsu.heartbeat(utc()));
    alert(1);
    clockStep = step;
    for (int i = 2; i < 40; i++) {
      millis += 200;
      assertThat(deliver(rsu.alert(START + millis, Sender.active("rsu-a/1", i)))).isNull();
      assertThat(deliver(rsu.heartbeat(START + millis, "rsu-a/1@" + i))).isNull();
      reception.onTick(nanos(), utc());
      assertThat(decision()).isEqualTo("slow_down");
    }
    assertThat(kinds()).doesNotContain(Kind.LOST, Kind.EXPIRE, Kind.CANCEL);
    assertThat(reception.state(nanos()).rsus().get(0).clockOffsetMillis()).isEqualTo(step);
  }

  @Test
  void shouldExpireOnTimeThoughTheVehiclesClockJumps() {
    alert(1);
    clockStep = 86_400_000;
    millis += 4_000;
    reception.onTick(nanos(), utc());
    assertThat(decision()).isEqualTo("slow_down");
    clockStep = -86_400_000;
    millis += 1_100;
    reception.onTick(nanos(), utc());
    assertThat(decision()).as("radio lost in mid-alert").isEqualTo("none");
  }

  @Test
  void shouldCountALateTwinAsDuplicateAndLetItMoveNothing() {
    deliver(rsu.heartbeat(utc()));
    byte[] first = rsu.alert(utc(), Sender.active("rsu-a/1", 1));
    deliver(first);
    for (int delay : new int[] {10, 30, 50}) {
      millis += delay;
      deliver(rsu.alert(utc(), Sender.active("rsu-a/1", 1)));
      deliver(rsu.heartbeat(utc(), "rsu-a/1@1"));
      assertThat(deliver(first)).isEqualTo(RejectReason.DUPLICATE);
    }
    deliver(rsu.alert(utc(), Sender.cancel("rsu-a/1", 2)));
    assertThat(deliver(first)).isEqualTo(RejectReason.DUPLICATE);
    assertThat(decision()).isEqualTo("none");
    VehicleState.Rsu state = reception.state(nanos()).rsus().get(0);
    assertThat(state.received()).isEqualTo(9);
    assertThat(state.loss()).isZero();
    assertThat(state.clockOffsetMillis()).isZero();
    rsu.epoch = 2;
    rsu.sequence = 0;
    deliver(rsu.heartbeat(utc()));
    assertThat(deliver(first)).isEqualTo(RejectReason.EPOCH);
  }

  @Test
  void shouldBelieveATwinWhoseMulticastWasLostThoughNewerOnesCameBefore() {
    deliver(rsu.heartbeat(utc()));
    byte[] first = rsu.alert(utc(), Sender.active("rsu-a/1", 1));
    millis += 80;
    deliver(rsu.heartbeat(utc(), "rsu-a/1@1"));
    millis += 10;
    assertThat(deliver(first)).isNull();
    assertThat(deliver(first)).isEqualTo(RejectReason.DUPLICATE);
    assertThat(decision()).isEqualTo("slow_down");
    VehicleState.Rsu state = reception.state(nanos()).rsus().get(0);
    assertThat(state.clockOffsetMillis()).isZero();
    assertThat(state.loss()).isZero();
  }

  private byte[] heartbeat(long sentAt, boolean synchronised, double offset) {
    HeartbeatBody body =
        new HeartbeatBody(
            List.of(),
            0,
            new HeartbeatBody.Clock(synchronised, offset),
            new HeartbeatBody.Cameras(1, 0));
    return rsu.make(EnvelopeWire.KIND_HEARTBEAT, sentAt, body.encode(1000));
  }
}
