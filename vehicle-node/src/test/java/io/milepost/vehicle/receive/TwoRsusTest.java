package io.milepost.vehicle.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.protocol.alert.AlertBody;
import io.milepost.protocol.alert.AlertState;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import org.junit.jupiter.api.Test;

/** Two RSUs tell of one incident and do not agree. */
class TwoRsusTest extends ReceptionFixture {
  private final Sender other = new Sender("rsu-b");

  @Test
  void shouldGoOnAsLongAsOneOfThemTellsWhoeverEndsFirst() {
    deliver(rsu.alert(utc(), body("rsu-a/1", 1, AlertState.ACTIVE, 150)));
    deliver(other.alert(utc(), body("rsu-b/9", 1, AlertState.ACTIVE, 180)));
    assertThat(reception.state(nanos()).event()).isEqualTo("rsu-a/1");
    deliver(rsu.alert(utc(), body("rsu-a/1", 2, AlertState.CANCELLED, 150)));
    assertThat(decision()).isEqualTo("stop");
    assertThat(reception.state(nanos()).event()).isEqualTo("rsu-b/9");
    millis += 3_000;
    deliver(rsu.alert(utc(), body("rsu-a/2", 1, AlertState.ACTIVE, 150)));
    millis += 2_100;
    reception.onTick(nanos(), utc());
    assertThat(reception.state(nanos()).event()).as("rsu-b is lost").isEqualTo("rsu-a/2");
    assertThat(decision()).isEqualTo("stop");
    deliver(rsu.alert(utc(), body("rsu-a/2", 2, AlertState.CANCELLED, 150)));
    assertThat(decision()).isEqualTo("none");
    deliver(other.heartbeat(utc(), "rsu-b/9@1"));
    assertThat(decision()).as("rsu-b is back and still tells").isEqualTo("stop");
  }

  @Test
  void shouldNotLetOneEndOrChangeWhatTheOtherTells() {
    deliver(rsu.alert(utc(), body("rsu-a/1", 1, AlertState.ACTIVE, 150)));
    deliver(other.alert(utc(), body("rsu-a/1", 2, AlertState.CANCELLED, 150)));
    deliver(other.heartbeat(utc()));
    deliver(other.heartbeat(utc()));
    assertThat(decision()).isEqualTo("stop");
  }

  private static AlertBody body(String event, int version, AlertState state, double distance) {
    return Sender.body(event, version, state, IncidentType.BLOCKAGE, Severity.HIGH, distance);
  }
}
