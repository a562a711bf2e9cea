package io.milepost.vehicle;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.vehicle.approach.Approaches;
import io.milepost.vehicle.approach.Travel;
import io.milepost.vehicle.position.GpsdPosition;
import java.nio.file.Path;

/**
 * Where the vehicle is, what its driver sees and what is kept of its decisions.
 *
 * @param lat fixed latitude, degrees; null when not fixed
 * @param lon fixed longitude, degrees; null when not fixed
 * @param headingDeg fixed course, 0..360; null when not known
 * @param gpsd {@code host}, {@code host:port} or {@code [v6]:port}; null for none
 * @param roadFile GeoJSON line of the road, null for none
 * @param travel carriageway
 * @param relevantM farther alerts are shown only, 100..100000 m
 * @param evidence file for decisions, null for none
 * @param displayPort port of the driver's page, 0 for a free one; null for none
 * @param displayHost address that it is served on
 * @param view whether the terminal shows one picture instead of lines
 */
public record DriverConfig(
    Double lat,
    Double lon,
    Double headingDeg,
    String gpsd,
    Path roadFile,
    Travel travel,
    double relevantM,
    Path evidence,
    Integer displayPort,
    String displayHost,
    boolean view) {

  /** No position, no display, no evidence. */
  public static final DriverConfig NONE =
      new DriverConfig(
          null,
          null,
          null,
          null,
          null,
          Travel.UNKNOWN,
          Approaches.RELEVANT_M,
          null,
          null,
          "127.0.0.1",
          false);

  /**
   * Checks the ranges.
   *
   * @throws MilepostException CONFIGURATION naming the option
   */
  public DriverConfig {
    require((lat == null) == (lon == null), "--lat and --lon belong together; give both");
    require(lat == null || Math.abs(lat) <= 90, "--lat must be from -90 to 90");
    require(lon == null || Math.abs(lon) <= 180, "--lon must be from -180 to 180");
    require(headingDeg == null || lat != null, "--heading-deg needs --lat and --lon");
    require(
        headingDeg == null || (headingDeg >= 0 && headingDeg <= 360),
        "--heading-deg must be from 0 to 360");
    require(
        lat == null || gpsd == null,
        "--gpsd and --lat exclude each other; a position is fixed or measured");
    require(
        gpsd == null || gpsd.matches("(\\[[0-9a-fA-F:.]+]|[^\\s:\\[\\]/]+)(:\\d{1,5})?"),
        "--gpsd must be host or host:port");
    require(
        gpsd == null || (port(gpsd) >= 1 && port(gpsd) <= 65_535),
        "--gpsd: the port must be from 1 to 65535");
    require(
        relevantM >= 100 && relevantM <= 100_000, "--relevant-m must be from 100 to 100000 metres");
    require(
        displayPort == null || (displayPort >= 0 && displayPort <= 65_535),
        "--display-port must be from 0 to 65535");
  }

  static int port(String gpsd) {
    int colon = gpsd.lastIndexOf(':');
    return colon < 0 || gpsd.endsWith("]")
        ? GpsdPosition.DEFAULT_PORT
        : Integer.parseInt(gpsd.substring(colon + 1));
  }

  static String host(String gpsd) {
    int colon = gpsd.lastIndexOf(':');
    String host = colon < 0 || gpsd.endsWith("]") ? gpsd : gpsd.substring(0, colon);
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static void require(boolean condition, String sentence) {
    if (!condition) {
      throw new MilepostException(FailureCode.CONFIGURATION, sentence);
    }
  }
}
