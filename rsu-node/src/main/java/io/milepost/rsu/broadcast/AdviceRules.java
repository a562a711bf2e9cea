package io.milepost.rsu.broadcast;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.incident.Suggestion;
import io.milepost.protocol.incident.Urgency;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The rules of advice as they are written in YAML; docs/advice.md explains every key. Immutable.
 *
 * @param driving how far a vehicle travels until it stands
 * @param rules in order; the first that holds decides
 * @param otherwise what to advise when none holds
 * @param texts by language code: {@code en}, {@code ko}
 */
public record AdviceRules(
    Driving driving, List<Rule> rules, Suggestion otherwise, Map<String, AdviceTexts> texts) {
  private static final class Standard {
    private static final AdviceRules RULES = AdviceFile.standard();
  }

  /** Refuses what is missing. */
  public AdviceRules {
    require(driving != null, "driving is missing");
    require(rules != null && !rules.isEmpty(), "rules is missing or empty");
    require(otherwise != null, "otherwise is missing; it is what to advise when no rule holds");
    require(texts != null, "texts is missing");
    require(texts.get("en") != null, "texts.en is missing");
    require(texts.get("ko") != null, "texts.ko is missing");
    texts.forEach((language, words) -> words.requireAll("texts." + language));
    for (int i = 0; i < rules.size(); i++) {
      require(rules.get(i).suggest() != null, "rules[" + i + "].suggest is missing");
    }
    rules = List.copyOf(rules);
    texts = Map.copyOf(texts);
  }

  /** The built-in rules, the same as in conf/advice.yaml. */
  public static AdviceRules standard() {
    return Standard.RULES;
  }

  /**
   * Reads a file; blocks.
   *
   * @throws MilepostException CONFIGURATION with file, line, field and what it may be
   */
  public static AdviceRules read(Path file) {
    return AdviceFile.read(file);
  }

  static void require(boolean condition, String sentence) {
    if (!condition) {
      throw new MilepostException(FailureCode.CONFIGURATION, sentence);
    }
  }

  /** How well one sees the road. */
  public enum Visibility {
    /** Nobody says. */
    UNKNOWN,
    /** Daylight. */
    DAY,
    /** Darkness. */
    NIGHT,
    /** Fog, smoke, heavy rain or snow. */
    FOG;

    /** The code in YAML. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The constant with this code.
     *
     * @throws IllegalArgumentException when there is none
     */
    @JsonCreator
    public static Visibility of(String code) {
      for (Visibility each : values()) {
        if (each.code().equals(code)) {
          return each;
        }
      }
      throw new IllegalArgumentException(
          "'" + code + "' is no visibility; one of day, night, fog, unknown");
    }
  }

  /** Which lanes are known, as a condition. */
  enum LaneKnown {
    @JsonProperty("known")
    KNOWN,
    @JsonProperty("unknown")
    UNKNOWN
  }

  /**
   * How far a vehicle travels until it stands: {@code v·t + v²/(2a)}.
   *
   * @param reactionS seconds until the brakes act, 0.5..10, by visibility; {@code day} must be
   *     there and stands in for what is missing
   * @param brakingMps2 deceleration, 1..10 m/s²
   * @param assumedSpeedKmh speed on roads without a known limit, 5..200 km/h
   * @param soonS urgency is soon up to so many seconds before the stopping distance, 0..300
   * @param driveOn {@code right} or {@code left}
   */
  record Driving(
      Map<Visibility, Double> reactionS,
      double brakingMps2,
      double assumedSpeedKmh,
      double soonS,
      String driveOn) {
    Driving {
      require(
          reactionS != null && reactionS.get(Visibility.DAY) != null, "reaction_s.day is missing");
      reactionS.forEach((when, s) -> range("reaction_s." + when.code(), s, 0.5, 10));
      range("braking_mps2", brakingMps2, 1, 10);
      range("assumed_speed_kmh", assumedSpeedKmh, 5, 200);
      range("soon_s", soonS, 0, 300);
      require(
          "right".equals(driveOn) || "left".equals(driveOn),
          "drive_on must be right or left but is " + driveOn);
    }

    /** Metres per second assumed on a road. */
    double speed(RoadProfile road) {
      return (road.speedLimitKmh() == null ? assumedSpeedKmh : road.speedLimitKmh()) / 3.6;
    }

    /** Metres until a vehicle stands. */
    double stoppingDistance(RoadProfile road, Visibility visibility) {
      double v = speed(road);
      double reaction = reactionS.getOrDefault(visibility, reactionS.get(Visibility.DAY));
      return v * reaction + v * v / (2 * brakingMps2);
    }
  }

  /**
   * A distance in metres, or the name of one that the node's configuration gives.
   *
   * @param metres 0..100000; NaN for a name
   * @param name {@code slow_down_within_m}, {@code stop_within_m}, or null for a number
   */
  record Limit(double metres, String name) {
    private static final String SLOW_DOWN = "slow_down_within_m";
    private static final String STOP = "stop_within_m";

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Limit of(JsonNode node) {
      if (node.isNumber() && node.doubleValue() >= 0 && node.doubleValue() <= 100_000) {
        return new Limit(node.doubleValue(), null);
      }
      require(
          SLOW_DOWN.equals(node.textValue()) || STOP.equals(node.textValue()),
          "must be 0 to 100000 metres, slow_down_within_m or stop_within_m but is " + node);
      return new Limit(Double.NaN, node.textValue());
    }

    double metres(Advice.Site site) {
      return name == null
          ? metres
          : name.equals(STOP) ? site.stopWithinM() : site.slowDownWithinM();
    }
  }

  /**
   * One rule; a condition that is null always holds.
   *
   * @param types any of these
   * @param minSeverity at least this bad
   * @param withinM at most this far
   * @param beyondM farther than this
   * @param withinStoppingDistances at most so many stopping distances away
   * @param lane whether the lane is known
   * @param lanesMin at least so many lanes on the road
   * @param lanesMax at most so many
   * @param speedLimitMinKmh speed limit at least
   * @param speedLimitMaxKmh speed limit at most
   * @param visibility any of these
   * @param suggest what to advise
   * @param urgency how soon to act; null to tell from the distance
   */
  record Rule(
      List<IncidentType> types,
      Severity minSeverity,
      Limit withinM,
      Limit beyondM,
      Double withinStoppingDistances,
      LaneKnown lane,
      Integer lanesMin,
      Integer lanesMax,
      Double speedLimitMinKmh,
      Double speedLimitMaxKmh,
      List<Visibility> visibility,
      Suggestion suggest,
      Urgency urgency) {
    Rule {
      require(types == null || !types.isEmpty(), "types is empty; leave it out for all types");
      require(visibility == null || !visibility.isEmpty(), "visibility is empty; leave it out");
      range("within_stopping_distances", withinStoppingDistances, 0, 100);
      range("lanes_min", lanesMin, 1, 14);
      range("lanes_max", lanesMax, 1, 14);
      range("speed_limit_min_kmh", speedLimitMinKmh, 0, 200);
      range("speed_limit_max_kmh", speedLimitMaxKmh, 0, 200);
    }
  }

  private static void range(String key, Number value, double low, double high) {
    require(
        value == null || (value.doubleValue() >= low && value.doubleValue() <= high),
        String.format(Locale.ROOT, "%s must be %.1f to %.1f but is %s", key, low, high, value));
  }
}
