package io.milepost.rsu.camera;

import io.milepost.protocol.incident.TrafficDirection;

/**
 * One camera as configured. Defaults and ranges are those of the configuration schema.
 *
 * @param id 1 to 64 of {@code a-z 0-9 - _}, unique in the cluster
 * @param name name for people; the id when left out
 * @param source {@code rtsp://…}, {@code file:…}, {@code v4l2:/dev/video0} or {@code sim:…}
 * @param road road identifier
 * @param lane lane the camera looks at, null for all
 * @param lat WGS-84 degrees
 * @param lon WGS-84 degrees
 * @param distanceM metres from the road users being warned to the place the camera sees
 * @param direction traffic concerned by what it sees
 * @param targetFps frames per second to look at, 0.5..60
 * @param loop whether a file starts again at its end
 * @param priority 0..9; when time is short, the lowest are looked at less often first
 * @param maxFrameAgeMs pictures older than this when their turn comes are dropped; 0 for the node's
 *     limit
 * @param transport how RTSP brings the pictures; TCP when left out
 */
public record CameraConfig(
    String id,
    String name,
    String source,
    String road,
    Integer lane,
    double lat,
    double lon,
    double distanceM,
    TrafficDirection direction,
    double targetFps,
    boolean loop,
    int priority,
    int maxFrameAgeMs,
    Transport transport) {

  /** A camera of ordinary priority with the node's limit of age, over TCP. */
  public CameraConfig(
      String id,
      String name,
      String source,
      String road,
      Integer lane,
      double lat,
      double lon,
      double distanceM,
      TrafficDirection direction,
      double targetFps,
      boolean loop) {
    this(id, name, source, road, lane, lat, lon, distanceM, direction, targetFps, loop, 5, 0, null);
  }

  /** Fills in what may be left out. */
  public CameraConfig {
    name = name == null ? id : name;
    road = road == null ? "" : road;
    direction = direction == null ? TrafficDirection.UPSTREAM : direction;
    targetFps = targetFps == 0 ? 10 : targetFps;
    transport = transport == null ? Transport.TCP : transport;
  }
}
