package io.milepost.rsu.app;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.rsu.config.ConfigSource;
import io.milepost.rsu.perception.pixels.EyeConfig;
import io.milepost.rsu.rules.RuleEngine;
import io.milepost.rsu.rules.RulesConfig;
import io.milepost.rsu.rules.geometry.GeometryConfig;
import java.nio.file.Path;
import java.util.Set;

/**
 * What {@code analyze} takes from a camera's YAML file; every other key of a camera is allowed and
 * without effect here.
 *
 * @param targetFps pictures per second of video to look at, 0.1..120; default 10
 * @param rules thresholds of the rules
 * @param geometry zones and calibration
 * @param eye what is looked for without a model
 */
public record AnalyzeConfig(
    double targetFps, RulesConfig rules, GeometryConfig geometry, EyeConfig eye) {
  private static final double DEFAULT_TARGET_FPS = 10;
  private static final Set<String> KEYS =
      Set.of(
          "id",
          "name",
          "source",
          "road",
          "lane",
          "lat",
          "lon",
          "distance_m",
          "direction",
          "target_fps",
          "loop",
          "rules",
          "zones",
          "calibration",
          "motion",
          "eye",
          "priority",
          "max_frame_age_ms");

  /** Rules that have seen nothing yet, as this file wants them. */
  public RuleEngine engine(String camera) {
    return new RuleEngine(camera, rules, geometry.geometry());
  }

  /** What works without knowing the camera. */
  public static AnalyzeConfig defaults() {
    return defaults(false);
  }

  /**
   * What works without knowing the camera.
   *
   * @param alone whether there is no model
   */
  public static AnalyzeConfig defaults(boolean alone) {
    RulesConfig rules = alone ? RulesConfig.of(EyeValues.alone(null)) : RulesConfig.defaults();
    return new AnalyzeConfig(
        DEFAULT_TARGET_FPS, rules, GeometryConfig.none(), EyeConfig.defaults());
  }

  /**
   * Reads a file.
   *
   * @param alone whether there is no model
   * @throws MilepostException CONFIGURATION naming the file, and the key when it is one
   */
  public static AnalyzeConfig read(Path file, boolean alone) {
    JsonNode values;
    try {
      values = ConfigSource.yaml(file).values();
    } catch (MilepostException e) {
      throw new MilepostException(e.code(), "camera file " + e.getMessage(), e);
    }
    return of(file, values, alone);
  }

  /**
   * Reads a tree.
   *
   * @param file where it came from, for sentences
   * @param alone whether there is no model
   * @throws MilepostException CONFIGURATION naming the file, and the key when it is one
   */
  public static AnalyzeConfig of(Path file, JsonNode root, boolean alone) {
    if (root.isMissingNode() || root.isNull()) {
      return defaults(alone);
    }
    if (!root.isObject()) {
      throw refuse(file, "it must be a mapping of keys to values", null);
    }
    root.fieldNames()
        .forEachRemaining(
            key -> {
              if (!KEYS.contains(key)) {
                throw refuse(file, "unknown key " + key + "; known here are " + KEYS, null);
              }
            });
    JsonNode fps = root.path("target_fps");
    double targetFps = fps.isMissingNode() ? DEFAULT_TARGET_FPS : fps.asDouble(Double.NaN);
    if (!(targetFps >= 0.1 && targetFps <= 120)) {
      throw refuse(file, "target_fps must be 0.1..120 but is " + fps.asText(), null);
    }
    return new AnalyzeConfig(
        targetFps, rules(file, root, alone), geometry(file, root), eye(file, root));
  }

  private static EyeConfig eye(Path file, JsonNode root) {
    try {
      return EyeValues.of(root.get("motion"), root.get("eye"));
    } catch (MilepostException e) {
      throw refuse(file, e.getMessage(), e);
    }
  }

  private static RulesConfig rules(Path file, JsonNode root, boolean alone) {
    try {
      JsonNode changes = root.get("rules");
      RulesConfig.of(changes);
      return RulesConfig.of(alone ? EyeValues.alone(changes) : changes);
    } catch (MilepostException e) {
      throw refuse(file, e.getMessage(), e);
    }
  }

  private static GeometryConfig geometry(Path file, JsonNode root) {
    try {
      return GeometryConfig.of(root.get("zones"), root.get("calibration"));
    } catch (MilepostException e) {
      throw refuse(file, e.getMessage(), e);
    }
  }

  private static MilepostException refuse(Path file, String why, Throwable cause) {
    return new MilepostException(
        FailureCode.CONFIGURATION, "camera file " + file + ": " + why, cause);
  }
}
