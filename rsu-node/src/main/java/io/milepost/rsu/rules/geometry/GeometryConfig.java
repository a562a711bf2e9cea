package io.milepost.rsu.rules.geometry;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.protocol.failure.MilepostException;
import java.util.List;
import java.util.Optional;

/**
 * Zones and calibration of one camera, as read and checked. Immutable.
 *
 * @param zones may be empty
 * @param calibration empty when nobody measured it
 */
public record GeometryConfig(List<Zone> zones, Optional<Homography> calibration) {

  /** Makes the list immutable. */
  public GeometryConfig {
    zones = List.copyOf(zones);
  }

  /** A camera of which nothing is known. */
  public static GeometryConfig none() {
    return new GeometryConfig(List.of(), Optional.empty());
  }

  /**
   * Reads both.
   *
   * @param zones the list below {@code zones}; null for none
   * @param calibration the mapping below {@code calibration}; null for none
   * @throws MilepostException CONFIGURATION with one sentence that begins with the path
   */
  public static GeometryConfig of(JsonNode zones, JsonNode calibration) {
    return new GeometryConfig(ZoneReader.zones(zones), CalibrationReader.calibration(calibration));
  }

  /** A geometry of its own for one engine. */
  public SceneGeometry geometry() {
    return new SceneGeometry(zones, calibration);
  }
}
