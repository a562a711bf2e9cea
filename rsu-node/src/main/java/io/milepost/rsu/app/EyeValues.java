package io.milepost.rsu.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.rsu.perception.PerceptionConfig;
import io.milepost.rsu.perception.pixels.EyeConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What a camera is looked at for without a model, as written in YAML. */
final class EyeValues {
  private static final Set<String> MOTION_KEYS = Set.of("enabled", "sensitivity", "publish");
  private static final Set<String> EYE_KEYS =
      Set.of("width", "fps", "idle_fps", "fire", "debris", "health");

  /** Rules that shapes of unknown kind would deceive. */
  private static final List<String> NEED_A_MODEL = List.of("collision", "pedestrian", "fall");

  private EyeValues() {}

  /** The keys below {@code cameras[].motion}. */
  record Motion(boolean enabled, double sensitivity, boolean publish) {}

  /** The keys below {@code cameras[].eye}. */
  record Looks(
      int width, double fps, double idleFps, boolean fire, boolean debris, boolean health) {}

  /** By camera id; the schema has filled in the defaults. */
  static Map<String, EyeConfig> of(List<RsuValues.Camera> cameras) {
    Map<String, EyeConfig> eyes = new LinkedHashMap<>();
    for (RsuValues.Camera camera : cameras) {
      Motion m = camera.motion();
      Looks e = camera.eye();
      eyes.put(
          camera.id(),
          new EyeConfig(
              e.width(),
              e.fps(),
              e.idleFps(),
              m.enabled(),
              m.sensitivity(),
              m.publish(),
              e.fire(),
              e.debris(),
              e.health()));
    }
    return eyes;
  }

  /**
   * Changes to rules on a node without a model: shapes that merge and part look like collisions,
   * and nobody knows a person from a shadow, so those rules do not run unless they are asked for.
   */
  static JsonNode rules(RsuValues.Perception perception, JsonNode changes) {
    return perception.model().equals(PerceptionConfig.NO_MODEL) ? alone(changes) : changes;
  }

  /** The same when there is none. */
  static JsonNode alone(JsonNode changes) {
    ObjectNode below = JsonNodeFactory.instance.objectNode();
    for (String rule : NEED_A_MODEL) {
      below.putObject(rule).put("enabled", false);
    }
    return RsuValues.merged(below, changes instanceof ObjectNode tree ? tree : null);
  }

  /**
   * Of one camera's own file, where nothing has been checked.
   *
   * @throws MilepostException CONFIGURATION naming the key
   */
  static EyeConfig of(JsonNode motion, JsonNode eye) {
    check(motion, "motion", MOTION_KEYS);
    check(eye, "eye", EYE_KEYS);
    return new EyeConfig(
        (int) number(eye, "eye", "width", 0),
        number(eye, "eye", "fps", 0),
        number(eye, "eye", "idle_fps", 0),
        flag(motion, "motion", "enabled", true),
        number(motion, "motion", "sensitivity", -1),
        flag(motion, "motion", "publish", false),
        flag(eye, "eye", "fire", true),
        flag(eye, "eye", "debris", true),
        flag(eye, "eye", "health", true));
  }

  private static void check(JsonNode node, String name, Set<String> keys) {
    if (node == null) {
      return;
    }
    if (!node.isObject()) {
      throw refuse(name + " must be a mapping of keys to values");
    }
    node.fieldNames()
        .forEachRemaining(
            key -> {
              if (!keys.contains(key)) {
                throw refuse(
                    "unknown key " + name + "." + key + "; known here are " + new TreeSet<>(keys));
              }
            });
  }

  private static double number(JsonNode node, String name, String key, double otherwise) {
    JsonNode value = node == null ? null : node.get(key);
    if (value == null) {
      return otherwise;
    }
    if (!value.isNumber() || value.asDouble() < 0) {
      throw refuse(name + "." + key + " must be a number from 0 on but is " + value.asText());
    }
    return value.asDouble();
  }

  private static boolean flag(JsonNode node, String name, String key, boolean otherwise) {
    JsonNode value = node == null ? null : node.get(key);
    if (value == null) {
      return otherwise;
    }
    if (!value.isBoolean()) {
      throw refuse(name + "." + key + " must be true or false but is " + value.asText());
    }
    return value.asBoolean();
  }

  private static MilepostException refuse(String sentence) {
    return new MilepostException(FailureCode.CONFIGURATION, sentence);
  }
}
