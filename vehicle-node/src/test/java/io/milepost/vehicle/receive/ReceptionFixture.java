package io.milepost.vehicle.receive;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.protocol.alert.KeyRing;
import io.milepost.protocol.alert.RejectReason;
import io.milepost.vehicle.event.VehicleEvent;
import io.milepost.vehicle.event.VehicleEvent.Kind;
import io.milepost.vehicle.policy.Policy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** A reception with a clock of its own, a sender and what came of it. */
abstract class ReceptionFixture {
  static final long START = 1_795_163_556_000L;

  @TempDir Path folder;

  final List<VehicleEvent> events = new ArrayList<>();
  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  final Sender rsu = new Sender("rsu-a");
  EpochFloors floors = new EpochFloors(null);
  long millis;
  long clockStep;
  boolean exactClock;
  Reception reception = reception(Sender.KEYS, true, null);

  Reception reception(KeyRing keys, boolean dropUnsigned, String road) {
    return new Reception(
        new Reception.Settings(
            () -> keys, dropUnsigned, Duration.ofSeconds(5), road, () -> exactClock),
        Policy.standard(),
        floors,
        new ReceiverMetrics(registry),
        events::add,
        this::nanos);
  }

  RejectReason alert(int version) {
    return deliver(rsu.alert(utc(), Sender.active("rsu-a/1", version)));
  }

  RejectReason deliver(byte[] bytes) {
    return reception.onDatagram(bytes, bytes.length, nanos(), utc());
  }

  String decision() {
    return reception.state(nanos()).decision();
  }

  List<Kind> kinds() {
    return events.stream().map(VehicleEvent::kind).toList();
  }

  long nanos() {
    return millis * 1_000_000;
  }

  long utc() {
    return START + millis + clockStep;
  }
}
