package io.milepost.rsu.rules;

import io.milepost.rsu.rules.geometry.SceneGeometry;
import io.milepost.rsu.rules.geometry.Zone;
import io.milepost.rsu.rules.geometry.ZoneType;
import java.util.ArrayList;
import java.util.List;

/** Zones of a picture of 640 by 360 pixels, drawn in pixels. */
public final class Zones {
  private Zones() {}

  public static SceneGeometry of(Zone... zones) {
    return new SceneGeometry(List.of(zones));
  }

  static Zone box(ZoneType type, double left, double top, double right, double bottom) {
    return new Zone(
        type.code() + "-1",
        type,
        points(left, top, right, top, right, bottom, left, bottom),
        List.of(),
        Double.NaN);
  }

  static Zone line(String id, List<Zone.Point> direction, double... xy) {
    return new Zone(id, ZoneType.LINE, points(xy), direction, Double.NaN);
  }

  public static List<Zone.Point> points(double... xy) {
    List<Zone.Point> points = new ArrayList<>();
    for (int i = 0; i < xy.length; i += 2) {
      points.add(new Zone.Point(xy[i] / 640, xy[i + 1] / 360));
    }
    return points;
  }
}
