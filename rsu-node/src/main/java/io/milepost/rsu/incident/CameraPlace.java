package io.milepost.rsu.incident;

import io.milepost.protocol.incident.TrafficDirection;
import io.milepost.rsu.camera.CameraConfig;

/**
 * Where on the road a camera looks.
 *
 * @param road road identifier, empty when unknown
 * @param lat WGS-84 degrees; 0 together with {@code lon} 0 means unknown
 * @param lon WGS-84 degrees
 * @param lane lane number from the median, null for all lanes
 * @param distanceM metres from the road users being warned to the place
 * @param direction traffic concerned
 */
public record CameraPlace(
    String road,
    double lat,
    double lon,
    Integer lane,
    double distanceM,
    TrafficDirection direction) {

  /** The place a configured camera looks at. */
  public static CameraPlace of(CameraConfig camera) {
    return new CameraPlace(
        camera.road(),
        camera.lat(),
        camera.lon(),
        camera.lane(),
        camera.distanceM(),
        camera.direction());
  }
}
