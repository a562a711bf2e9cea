package io.milepost.protocol.incident;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * What has happened on the road, with the cause and sub-cause numbers of ETSI TS 102 894-2 (CDD
 * release 2) under which the incident is told to vehicles.
 */
public enum IncidentType {
  /** accident / unavailable. */
  COLLISION("collision", 2, 0),
  /** hazardousLocation-SurfaceCondition / fire; the CDD has no top-level fire cause. */
  FIRE("fire", 9, 10),
  /** adverseWeatherCondition-Visibility / smoke. */
  SMOKE("smoke", 18, 2),
  /** trafficCondition / trafficStationary. */
  CONGESTION("congestion", 1, 5),
  /** impassability / unavailable. */
  BLOCKAGE("blockage", 5, 0),
  /** stationaryVehicle / unavailable. */
  STOPPED_VEHICLE("stopped_vehicle", 94, 0),
  /** wrongWayDriving / wrongDirection. */
  WRONG_WAY("wrong_way", 14, 2),
  /** humanPresenceOnTheRoad / pedestrian. */
  PEDESTRIAN_ON_ROAD("pedestrian_on_road", 12, 4),
  /** roadworks / shortTermStationaryRoadworks. */
  CONSTRUCTION("construction", 3, 4),
  /** hazardousLocation-ObstacleOnTheRoad / unavailable. */
  DEBRIS("debris", 10, 0);

  private final String code;
  private final int cause;
  private final int subcause;

  IncidentType(String code, int cause, int subcause) {
    this.code = code;
    this.cause = cause;
    this.subcause = subcause;
  }

  /**
   * The code used in JSON, on the command line and in event files, for example {@code collision}.
   */
  @JsonValue
  public String code() {
    return code;
  }

  /** ETSI TS 102 894-2 causeCode. */
  public int cause() {
    return cause;
  }

  /** ETSI TS 102 894-2 subCauseCode; 0 means unavailable. */
  public int subcause() {
    return subcause;
  }

  /**
   * The type with this code.
   *
   * @throws IllegalArgumentException naming the codes that exist
   */
  @JsonCreator
  public static IncidentType of(String code) {
    for (IncidentType type : values()) {
      if (type.code.equals(code)) {
        return type;
      }
    }
    throw new IllegalArgumentException(
        "unknown incident type '"
            + code
            + "'; one of "
            + Arrays.stream(values()).map(IncidentType::code).collect(Collectors.joining(", ")));
  }
}
