package io.milepost.vehicle.position;

/**
 * Ways on a spherical earth; within 0.6 % of the ellipsoid, which is less than a GPS error at the
 * distances that matter here. Angles in degrees, lengths in metres.
 */
public final class Geo {
  /** Mean radius of the earth (IUGG), metres. */
  public static final double EARTH_RADIUS_M = 6_371_008.8;

  private Geo() {}

  /** Great-circle distance by the haversine formula (R. W. Sinnott, Sky and Telescope 68, 1984). */
  public static double distance(double lat1, double lon1, double lat2, double lon2) {
    double sinLat = Math.sin(Math.toRadians(lat2 - lat1) / 2);
    double sinLon = Math.sin(Math.toRadians(lon2 - lon1) / 2);
    double h =
        sinLat * sinLat
            + Math.cos(Math.toRadians(lat1)) * Math.cos(Math.toRadians(lat2)) * sinLon * sinLon;
    return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(h)));
  }

  /** Direction in which the great circle to the second point begins, 0..360 from north. */
  public static double bearing(double lat1, double lon1, double lat2, double lon2) {
    double from = Math.toRadians(lat1);
    double to = Math.toRadians(lat2);
    double turn = Math.toRadians(lon2 - lon1);
    double east = Math.sin(turn) * Math.cos(to);
    double north = Math.cos(from) * Math.sin(to) - Math.sin(from) * Math.cos(to) * Math.cos(turn);
    return (Math.toDegrees(Math.atan2(east, north)) + 360) % 360;
  }

  /** The point reached along a great circle: latitude, longitude. */
  public static double[] destination(double lat, double lon, double bearing, double meters) {
    double way = meters / EARTH_RADIUS_M;
    double from = Math.toRadians(lat);
    double course = Math.toRadians(bearing);
    double sinTo =
        Math.sin(from) * Math.cos(way) + Math.cos(from) * Math.sin(way) * Math.cos(course);
    double turn =
        Math.atan2(
            Math.sin(course) * Math.sin(way) * Math.cos(from),
            Math.cos(way) - Math.sin(from) * sinTo);
    double reached = lon + Math.toDegrees(turn);
    return new double[] {
      Math.toDegrees(Math.asin(Math.max(-1, Math.min(1, sinTo)))), (reached + 540) % 360 - 180
    };
  }

  /** Smallest angle between two directions, 0..180. */
  public static double angle(double one, double other) {
    double difference = Math.abs(one - other) % 360;
    return difference > 180 ? 360 - difference : difference;
  }
}
