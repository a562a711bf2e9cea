package io.milepost.rsu.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.rsu.camera.CameraConfig;
import io.milepost.rsu.camera.SourcePolicy;
import io.milepost.rsu.config.ConfigLoader;
import io.milepost.rsu.config.ConfigSchema;
import io.milepost.rsu.config.ConfigSource;
import io.milepost.rsu.perception.pixels.EyeConfig;
import io.milepost.rsu.rules.RuleSet;
import io.milepost.rsu.rules.RulesConfig;
import io.milepost.rsu.rules.geometry.GeometryConfig;
import java.util.List;

/**
 * All that one camera needs, checked.
 *
 * @param values its keys as in the configuration, defaults filled in
 * @param camera what to connect to
 * @param eye what is seen without a model
 * @param rules thresholds and zones, this plan's own
 */
record CameraPlan(ObjectNode values, CameraConfig camera, EyeConfig eye, RuleSet rules) {
  private static final String PLACE = "cameras[0]";

  /**
   * Makes a plan.
   *
   * @param values a camera's keys; left as they are
   * @param node the node's own values, whose rules apply below the camera's
   * @param policy which sources are allowed
   * @throws MilepostException BAD_REQUEST naming the key
   */
  static CameraPlan of(ObjectNode values, RsuValues node, SourcePolicy policy) {
    try {
      ObjectNode complete = completed(values);
      RsuValues.Camera written = bound(complete);
      policy.check(written.source());
      GeometryConfig geometry = GeometryConfig.of(written.zones(), written.calibration());
      JsonNode changes = RsuValues.merged(node.rules(), written.rules());
      RulesConfig rules = RulesConfig.of(EyeValues.rules(node.perception(), changes));
      return new CameraPlan(
          complete,
          written.camera(),
          EyeValues.of(List.of(written)).get(written.id()),
          new RuleSet(rules, geometry.geometry()));
    } catch (MilepostException e) {
      String sentence = e.getMessage().replace("camera: " + PLACE + ".", "");
      throw new MilepostException(FailureCode.BAD_REQUEST, sentence, e);
    }
  }

  /** Only checks the keys and fills in what is left out. */
  static ObjectNode completed(ObjectNode values) {
    ObjectNode[] complete = {null};
    loader(values).adjust(all -> complete[0] = (ObjectNode) all.get("cameras").get(0)).load();
    return complete[0];
  }

  private static RsuValues.Camera bound(ObjectNode values) {
    return loader(values).load().bind(RsuValues.class).cameras().get(0);
  }

  private static ConfigLoader loader(ObjectNode values) {
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    all.putObject("node").put("id", "x");
    all.putArray("cameras").add(values.deepCopy());
    return new ConfigLoader(ConfigSchema.beside(ConfigSchema.class, "rsu.schema.json"))
        .values(new ConfigSource("camera", all));
  }
}
