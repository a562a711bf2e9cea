package io.milepost.vehicle.display;

import io.milepost.protocol.alert.AlertBody;
import io.milepost.protocol.alert.AlertState;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.incident.Suggestion;
import io.milepost.protocol.incident.TrafficDirection;
import io.milepost.vehicle.receive.VehicleState;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** States of a vehicle to be shown. */
final class States {
  static final VehicleState.Position NO_POSITION =
      new VehicleState.Position("none", "no position is configured", null, null, null, null, null);
  static final VehicleState.Position DRIVING =
      new VehicleState.Position("known", "", 37.5, 127.0, 25.0, 10.0, 100L);
  static final VehicleState.Rsu HEARD =
      new VehicleState.Rsu("rsu-a", true, false, 3, 120, 4, true, 100, 0.012, Set.of());
  static final VehicleState.Rsu LOST =
      new VehicleState.Rsu("rsu-b", true, true, 3, 9_400, 4, true, 100, 0.2, Set.of());
  static final VehicleState.Rsu CLOCK =
      new VehicleState.Rsu("rsu-c", true, false, 3, 120, -15_000, false, 100, 0, Set.of());

  private States() {}

  static VehicleState of(
      String decision,
      String event,
      VehicleState.Position position,
      List<VehicleState.Rsu> rsus,
      VehicleState.Alert... alerts) {
    return new VehicleState(
        decision,
        event == null ? "no alert is active" : "because of " + event,
        List.of(alerts),
        rsus,
        Map.of("tag", 3L),
        12,
        event,
        rsus.stream().map(VehicleState.Rsu::silentMillis).min(Long::compare).orElse(null),
        position);
  }

  static VehicleState.Alert alert(
      int number, IncidentType type, double distance, String from, String noAction) {
    AlertBody body =
        new AlertBody(
            "rsu-a/" + number,
            1,
            AlertState.ACTIVE,
            type,
            type.cause(),
            type.subcause(),
            Severity.HIGH,
            0.9,
            Suggestion.SLOW_DOWN,
            "A1",
            2,
            37.51,
            127,
            500,
            TrafficDirection.ALL,
            1,
            30,
            type == IncidentType.BLOCKAGE
                ? "Road blocked ahead.\u001b Stop."
                : "Danger ahead in lane 2.\u001b Slow down.");
    return new VehicleState.Alert("rsu-a", body, noAction, distance, from);
  }
}
