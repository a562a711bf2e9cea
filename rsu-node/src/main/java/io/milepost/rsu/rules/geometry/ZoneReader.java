package io.milepost.rsu.rules.geometry;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.operation.valid.IsValidOp;
import org.locationtech.jts.operation.valid.TopologyValidationError;

/** Reads and checks zones. JTS tells whether a polygon is one. */
final class ZoneReader {
  private static final int MOST_ZONES = 64;
  private static final int MOST_POINTS = 256;

  /** Smallest polygon as a share of the picture: about 5 by 5 pixels of 640 by 360. */
  private static final double LEAST_AREA = 1e-4;

  private static final List<String> KEYS =
      List.of("id", "type", "polygon", "line", "direction", "speed_limit_kmh");

  private ZoneReader() {}

  static List<Zone> zones(JsonNode list) {
    if (Values.absent(list)) {
      return List.of();
    }
    if (!list.isArray() || list.size() > MOST_ZONES) {
      throw Values.refuse("zones", "must be a list of up to " + MOST_ZONES + " zones");
    }
    List<Zone> zones = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < list.size(); i++) {
      String path = "zones[" + i + "]";
      Zone zone = zone(list.get(i), path);
      if (!seen.add(zone.id())) {
        throw Values.refuse(path + ".id", "'" + zone.id() + "' is used twice; ids are unique");
      }
      zones.add(zone);
    }
    return zones;
  }

  private static Zone zone(JsonNode node, String path) {
    Values.onlyKeys(node, path, KEYS);
    String id = node.path("id").asText("");
    if (id.isBlank() || id.length() > 64) {
      throw Values.refuse(path + ".id", "must be given, 1 to 64 characters");
    }
    ZoneType type = ZoneType.of(node.path("type").asText(""));
    if (type == null) {
      throw Values.refuse(
          path + ".type",
          "must be one of "
              + Arrays.stream(ZoneType.values())
                  .map(ZoneType::code)
                  .collect(Collectors.joining(", ")));
    }
    boolean line = type == ZoneType.LINE;
    String shape = line ? "line" : "polygon";
    for (String other : line ? List.of("polygon", "speed_limit_kmh") : List.of("line")) {
      if (node.has(other)) {
        throw Values.refuse(
            path + "." + other,
            "does not belong to type " + type.code() + ", which has a " + shape);
      }
    }
    List<Zone.Point> points = Values.points(node.get(shape), path + "." + shape, line ? 2 : 3);
    if (points.size() > MOST_POINTS) {
      throw Values.refuse(path + "." + shape, "has more than " + MOST_POINTS + " points");
    }
    checkShape(points, line, path + "." + shape);
    return new Zone(id, type, points, direction(node, type, path), limit(node, path));
  }

  private static void checkShape(List<Zone.Point> points, boolean line, String path) {
    for (int i = 1; i < points.size(); i++) {
      if (points.get(i).equals(points.get(i - 1))) {
        throw Values.refuse(path, "has the same point twice, at " + i);
      }
    }
    if (line) {
      return;
    }
    Coordinate[] ring = new Coordinate[points.size() + 1];
    for (int i = 0; i < ring.length; i++) {
      Zone.Point p = points.get(i % points.size());
      ring[i] = new Coordinate(p.x(), p.y());
    }
    Polygon polygon = new GeometryFactory().createPolygon(ring);
    TopologyValidationError error = new IsValidOp(polygon).getValidationError();
    if (error != null) {
      Coordinate at = error.getCoordinate();
      throw Values.refuse(
          path,
          String.format(
              Locale.ROOT,
              "crosses or touches itself near x %.3f, y %.3f; give its corners in order",
              at.x,
              at.y));
    }
    if (polygon.getArea() < LEAST_AREA) {
      throw Values.refuse(path, "has next to no area");
    }
  }

  private static List<Zone.Point> direction(JsonNode node, ZoneType type, String path) {
    JsonNode given = node.get("direction");
    if (Values.absent(given)) {
      if (type == ZoneType.LANE) {
        throw Values.refuse(
            path + ".direction",
            "must be given for a lane: two points, from and to, in the direction of travel");
      }
      return List.of();
    }
    List<Zone.Point> points = Values.points(given, path + ".direction", 2);
    if (points.size() != 2 || points.get(0).equals(points.get(1))) {
      throw Values.refuse(path + ".direction", "must be two different points, from and to");
    }
    return points;
  }

  private static double limit(JsonNode node, String path) {
    JsonNode given = node.get("speed_limit_kmh");
    if (Values.absent(given)) {
      return Double.NaN;
    }
    double limit = given.isNumber() ? given.asDouble() : Double.NaN;
    if (!(limit >= 5 && limit <= 300)) {
      throw Values.refuse(
          path + ".speed_limit_kmh", given.asText() + " must be a number from 5 to 300");
    }
    return limit;
  }
}
