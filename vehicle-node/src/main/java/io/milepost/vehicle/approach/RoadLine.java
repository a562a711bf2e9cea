package io.milepost.vehicle.approach;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.json.Json;
import io.milepost.vehicle.position.Geo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The line of one carriageway, drawn in the direction of its traffic. Points are projected on it in
 * a local equirectangular plane, which at the length of one segment is as good as the sphere.
 * Immutable.
 */
public final class RoadLine {
  private static final int MAX_POINTS = 10_000;
  private static final int WINDOW = 50;
  private static final long MAX_BYTES = 4L << 20;
  private static final double METERS_PER_DEGREE = Math.toRadians(1) * Geo.EARTH_RADIUS_M;

  private final double[] lat;
  private final double[] lon;
  private final double[] along;

  /**
   * Where a point lies on the line.
   *
   * @param alongM from the line's first point, metres
   * @param asideM distance from the line, metres
   * @param course direction of the line there, degrees from north
   * @param segment number of the segment, from 0
   */
  public record Place(double alongM, double asideM, double course, int segment) {}

  private RoadLine(double[] lat, double[] lon) {
    this.lat = lat;
    this.lon = lon;
    this.along = new double[lat.length];
    for (int i = 1; i < lat.length; i++) {
      along[i] = along[i - 1] + Geo.distance(lat[i - 1], lon[i - 1], lat[i], lon[i]);
    }
  }

  /**
   * Reads GeoJSON (RFC 7946): a LineString, a Feature with one, or a FeatureCollection with exactly
   * one such Feature; 2 to 10,000 points.
   *
   * @throws MilepostException CONFIGURATION with the file and what is wrong in it
   */
  public static RoadLine read(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw refuse(file, "has more than 4 MiB", null);
      }
      return parse(file, Json.mapper().readTree(Files.readAllBytes(file)));
    } catch (JsonProcessingException e) {
      throw refuse(file, "is not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw refuse(file, "cannot be read; check the path", e);
    }
  }

  private static RoadLine parse(Path file, JsonNode root) {
    JsonNode node = root;
    if ("FeatureCollection".equals(node.path("type").asText())) {
      if (node.path("features").size() != 1) {
        throw refuse(file, "must have exactly one feature, the line of the road", null);
      }
      node = node.get("features").get(0);
    }
    node = "Feature".equals(node.path("type").asText()) ? node.path("geometry") : node;
    JsonNode points = node.path("coordinates");
    if (!"LineString".equals(node.path("type").asText()) || !points.isArray()) {
      throw refuse(file, "must be a GeoJSON LineString, drawn in the direction of traffic", null);
    }
    if (points.size() < 2 || points.size() > MAX_POINTS) {
      throw refuse(file, "must have 2 to " + MAX_POINTS + " points", null);
    }
    double[] lat = new double[points.size()];
    double[] lon = new double[points.size()];
    for (int i = 0; i < lat.length; i++) {
      lon[i] = points.get(i).path(0).asDouble(Double.NaN);
      lat[i] = points.get(i).path(1).asDouble(Double.NaN);
      if (!(Math.abs(lat[i]) <= 90 && Math.abs(lon[i]) <= 180)) {
        throw refuse(file, "point " + i + " must be [longitude, latitude] in degrees", null);
      }
    }
    RoadLine line = new RoadLine(lat, lon);
    if (line.length() < 1) {
      throw refuse(file, "has no length", null);
    }
    return line;
  }

  private static MilepostException refuse(Path file, String words, Exception cause) {
    return new MilepostException(
        FailureCode.CONFIGURATION, "road file " + file + " " + words, cause);
  }

  /** Metres from the first point to the last. */
  public double length() {
    return along[along.length - 1];
  }

  /** The nearest place on the line. */
  public Place project(double pointLat, double pointLon) {
    return project(pointLat, pointLon, 0, lat.length - 1);
  }

  /** The nearest place within fifty segments of one where the point was before. */
  Place projectNear(double pointLat, double pointLon, int segment) {
    return project(
        pointLat,
        pointLon,
        Math.max(0, segment - WINDOW),
        Math.min(lat.length - 1, segment + WINDOW));
  }

  private Place project(double pointLat, double pointLon, int first, int end) {
    double scale = METERS_PER_DEGREE * Math.cos(Math.toRadians(pointLat));
    double best = Double.POSITIVE_INFINITY;
    double bestAlong = 0;
    int bestSegment = first;
    for (int i = first; i < end; i++) {
      double fromX = (lon[i] - pointLon) * scale;
      double fromY = (lat[i] - pointLat) * METERS_PER_DEGREE;
      double x = (lon[i + 1] - lon[i]) * scale;
      double y = (lat[i + 1] - lat[i]) * METERS_PER_DEGREE;
      double square = x * x + y * y;
      double part = square == 0 ? 0 : -(fromX * x + fromY * y) / square;
      part = Math.max(0, Math.min(1, part));
      double aside = Math.hypot(fromX + part * x, fromY + part * y);
      if (aside < best) {
        best = aside;
        bestSegment = i;
        bestAlong = along[i] + part * (along[i + 1] - along[i]);
      }
    }
    int from = bestSegment;
    return new Place(
        bestAlong, best, Geo.bearing(lat[from], lon[from], lat[from + 1], lon[from + 1]), from);
  }
}
