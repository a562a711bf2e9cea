package io.milepost.protocol.incident;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * What has happened on the road, with the cause and sub-cause numbers of ETSI TS 102 894-2 (CDD
 * release 2) under which the incident is told to vehicles; none for types that only operators hear
 * of.
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
  DEBRIS("debris", 10, 0),
  /** A vehicle above the limit. For operators. */
  SPEEDING("speeding"),
  /** Somebody crossed a line in the direction in which it must not be crossed. For operators. */
  LINE_CROSSING("line_crossing"),
  /** Somebody is where nobody may be. For operators. */
  INTRUSION("intrusion"),
  /** A person lingers. For operators. */
  LOITERING("loitering"),
  /** Many people at one place. For operators. */
  CROWDING("crowding"),
  /** A person fell and stays down. For operators. */
  FALL("fall"),
  /** A worker without helmet or vest. For operators. */
  MISSING_PPE("missing_ppe"),
  /** Something moves in the picture. For operators. */
  MOTION("motion"),
  /** An external model finds the scene unusual. For operators. */
  ANOMALY("anomaly");

  /** TS 102 894-2 keeps cause 0 for "reserved": no vehicle is told so. */
  private static final int NOT_FOR_VEHICLES = 0;

  private final String code;
  private final int cause;
  private final int subcause;

  /** A type that only people are told of. */
  IncidentType(String code) {
    this(code, NOT_FOR_VEHICLES, 0);
  }

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

  /**
   * Whether vehicles may be told. The others are for operators, however severe: no alert, no DENM,
   * no advice comes of them.
   */
  public boolean forVehicles() {
    return cause != NOT_FOR_VEHICLES;
  }

  /** ETSI TS 102 894-2 causeCode; 0 when it is not {@link #forVehicles()}. */
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
