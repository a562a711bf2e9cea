package io.milepost.rsu.broadcast;

import io.milepost.protocol.alert.AlertBody;
import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.incident.Suggestion;
import io.milepost.protocol.incident.Urgency;
import io.milepost.rsu.broadcast.AdviceRules.LaneKnown;
import io.milepost.rsu.broadcast.AdviceRules.Rule;
import io.milepost.rsu.broadcast.AdviceRules.Visibility;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What to advise, how soon to act on it, and in which words. Immutable and thread-safe. */
public final class Advice {
  private static final String VISIBILITY = "visibility";

  private static final String BETWEEN_LANGUAGES = " / ";

  private final AdviceRules rules;
  private final Site site;
  private final Suggestion fixed;
  private final String fixedText;

  /** The languages of texts for drivers. */
  public enum Language {
    /** English. */
    EN(List.of("en")),
    /** Korean. */
    KO(List.of("ko")),
    /** Korean, then English. */
    BOTH(List.of("ko", "en"));

    private final List<String> parts;

    Language(List<String> parts) {
      this.parts = parts;
    }

    List<String> parts() {
      return parts;
    }

    /** The constant with this code: en, ko or both. */
    public static Language of(String code) {
      return valueOf(code.toUpperCase(Locale.ROOT));
    }
  }

  /**
   * What is known of the site.
   *
   * @param slowDownWithinM distance that rules may name, metres
   * @param stopWithinM the other one, metres
   * @param language of the texts
   * @param visibility unless an incident's evidence {@code visibility} names another
   * @param roads by road identifier
   */
  public record Site(
      double slowDownWithinM,
      double stopWithinM,
      Language language,
      Visibility visibility,
      Map<String, RoadProfile> roads) {
    /** Makes the map immutable. */
    public Site {
      roads = roads == null ? Map.of() : Map.copyOf(roads);
    }
  }

  /** Advice by these rules at this site. */
  public Advice(AdviceRules rules, Site site) {
    this(rules, site, null, null);
  }

  private Advice(AdviceRules rules, Site site, Suggestion fixed, String fixedText) {
    this.rules = rules;
    this.site = site;
    this.fixed = fixed;
    this.fixedText = fixedText;
  }

  /** The built-in rules in English, nothing known of roads and weather. */
  static Advice standard(BroadcastConfig config) {
    return new Advice(
        AdviceRules.standard(),
        new Site(
            config.slowDownWithinM(),
            config.stopWithinM(),
            Language.EN,
            Visibility.UNKNOWN,
            Map.of()));
  }

  /**
   * The same, whatever the rules say: somebody has decided already. Null leaves it to the rules.
   */
  Advice always(Suggestion suggestion, String text) {
    return new Advice(rules, site, suggestion, text);
  }

  /** The advice for an incident. */
  Suggestion suggest(Incident incident) {
    Rule rule = fixed == null ? rule(incident) : null;
    return fixed != null ? fixed : rule == null ? rules.otherwise() : rule.suggest();
  }

  /**
   * How soon to act: immediate within the stopping distance at the speed limit, soon up to some
   * seconds before it, ahead beyond; unless the rule that decides names another.
   */
  Urgency urgency(Incident incident) {
    Rule rule = rule(incident);
    if (rule != null && rule.urgency() != null) {
      return rule.urgency();
    }
    RoadProfile road = road(incident);
    double stop = rules.driving().stoppingDistance(road, visibility(incident));
    double soon = stop + rules.driving().soonS() * rules.driving().speed(road);
    double distance = incident.distanceM();
    return distance <= stop ? Urgency.IMMEDIATE : distance <= soon ? Urgency.SOON : Urgency.AHEAD;
  }

  /** Short sentences for a driver, at most 512 characters. */
  String text(Incident incident, Suggestion suggestion) {
    if (fixedText != null) {
      return fixedText;
    }
    boolean right = rules.driving().driveOn().equals("right");
    Integer lanes = road(incident).lanes();
    String text = null;
    for (String language : site.language().parts()) {
      String part =
          rules
              .texts()
              .get(language)
              .text(
                  incident.type(), incident.distanceM(), suggestion, incident.lane(), lanes, right);
      text = text == null ? part : text + BETWEEN_LANGUAGES + part;
    }
    return text.codePointCount(0, text.length()) <= AlertBody.MAX_TEXT
        ? text
        : text.substring(0, text.offsetByCodePoints(0, AlertBody.MAX_TEXT));
  }

  /** The words when it is over. */
  String cleared() {
    return site.language().parts().stream()
        .map(code -> rules.texts().get(code).cleared())
        .collect(Collectors.joining(BETWEEN_LANGUAGES));
  }

  private Rule rule(Incident incident) {
    for (Rule rule : rules.rules()) {
      if (concerns(rule, incident) && near(rule, incident) && onRoad(rule, incident)) {
        return rule;
      }
    }
    return null;
  }

  private boolean concerns(Rule rule, Incident incident) {
    return (rule.types() == null || rule.types().contains(incident.type()))
        && (rule.minSeverity() == null || incident.severity().compareTo(rule.minSeverity()) >= 0)
        && (rule.visibility() == null || rule.visibility().contains(visibility(incident)));
  }

  private boolean near(Rule rule, Incident incident) {
    double distance = incident.distanceM();
    return (rule.withinM() == null || distance <= rule.withinM().metres(site))
        && (rule.beyondM() == null || distance > rule.beyondM().metres(site))
        && (rule.withinStoppingDistances() == null
            || distance
                <= rule.withinStoppingDistances()
                    * rules.driving().stoppingDistance(road(incident), visibility(incident)));
  }

  private boolean onRoad(Rule rule, Incident incident) {
    boolean laneKnown = incident.lane() != null && incident.lane() >= 1;
    RoadProfile road = road(incident);
    return (rule.lane() == null || laneKnown == (rule.lane() == LaneKnown.KNOWN))
        && atLeast(road.lanes(), rule.lanesMin())
        && atMost(road.lanes(), rule.lanesMax())
        && atLeast(road.speedLimitKmh(), rule.speedLimitMinKmh())
        && atMost(road.speedLimitKmh(), rule.speedLimitMaxKmh());
  }

  private static boolean atLeast(Number value, Number bound) {
    return bound == null || (value != null && value.doubleValue() >= bound.doubleValue());
  }

  private static boolean atMost(Number value, Number bound) {
    return bound == null || (value != null && value.doubleValue() <= bound.doubleValue());
  }

  private RoadProfile road(Incident incident) {
    return incident.road() == null
        ? RoadProfile.UNKNOWN
        : site.roads().getOrDefault(incident.road(), RoadProfile.UNKNOWN);
  }

  private Visibility visibility(Incident incident) {
    Object told = incident.evidence().get(VISIBILITY);
    for (Visibility each : Visibility.values()) {
      if (each.code().equals(told)) {
        return each;
      }
    }
    return site.visibility();
  }
}
