package io.milepost.vehicle.approach;

import io.milepost.protocol.alert.AlertBody;
import io.milepost.protocol.alert.AlertState;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.incident.Suggestion;
import io.milepost.protocol.incident.TrafficDirection;
import io.milepost.vehicle.event.ActiveAlert;
import io.milepost.vehicle.position.Geo;

/** Alerts at places for tests. The road runs north from 37.5, 127. */
public final class Alerts {
  public static final double LAT = 37.5;
  public static final double LON = 127;

  private Alerts() {}

  /** Degrees of latitude of a point so far up the road. */
  public static double north(double meters) {
    return Geo.destination(LAT, LON, 0, meters)[0];
  }

  /** An alert whose RSU says "500 m". */
  public static ActiveAlert at(IncidentType type, double metersNorth, TrafficDirection direction) {
    return at("rsu-a/1", type, north(metersNorth), LON, direction);
  }

  public static ActiveAlert at(
      String event, IncidentType type, double lat, double lon, TrafficDirection direction) {
    AlertBody body =
        new AlertBody(
            event,
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
            lat,
            lon,
            500,
            direction,
            1,
            30,
            "made up");
    return new ActiveAlert("rsu-a", body, null);
  }
}
