package io.milepost.rsu.rules.geometry;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads and checks a calibration. */
final class CalibrationReader {
  private static final int LEAST_POINTS = 4;
  private static final int MOST_POINTS = 64;
  private static final double FARTHEST_METRES = 10_000;

  private CalibrationReader() {}

  static Optional<Homography> calibration(JsonNode node) {
    if (Values.absent(node)) {
      return Optional.empty();
    }
    Values.onlyKeys(node, "calibration", List.of("points"));
    JsonNode list = node.get("points");
    String path = "calibration.points";
    if (Values.absent(list) || !list.isArray()) {
      throw Values.refuse(
          path, "must be given as a list of points, [{image: [0.2, 0.8], world: [0, 10]}, …]");
    }
    if (list.size() < LEAST_POINTS || list.size() > MOST_POINTS) {
      throw Values.refuse(path, "needs 4 to " + MOST_POINTS + " points but has " + list.size());
    }
    List<Homography.Pair> pairs = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      String at = path + "[" + i + "]";
      Values.onlyKeys(list.get(i), at, List.of("image", "world"));
      double[] image = Values.pair(list.get(i).get("image"), at + ".image", 0, 1);
      double[] world =
          Values.pair(list.get(i).get("world"), at + ".world", -FARTHEST_METRES, FARTHEST_METRES);
      pairs.add(new Homography.Pair(image[0], image[1], world[0], world[1]));
    }
    return Optional.of(HomographyFit.fit(pairs));
  }
}
