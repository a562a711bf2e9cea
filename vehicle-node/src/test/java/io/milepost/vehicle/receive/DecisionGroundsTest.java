package io.milepost.vehicle.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.protocol.alert.AlertState;
import io.milepost.protocol.alert.KeyRing;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.vehicle.approach.Approaches;
import io.milepost.vehicle.approach.Travel;
import io.milepost.vehicle.event.VehicleEvent;
import io.milepost.vehicle.event.VehicleEvent.Kind;
import io.milepost.vehicle.policy.Decider;
import io.milepost.vehicle.policy.Policy;
import io.milepost.vehicle.position.Fix;
import io.milepost.vehicle.position.Geo;
import io.milepost.vehicle.position.PositionSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a decision rests on, and that it follows the vehicle's movement. */
class DecisionGroundsTest {
  private static final long START = 1_795_163_556_000L;

  private final List<VehicleEvent> decisions = new ArrayList<>();
  private final Sender rsu = new Sender("rsu-a");
  private Fix fix;
  private long millis;
  private Reception reception = reception(Sender.KEYS);

  @Test
  void shouldKeepTheDatagramThatBrakedAndTheOneThatReleased() {
    byte[] alert = rsu.alert(utc(), Sender.active("rsu-a/1", 1));
    deliver(alert);
    deliver(rsu.alert(utc(), Sender.active("rsu-a/1", 1)));
    byte[] cancel = rsu.alert(utc(), Sender.cancel("rsu-a/1", 2));
    deliver(cancel);
    assertThat(decisions).hasSize(2).allMatch(VehicleEvent::verified);
    assertThat(decisions.get(0).grounds().alert().datagram()).isEqualTo(alert).isNotSameAs(alert);
    assertThat(decisions.get(0).grounds().trigger()).isNull();
    assertThat(decisions.get(0).grounds().rule()).isEqualTo("collision or fire ahead");
    assertThat(decisions.get(1).grounds().alert()).isNull();
    assertThat(decisions.get(1).grounds().trigger()).isEqualTo(cancel);
    assertThat(decisions.get(1).grounds().before().code()).isEqualTo("slow_down");
  }

  @Test
  void shouldSayThatADecisionIsNotVerifiedWhenItsDatagramIsNot() {
    reception = reception(KeyRing.empty());
    rsu.signed = false;
    deliver(rsu.alert(utc(), Sender.active("rsu-a/1", 1)));
    assertThat(decisions).singleElement().extracting(VehicleEvent::verified).isEqualTo(false);
  }

  @Test
  void shouldNameNoDatagramWhenTimeReleases() {
    deliver(rsu.alert(utc(), Sender.active("rsu-a/1", 1)));
    millis += 5_001;
    reception.onTick(nanos(), utc());
    assertThat(decisions).hasSize(2);
    assertThat(decisions.get(1).decision().code()).isEqualTo("none");
    assertThat(decisions.get(1).grounds().trigger()).isNull();
    assertThat(decisions.get(1).verified()).isFalse();
  }

  @Test
  void shouldSlowDownAndLetGoAsTheVehicleDrivesThoughNothingIsReceived() {
    // The place is at 37.5 north; the vehicle comes from 900 m south of it, 25 m/s.
    drive(0);
    deliver(rsu.alert(utc(), Sender.active("rsu-a/1", 1)));
    assertThat(decisions).singleElement().extracting(e -> e.decision().code()).isEqualTo("inform");
    for (int i = 1; i <= 440; i++) {
      millis += 100;
      if (i % 10 == 0) {
        drive(i / 10.0 * 25);
        deliver(rsu.heartbeat(utc(), "rsu-a/1@1"));
      }
      reception.onTick(nanos(), utc());
    }
    assertThat(decisions)
        .extracting(e -> e.decision().code())
        .containsExactly("inform", "slow_down", "inform");
    VehicleEvent slow = decisions.get(1);
    assertThat(slow.at() - START).as("900 m - 500 m at 25 m/s").isBetween(16_000L, 16_200L);
    assertThat(slow.grounds().alert().distanceM()).isBetween(495.0, 500.0);
    assertThat(slow.grounds().fix()).isNotNull();
    assertThat(slow.verified()).as("it rests on the alert's own datagram").isTrue();
    assertThat(slow.grounds().alert().datagram()).isNotNull();
    assertThat(decisions.get(2).decision().because()).contains("behind the vehicle");
    VehicleState state = reception.state(nanos());
    assertThat(state.position().state()).isEqualTo("known");
    assertThat(state.alerts().get(0).noAction()).startsWith("behind");
    assertThat(state.alerts().get(0).distanceFrom()).isEqualTo("straight");
  }

  @Test
  void shouldTakeTheRsusWordAtOnceWhenThePositionIsLost() {
    drive(0);
    deliver(rsu.alert(utc(), Sender.active("rsu-a/1", 1)));
    fix = null;
    millis += 100;
    reception.onTick(nanos(), utc());
    assertThat(decisions)
        .extracting(e -> e.decision().code())
        .as("900 m by its own position, 400 m as the RSU says")
        .containsExactly("inform", "slow_down");
  }

  @Test
  void shouldNameTheOtherAlertWhenItBecomesTheReasonForTheSameAction() {
    deliver(rsu.alert(utc(), Sender.active("rsu-a/1", 1)));
    deliver(
        rsu.alert(
            utc(),
            Sender.body("rsu-a/2", 1, AlertState.ACTIVE, IncidentType.FIRE, Severity.HIGH, 450)));
    deliver(rsu.alert(utc(), Sender.cancel("rsu-a/1", 2)));
    assertThat(decisions)
        .extracting(e -> e.decision().event())
        .containsExactly("rsu-a/1", "rsu-a/2");
    assertThat(decisions.get(1).grounds().before().code()).isEqualTo("slow_down");
  }

  private Reception reception(KeyRing keys) {
    PositionSource position =
        new PositionSource() {
          @Override
          public Fix fix(long now) {
            return fix;
          }

          @Override
          public Status status(long now) {
            return new Status(State.KNOWN, "", fix, 0);
          }
        };
    return new Reception(
        new Reception.Settings(() -> keys, false, Duration.ofSeconds(5), null),
        new Decider(Policy.standard(), new Approaches(null, Travel.UNKNOWN, 5000), position),
        new EpochFloors(null),
        new ReceiverMetrics(new SimpleMeterRegistry()),
        event -> {
          if (event.kind() == Kind.DECIDE) {
            decisions.add(event);
          }
        },
        this::nanos);
  }

  private void drive(double meters) {
    double[] here = Geo.destination(37.5, 127, meters < 900 ? 180 : 0, Math.abs(900 - meters));
    fix = new Fix(here[0], here[1], 25, 0, nanos());
  }

  private void deliver(byte[] bytes) {
    assertThat(reception.onDatagram(bytes, bytes.length, nanos(), utc())).isNull();
  }

  private long nanos() {
    return millis * 1_000_000;
  }

  private long utc() {
    return START + millis;
  }
}
