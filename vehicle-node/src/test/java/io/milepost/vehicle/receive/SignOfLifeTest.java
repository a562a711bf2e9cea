package io.milepost.vehicle.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.protocol.alert.RejectReason;
import io.milepost.vehicle.event.VehicleEvent;
import io.milepost.vehicle.event.VehicleEvent.Kind;
import io.milepost.vehicle.policy.Policy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What counts as a sign of life of an RSU, and what of an RSU that was restarted. */
class SignOfLifeTest {
  private final List<VehicleEvent> events = new ArrayList<>();
  private final Sender rsu = new Sender("rsu-a");
  private long millis;
  private final Reception reception =
      new Reception(
          new Reception.Settings(() -> Sender.KEYS, true, Duration.ofSeconds(5), null),
          Policy.standard(),
          new EpochFloors(null),
          new ReceiverMetrics(new SimpleMeterRegistry()),
          events::add,
          this::nanos);

  private long nanos() {
    return millis * 1_000_000;
  }

  private long utc() {
    return 1_795_163_556_000L + millis;
  }

  private RejectReason deliver(byte[] bytes) {
    return reception.onDatagram(bytes, bytes.length, nanos(), utc());
  }

  private RejectReason alert(int version) {
    return deliver(rsu.alert(utc(), Sender.active("rsu-a/1", version)));
  }

  private String decision() {
    return reception.state(nanos()).decision();
  }

  private List<Kind> kinds() {
    return events.stream().map(VehicleEvent::kind).toList();
  }

  @Test
  void shouldLoseAnRsuOfWhichOnlyStaleDatagramsCome() {
    alert(1);
    for (int i = 0; i < 3; i++) {
      millis += 2_000;
      assertThat(deliver(rsu.alert(utc() - 3_000, Sender.active("rsu-a/1", 1))))
          .isEqualTo(RejectReason.STALE);
      reception.onTick(nanos(), utc());
    }
    assertThat(reception.anyHeard()).isFalse();
    assertThat(kinds()).containsExactly(Kind.RECV, Kind.DECIDE, Kind.LOST, Kind.DECIDE);
  }

  @Test
  void shouldGoOnWithoutTellingTwiceWhenTheRsuRestartsInMidAlert() {
    alert(1);
    rsu.epoch = 2;
    rsu.sequence = 0;
    deliver(rsu.heartbeat(utc(), "rsu-a/1@1"));
    deliver(rsu.heartbeat(utc(), "rsu-a/1@1"));
    deliver(rsu.heartbeat(utc(), "rsu-a/1@1"));
    assertThat(decision()).as("named by the new boot, so not forgotten").isEqualTo("slow_down");
    assertThat(alert(1)).isNull();
    assertThat(kinds()).containsExactly(Kind.RECV, Kind.DECIDE);
    assertThat(reception.state(nanos()).repeats()).isEqualTo(1);
    deliver(rsu.alert(utc(), Sender.cancel("rsu-a/1", 2)));
    assertThat(decision()).isEqualTo("none");
  }
}
