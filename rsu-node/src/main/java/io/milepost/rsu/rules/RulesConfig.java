package io.milepost.rsu.rules;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.json.Json;
import io.milepost.rsu.rules.collision.CollisionConfig;
import io.milepost.rsu.rules.core.Range;
import io.milepost.rsu.rules.hazard.AnomalyConfig;
import io.milepost.rsu.rules.hazard.ConstructionConfig;
import io.milepost.rsu.rules.hazard.FireConfig;
import io.milepost.rsu.rules.hazard.MotionConfig;
import io.milepost.rsu.rules.people.CrowdingConfig;
import io.milepost.rsu.rules.people.FallConfig;
import io.milepost.rsu.rules.people.IntrusionConfig;
import io.milepost.rsu.rules.people.LineCrossingConfig;
import io.milepost.rsu.rules.people.LoiteringConfig;
import io.milepost.rsu.rules.people.PedestrianConfig;
import io.milepost.rsu.rules.people.PpeConfig;
import io.milepost.rsu.rules.standing.DebrisConfig;
import io.milepost.rsu.rules.standing.StoppedConfig;
import io.milepost.rsu.rules.track.TrackerConfig;
import io.milepost.rsu.rules.traffic.CongestionConfig;
import io.milepost.rsu.rules.traffic.SpeedingConfig;
import io.milepost.rsu.rules.traffic.WrongWayConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Everything the rules of one camera can be told. The defaults need no calibration: lengths and
 * speeds are normalised by the size of the objects.
 *
 * @param tracker how objects are followed
 * @param collision the collision rule
 * @param stopped the stopped vehicle rule
 * @param fire the fire and smoke rule
 * @param congestion the congestion rule
 * @param wrongWay the wrong way rule
 * @param pedestrian the pedestrian rule
 * @param debris the debris rule
 * @param construction the roadworks rule
 * @param lineCrossing the line crossing rule
 * @param intrusion the intrusion rule
 * @param loitering the loitering rule
 * @param crowding the crowding rule
 * @param fall the fall rule
 * @param ppe the helmet and vest rule
 * @param speeding the speeding rule
 * @param motion motion as an event
 * @param anomaly scores of an external model
 * @param shadow names of rules on trial: counted and shown, never told
 */
public record RulesConfig(
    TrackerConfig tracker,
    CollisionConfig collision,
    StoppedConfig stopped,
    FireConfig fire,
    CongestionConfig congestion,
    WrongWayConfig wrongWay,
    PedestrianConfig pedestrian,
    DebrisConfig debris,
    ConstructionConfig construction,
    LineCrossingConfig lineCrossing,
    IntrusionConfig intrusion,
    LoiteringConfig loitering,
    CrowdingConfig crowding,
    FallConfig fall,
    PpeConfig ppe,
    SpeedingConfig speeding,
    MotionConfig motion,
    AnomalyConfig anomaly,
    List<String> shadow) {

  /** Refuses values of the tracker out of range; the others check themselves. */
  public RulesConfig {
    Range.check("tracker.high_confidence", tracker.highConfidence(), 0, 1);
    Range.check("tracker.low_confidence", tracker.lowConfidence(), 0, 1);
    Range.check("tracker.new_confidence", tracker.newConfidence(), 0, 1);
    Range.check("tracker.min_iou", tracker.minIou(), 0, 1);
    Range.check("tracker.recovery_iou", tracker.recoveryIou(), 0, 1);
    Range.check("tracker.lost_moving_seconds", tracker.lostMovingSeconds(), 0.1, 60);
    Range.check("tracker.lost_stationary_seconds", tracker.lostStationarySeconds(), 0.1, 600);
    Range.check("tracker.stationary_seconds", tracker.stationarySeconds(), 0.1, 60);
    Range.check("tracker.max_speed", tracker.maxSpeed(), 1, 100);
    shadow = Shadow.checked(shadow);
  }

  /** What works without knowing the camera. */
  public static RulesConfig defaults() {
    return new RulesConfig(
        TrackerConfig.defaults(),
        CollisionConfig.defaults(),
        StoppedConfig.defaults(),
        FireConfig.defaults(),
        CongestionConfig.defaults(),
        WrongWayConfig.defaults(),
        PedestrianConfig.defaults(),
        DebrisConfig.defaults(),
        ConstructionConfig.defaults(),
        LineCrossingConfig.defaults(),
        IntrusionConfig.defaults(),
        LoiteringConfig.defaults(),
        CrowdingConfig.defaults(),
        FallConfig.defaults(),
        PpeConfig.defaults(),
        SpeedingConfig.defaults(),
        MotionConfig.defaults(),
        AnomalyConfig.defaults(),
        List.of());
  }

  /**
   * The defaults with some keys changed, as in {@code rules: {stopped: {stop_seconds: 20}}}.
   *
   * @param overrides the tree below {@code rules}; null or empty for the defaults
   * @throws MilepostException CONFIGURATION naming the path of a wrong key or value
   */
  public static RulesConfig of(JsonNode overrides) {
    return defaults().with(overrides);
  }

  /**
   * The same with some keys changed.
   *
   * @param overrides as for {@link #of}
   * @throws MilepostException CONFIGURATION naming the path of a wrong key or value
   */
  public RulesConfig with(JsonNode overrides) {
    ObjectNode tree = Json.tree(this);
    if (overrides != null && !overrides.isNull() && !overrides.isMissingNode()) {
      merge(tree, overrides, "rules");
    }
    try {
      return Json.mapper().treeToValue(tree, RulesConfig.class);
    } catch (JsonProcessingException e) {
      for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
        if (cause instanceof MilepostException known) {
          throw known;
        }
      }
      throw refuse("rules: " + e.getOriginalMessage());
    }
  }

  /** Whether a rule's section is the same in another configuration. */
  boolean sameSection(RulesConfig other, String rule) {
    JsonNode mine = Json.<ObjectNode>tree(this).get(rule);
    return mine == null ? equals(other) : mine.equals(Json.<ObjectNode>tree(other).get(rule));
  }

  private static List<String> names(ObjectNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static void merge(ObjectNode target, JsonNode changes, String path) {
    if (!changes.isObject()) {
      throw refuse(path + " must be a mapping of keys to values");
    }
    for (Map.Entry<String, JsonNode> change : changes.properties()) {
      String key = path + "." + change.getKey();
      JsonNode known = target.get(change.getKey());
      if (known == null) {
        throw refuse("unknown key " + key + "; known here are " + String.join(", ", names(target)));
      }
      JsonNode value = change.getValue();
      if (known.isObject()) {
        merge((ObjectNode) known, value, key);
      } else if (known.isArray() != value.isArray()) {
        throw refuse(key + " must be " + (known.isArray() ? "a list" : "a single value"));
      } else if (known.isBoolean() != value.isBoolean() || known.isNumber() != value.isNumber()) {
        throw refuse(key + " must be " + (known.isBoolean() ? "true or false" : "a number"));
      } else {
        target.set(change.getKey(), value);
      }
    }
  }

  private static MilepostException refuse(String sentence) {
    return new MilepostException(FailureCode.CONFIGURATION, sentence);
  }
}
