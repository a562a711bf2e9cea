package io.milepost.vehicle.ros;

import io.milepost.protocol.alert.AlertBody;
import io.milepost.protocol.alert.AlertState;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.incident.Suggestion;
import io.milepost.protocol.incident.TrafficDirection;
import io.milepost.vehicle.event.Decision;
import io.milepost.vehicle.event.VehicleEvent;
import io.milepost.vehicle.event.VehicleEvent.Kind;

/** Events for tests. */
final class Events {
  static final long AT = 1_800_000_000_000L;

  private Events() {}

  static VehicleEvent event(Kind kind, Suggestion action, int number) {
    AlertBody body =
        new AlertBody(
            "rsu-a/" + number,
            1,
            kind == Kind.CANCEL ? AlertState.CANCELLED : AlertState.ACTIVE,
            IncidentType.COLLISION,
            2,
            0,
            Severity.HIGH,
            0.9,
            Suggestion.SLOW_DOWN,
            "A1",
            2,
            37.5,
            -127.0000001,
            400,
            TrafficDirection.UPSTREAM,
            AT - 2500,
            30,
            "Collision \"ahead\" – 사고\n");
    String because = action == null ? "no alert is active" : "for a test";
    String by = action == null ? null : body.event();
    return new VehicleEvent(
        kind, AT, "rsu-a", body, new Decision(action, by, because), 1, 10, true, "");
  }
}
