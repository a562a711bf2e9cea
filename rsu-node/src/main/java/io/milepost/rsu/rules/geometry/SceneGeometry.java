package io.milepost.rsu.rules.geometry;

import io.milepost.rsu.rules.track.TrackedObject;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Zones and scale of one camera, asked in pixels of its present picture. Rules ask it for every
 * object in every frame: no question allocates. Not thread-safe; each engine has its own.
 *
 * <p>Metres exist only with a calibration. Without one the questions in metres answer false or NaN;
 * the unit of {@link TrackedObject#unit()} is no substitute for them.
 */
public final class SceneGeometry {
  private static final double BOX_NOISE_PIXELS = 1;

  private final List<Zone> zones;
  private final Set<ZoneType> types = EnumSet.noneOf(ZoneType.class);
  private final ZoneIndex index;
  private final Homography map;
  private final SpeedMeter meter = new SpeedMeter();
  private final Ground scratch = new Ground();
  private final double[] derivative = new double[4];
  private final double[] share = new double[2];
  private double width = 1;
  private double height = 1;

  /**
   * A geometry of some zones without calibration.
   *
   * @param zones may be empty: then every rule falls back to what it knows without zones
   */
  public SceneGeometry(List<Zone> zones) {
    this(zones, Optional.empty());
  }

  /**
   * A geometry.
   *
   * @param zones may be empty: then every rule falls back to what it knows without zones
   * @param calibration the way from the picture to metres, empty when nobody measured it
   */
  public SceneGeometry(List<Zone> zones, Optional<Homography> calibration) {
    this.zones = List.copyOf(zones);
    this.zones.forEach(zone -> types.add(zone.type()));
    this.index = new ZoneIndex(this.zones);
    this.map = calibration.orElse(null);
  }

  /** A camera of which nothing is known. */
  public static SceneGeometry unknown() {
    return new SceneGeometry(List.of());
  }

  /** Tells the size of the picture that the next questions are about, pixels. */
  public void picture(double pictureWidth, double pictureHeight) {
    width = Math.max(1, pictureWidth);
    height = Math.max(1, pictureHeight);
  }

  /** All zones, in the order of the configuration. */
  public List<Zone> zones() {
    return zones;
  }

  /** Whether any zone of a type was drawn. */
  public boolean has(ZoneType type) {
    return types.contains(type);
  }

  /** The first zone of a type around a place in pixels, null when there is none. */
  public Zone zoneAt(ZoneType type, double x, double y) {
    return types.contains(type) ? index.first(type, x / width, y / height) : null;
  }

  /** Whether a place in pixels lies in any zone of a type. */
  public boolean inside(ZoneType type, double x, double y) {
    return zoneAt(type, x, y) != null;
  }

  /**
   * Whether a place lies in a zone of a type and not near its border, as if the zone were smaller.
   * Of two zones that touch, neither holds what is near their common border.
   *
   * @param x pixels
   * @param y pixels
   * @param metres least distance to the border where calibrated
   * @param pixels least distance to the border elsewhere
   */
  public boolean deepInside(ZoneType type, double x, double y, double metres, double pixels) {
    Zone zone = zoneAt(type, x, y);
    if (zone == null) {
      return false;
    }
    double distance = borderMetres(zone, x, y);
    return Double.isNaN(distance) ? border(zone, x, y) >= pixels : distance >= metres;
  }

  /**
   * Distance of a place in pixels to the border of a zone or to a line, pixels.
   *
   * @return above 0 inside a zone or right of a line, below 0 elsewhere
   */
  public double border(Zone zone, double x, double y) {
    return index.shape(zone).border(x / width, y / height, width, 0, 0, height);
  }

  /**
   * The same in metres, with the scale that holds around the place: exact near the border, too
   * small or too large far from it.
   *
   * @return NaN without calibration and above the horizon
   */
  public double borderMetres(Zone zone, double x, double y) {
    double u = x / width;
    double v = y / height;
    double[] d = derivative;
    return map != null && map.derivative(u, v, scratch, d)
        ? index.shape(zone).border(u, v, d[0], d[1], d[2], d[3])
        : Double.NaN;
  }

  /** How the way between two places in pixels crosses a line. */
  public Crossing crossing(Zone line, double fromX, double fromY, double toX, double toY) {
    return index.shape(line).crossing(fromX / width, fromY / height, toX / width, toY / height);
  }

  /**
   * The direction in which a zone is driven, as it looks at a place: with a calibration lines that
   * are parallel on the road meet at the horizon, without one the drawn arrow holds everywhere.
   *
   * @param x pixels
   * @param y pixels
   * @return false when the zone has no direction
   */
  public boolean heading(Zone zone, double x, double y, Heading out) {
    if (zone.direction().size() != 2) {
      return false;
    }
    Zone.Point a = zone.direction().get(0);
    Zone.Point b = zone.direction().get(1);
    double dx = (b.x() - a.x()) * width;
    double dy = (b.y() - a.y()) * height;
    if (map != null && map.ground(a.x(), a.y(), scratch)) {
      double fromX = scratch.x;
      double fromY = scratch.y;
      if (map.ground(b.x(), b.y(), scratch)) {
        double length = Math.hypot(scratch.x - fromX, scratch.y - fromY);
        double east = (scratch.x - fromX) / length;
        double north = (scratch.y - fromY) / length;
        if (map.ground(x / width, y / height, scratch)
            && map.image(scratch.x + 0.1 * east, scratch.y + 0.1 * north, share)) {
          dx = share[0] * width - x;
          dy = share[1] * height - y;
        }
      }
    }
    double length = Math.hypot(dx, dy);
    out.x = dx / length;
    out.y = dy / length;
    return length > 0;
  }

  /** Whether pixels can be turned into metres. */
  public boolean calibrated() {
    return map != null;
  }

  /** The way from the picture to metres, empty when nobody measured it. */
  public Optional<Homography> calibration() {
    return Optional.ofNullable(map);
  }

  /**
   * The place on the ground of a place in pixels that is known to a pixel.
   *
   * @return false without calibration and above the horizon
   */
  public boolean metres(double x, double y, Ground out) {
    return metres(x, y, BOX_NOISE_PIXELS, out);
  }

  /**
   * The place on the ground of a place in pixels.
   *
   * @param noise standard deviation of the place in each axis, pixels; spread to metres by the
   *     derivative of the map, and widened by what the calibration leaves open there
   * @return false without calibration and above the horizon
   */
  public boolean metres(double x, double y, double noise, Ground out) {
    double u = x / width;
    double v = y / height;
    if (map == null || !map.ground(u, v, noise / width, noise / height, out)) {
      return false;
    }
    map.widen(u, v, out, scratch);
    return true;
  }

  /**
   * Speed of an object over the ground, mean of its last second.
   *
   * @param now PTS seconds
   * @return false, and NaN in {@code out}, without calibration or when it cannot be measured
   */
  public boolean speed(TrackedObject object, double now, Speed out) {
    if (map == null) {
      out.unknown();
      return false;
    }
    return meter.measure(map, object, now, width, height, out);
  }
}
