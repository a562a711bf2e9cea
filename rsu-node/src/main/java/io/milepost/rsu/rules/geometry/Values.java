package io.milepost.rsu.rules.geometry;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/** Reads lists, keys and points of the configuration; every refusal names the path. */
final class Values {
  private Values() {}

  static boolean absent(JsonNode node) {
    return node == null || node.isNull() || node.isMissingNode();
  }

  static void onlyKeys(JsonNode object, String path, List<String> allowed) {
    if (!object.isObject()) {
      throw refuse(path, "must be a mapping of keys to values");
    }
    for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!allowed.contains(name)) {
        throw refuse(path + "." + name, "unknown key; allowed here: " + String.join(", ", allowed));
      }
    }
  }

  /** A list of points in the picture. */
  static List<Zone.Point> points(JsonNode list, String path, int least) {
    if (absent(list) || !list.isArray()) {
      throw refuse(path, "must be given as a list of points, [[0.1, 0.9], …]");
    }
    List<Zone.Point> points = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      double[] p = pair(list.get(i), path + "[" + i + "]", 0, 1);
      points.add(new Zone.Point(p[0], p[1]));
    }
    int last = points.size() - 1;
    if (last > 0 && least > 2 && points.get(0).equals(points.get(last))) {
      points.remove(last);
    }
    if (points.size() < least) {
      throw refuse(path, "needs " + least + " points or more but has " + points.size());
    }
    return points;
  }

  /** Two numbers within a range. */
  static double[] pair(JsonNode node, String path, double min, double max) {
    if (absent(node) || !node.isArray() || node.size() != 2) {
      throw refuse(path, "must be two numbers, [x, y]");
    }
    double[] pair = new double[2];
    for (int i = 0; i < 2; i++) {
      JsonNode each = node.get(i);
      pair[i] = each.isNumber() ? each.asDouble() : Double.NaN;
      if (!(pair[i] >= min && pair[i] <= max)) {
        throw refuse(
            path,
            String.format(
                    Locale.ROOT,
                    "%s is %s but must be a number from %.0f to %.0f",
                    i == 0 ? "x" : "y",
                    each.asText(),
                    min,
                    max)
                + (max == 1 ? ", a share of the picture's size" : ", metres"));
      }
    }
    return pair;
  }

  static MilepostException refuse(String path, String sentence) {
    return new MilepostException(FailureCode.CONFIGURATION, path + ": " + sentence);
  }
}
