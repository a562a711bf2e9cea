package io.milepost.bench.evaluate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.json.Json;
import io.milepost.rsu.rules.geometry.GeometryConfig;
import io.milepost.simulator.scene.Scene;
import io.milepost.simulator.scene.SceneLayout;
import java.util.List;
import java.util.Set;

/** Zones and calibration of a simulated scene, as somebody would have drawn them. */
public final class SceneGeometries {
  /** What cannot be judged without a zone, a line or metres. */
  private static final Set<String> NEED =
      Set.of(
          "blockage",
          "line_crossing",
          "intrusion",
          "speeding",
          "loitering",
          "crowding",
          "missing_ppe");

  /** Which scenes get their zones. */
  public enum Drawn {
    /** None. */
    NONE,
    /** Those whose incident cannot be judged without. */
    NEEDED,
    /** All. */
    ALL
  }

  private SceneGeometries() {}

  /** What is drawn of a scene. */
  public static GeometryConfig of(Scene scene, Drawn drawn) {
    String incident = scene.spec().scenario().incident();
    boolean wanted =
        drawn == Drawn.ALL || drawn == Drawn.NEEDED && incident != null && NEED.contains(incident);
    if (!wanted) {
      return GeometryConfig.none();
    }
    SceneLayout layout = scene.layout();
    ArrayNode zones = Json.mapper().createArrayNode();
    for (SceneLayout.Zone z : layout.zones()) {
      ObjectNode zone = zones.addObject().put("id", z.id()).put("type", z.type());
      points(zone.putArray(z.type().equals("line") ? "line" : "polygon"), z.polygon());
      if (!z.direction().isEmpty()) {
        points(zone.putArray("direction"), z.direction());
      }
      if (z.speedLimitKmh() > 0 && !z.type().equals("line")) {
        zone.put("speed_limit_kmh", z.speedLimitKmh());
      }
      if (!drawable(zone)) {
        // Cut off by the border of the picture until nothing sensible is left.
        zones.remove(zones.size() - 1);
      }
    }
    ObjectNode calibration = Json.mapper().createObjectNode();
    ArrayNode pairs = calibration.putArray("points");
    for (SceneLayout.Pair p : layout.calibration()) {
      ObjectNode pair = pairs.addObject();
      pair.putArray("image").add(p.image().x()).add(p.image().y());
      pair.putArray("world").add(p.x()).add(p.y());
    }
    return GeometryConfig.of(zones, calibration);
  }

  private static boolean drawable(ObjectNode zone) {
    try {
      GeometryConfig.of(Json.mapper().createArrayNode().add(zone), null);
      return true;
    } catch (MilepostException e) {
      return false;
    }
  }

  private static void points(ArrayNode into, List<SceneLayout.Point> points) {
    for (SceneLayout.Point p : points) {
      into.addArray().add(p.x()).add(p.y());
    }
  }
}
