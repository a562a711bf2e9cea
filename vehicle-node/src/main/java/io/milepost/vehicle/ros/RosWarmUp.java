package io.milepost.vehicle.ros;

import io.milepost.protocol.alert.AlertBody;
import io.milepost.protocol.alert.AlertState;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.incident.Suggestion;
import io.milepost.protocol.incident.TrafficDirection;
import io.milepost.vehicle.event.VehicleEvent;
import io.milepost.vehicle.event.VehicleEvent.Kind;
import io.milepost.vehicle.policy.Policy;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Builds made-up messages, so that the first real one does not pay for class loading. */
final class RosWarmUp {
  private static final int ROUNDS = 300;
  private static final long MAX_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  private RosWarmUp() {}

  /** Blocks for at most 300 ms; sends nothing. */
  static void run() {
    long end = System.nanoTime() + MAX_NANOS;
    int bytes = 0;
    for (int i = 1; i <= ROUNDS && System.nanoTime() - end < 0; i++) {
      VehicleEvent event = event(i);
      bytes += RosMessages.alert(event, i).get("data").textValue().length();
      bytes += RosMessages.twist(i).size();
      bytes += DenmMessage.of(event).size();
    }
    if (bytes == 0) {
      throw new IllegalStateException("nothing built");
    }
  }

  private static VehicleEvent event(int number) {
    AlertBody body =
        new AlertBody(
            "warm-up/" + number,
            1,
            AlertState.ACTIVE,
            IncidentType.COLLISION,
            2,
            0,
            Severity.HIGH,
            0.9,
            Suggestion.STOP,
            "A1",
            1,
            0,
            0,
            100,
            TrafficDirection.ALL,
            0,
            30,
            "made up");
    return new VehicleEvent(
        Kind.RECV,
        0,
        "warm-up",
        body,
        Policy.standard().decide(List.of()),
        Double.NaN,
        -1,
        true,
        "");
  }
}
