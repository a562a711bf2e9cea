package io.milepost.rsu.rules.geometry;

import java.util.List;
import java.util.Objects;

/**
 * A part of the picture with a meaning.
 *
 * @param id name, unique at its camera, 1 to 64 characters
 * @param type what it is for
 * @param polygon corners in order, three or more, as shares of the picture's width and height,
 *     0..1; of a {@link ZoneType#LINE} its points, two or more, from its beginning to its end
 * @param direction for a lane: two points, from and to, in the direction of travel, as shares of
 *     the picture; empty when it has none
 * @param speedLimitKmh highest speed allowed, km/h; NaN for none
 */
public record Zone(
    String id, ZoneType type, List<Point> polygon, List<Point> direction, double speedLimitKmh) {

  /** Makes the lists immutable. */
  public Zone {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(type, "type");
    polygon = List.copyOf(polygon);
    direction = List.copyOf(direction);
  }

  /**
   * A place in the picture.
   *
   * @param x share of the width from the left, 0..1
   * @param y share of the height from the top, 0..1
   */
  public record Point(double x, double y) {}
}
