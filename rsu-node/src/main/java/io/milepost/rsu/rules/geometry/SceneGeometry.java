package io.milepost.rsu.rules.geometry;

import java.util.List;

/**
 * Zones and scale of one camera, asked in pixels of its present picture. Rules ask it for every
 * object in every frame: no question allocates. Not thread-safe.
 */
public final class SceneGeometry {
  private final List<Zone> zones;
  private double width = 1;
  private double height = 1;

  /**
   * A geometry of some zones.
   *
   * @param zones may be empty: then every rule falls back to what it knows without zones
   */
  public SceneGeometry(List<Zone> zones) {
    this.zones = List.copyOf(zones);
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
    for (int i = 0; i < zones.size(); i++) {
      if (zones.get(i).type() == type) {
        return true;
      }
    }
    return false;
  }

  /** The first zone of a type around a place in pixels, null when there is none. */
  public Zone zoneAt(ZoneType type, double x, double y) {
    for (int i = 0; i < zones.size(); i++) {
      Zone zone = zones.get(i);
      if (zone.type() == type && contains(zone, x / width, y / height)) {
        return zone;
      }
    }
    return null;
  }

  /** Whether a place in pixels lies in any zone of a type. */
  public boolean inside(ZoneType type, double x, double y) {
    return zoneAt(type, x, y) != null;
  }

  /** Whether pixels can be turned into metres. */
  public boolean calibrated() {
    return false;
  }

  /** Even-odd rule over the polygon's edges. */
  private static boolean contains(Zone zone, double x, double y) {
    List<Zone.Point> p = zone.polygon();
    boolean in = false;
    for (int i = 0, j = p.size() - 1; i < p.size(); j = i++) {
      Zone.Point a = p.get(i);
      Zone.Point b = p.get(j);
      if ((a.y() > y) != (b.y() > y)
          && x < (b.x() - a.x()) * (y - a.y()) / (b.y() - a.y()) + a.x()) {
        in = !in;
      }
    }
    return in;
  }
}
