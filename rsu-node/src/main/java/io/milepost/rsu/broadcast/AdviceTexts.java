package io.milepost.rsu.broadcast;

import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Suggestion;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The words of one language. Templates hold names in braces.
 *
 * @param what name of each type
 * @param here instead of a distance below 10 m
 * @param metres distance up to 2 km, with {@code {m}}
 * @param kilometres distance from there on, with {@code {km}}
 * @param sentence what and where, with {@code {what}} and {@code {where}}
 * @param lane words for lanes
 * @param advice by suggestion code, and {@code slow_down_in_lane}; with {@code {lane}}
 * @param special advice for one type in place of the above; null for none
 * @param cleared when it is over
 */
record AdviceTexts(
    Map<IncidentType, String> what,
    String here,
    String metres,
    String kilometres,
    String sentence,
    Lane lane,
    Map<String, String> advice,
    Map<IncidentType, Map<String, String>> special,
    String cleared) {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^}]*)}");
  private static final String SLOW_DOWN_IN_LANE = "slow_down_in_lane";
  private static final Set<String> ADVICE =
      Set.of("inform", "slow_down", SLOW_DOWN_IN_LANE, "change_lane", "stop");
  private static final double JUST_AHEAD_M = 10;
  private static final double KILOMETRES_FROM_M = 2000;

  AdviceTexts {
    what = what == null ? Map.of() : Map.copyOf(what);
    what.forEach((type, text) -> template("what." + type.code(), text, Set.of()));
    template("here", here, Set.of());
    template("metres", metres, Set.of("m"));
    template("kilometres", kilometres, Set.of("km"));
    template("sentence", sentence, Set.of("what", "where"));
    template("cleared", cleared, Set.of());
    advice = advice == null ? Map.of() : Map.copyOf(advice);
    known("advice", advice);
    advice.forEach((key, text) -> template("advice." + key, text, Set.of("lane")));
    special = special == null ? Map.of() : Map.copyOf(special);
    special.forEach(
        (type, texts) -> {
          known("special." + type.code(), texts);
          texts.forEach(
              (key, text) -> template("special." + type.code() + "." + key, text, Set.of("lane")));
        });
  }

  /** Refuses what is missing; apart from the rest, so that a misspelt key is named first. */
  void requireAll(String path) {
    for (IncidentType type : IncidentType.values()) {
      AdviceRules.require(
          !type.forVehicles() || what.containsKey(type),
          path + ".what." + type.code() + " is missing");
    }
    ADVICE.forEach(key -> present(path + ".advice." + key, advice.get(key)));
    present(path + ".here", here);
    present(path + ".metres", metres);
    present(path + ".kilometres", kilometres);
    present(path + ".sentence", sentence);
    present(path + ".cleared", cleared);
    present(path + ".lane", lane);
    present(path + ".lane.left", lane.left);
    present(path + ".lane.middle", lane.middle);
    present(path + ".lane.right", lane.right);
    present(path + ".lane.number", lane.number);
  }

  private static void present(String path, Object value) {
    AdviceRules.require(value != null, path + " is missing");
  }

  /**
   * Words for lanes.
   *
   * @param left leftmost of two or more
   * @param middle of three
   * @param right rightmost of two or more
   * @param number any other, with {@code {n}}
   */
  record Lane(String left, String middle, String right, String number) {
    Lane {
      template("lane.left", left, Set.of());
      template("lane.middle", middle, Set.of());
      template("lane.right", right, Set.of());
      template("lane.number", number, Set.of("n"));
    }
  }

  private static void known(String path, Map<String, String> texts) {
    for (String key : texts.keySet()) {
      AdviceRules.require(
          ADVICE.contains(key),
          path + "." + key + ": unknown key; known here are " + String.join(", ", ADVICE));
    }
  }

  private static void template(String key, String text, Set<String> names) {
    if (text == null) {
      return;
    }
    Matcher matcher = PLACEHOLDER.matcher(text);
    while (matcher.find()) {
      AdviceRules.require(
          names.contains(matcher.group(1)),
          key + " knows no {" + matcher.group(1) + "}; known here are " + names);
    }
  }

  /**
   * One or two short sentences.
   *
   * @param laneNumber from the median, null when unknown
   * @param lanes lanes on the road, null when unknown
   */
  String text(
      IncidentType type,
      double distanceM,
      Suggestion suggestion,
      Integer laneNumber,
      Integer lanes,
      boolean driveOnRight) {
    String lead = sentence.replace("{what}", what.get(type)).replace("{where}", where(distanceM));
    boolean placed = isLane(laneNumber) && lanes != null && lanes > 1 && laneNumber <= lanes;
    String key =
        suggestion == Suggestion.SLOW_DOWN && placed ? SLOW_DOWN_IN_LANE : suggestion.code();
    Map<String, String> own = special.get(type);
    String words = own == null ? advice.get(key) : own.getOrDefault(key, advice.get(key));
    if (words.contains("{lane}") && !isLane(laneNumber)) {
      words = advice.get(Suggestion.SLOW_DOWN.code());
    }
    String tail =
        words.contains("{lane}")
            ? words.replace("{lane}", laneWords(laneNumber, placed ? lanes : null, driveOnRight))
            : words;
    return tail.isEmpty() ? lead : lead + ' ' + tail;
  }

  private static boolean isLane(Integer lane) {
    return lane != null && lane >= 1;
  }

  private String where(double distanceM) {
    if (distanceM < JUST_AHEAD_M) {
      return here;
    }
    return distanceM < KILOMETRES_FROM_M
        ? metres.replace("{m}", Long.toString(Math.round(distanceM)))
        : kilometres.replace("{km}", String.format(Locale.ROOT, "%.1f", distanceM / 1000));
  }

  /** Lane 1 is next to the median: leftmost where one drives on the right. */
  private String laneWords(int number, Integer lanes, boolean driveOnRight) {
    if (lanes != null && number == 1) {
      return driveOnRight ? lane.left : lane.right;
    }
    if (lanes != null && number == lanes) {
      return driveOnRight ? lane.right : lane.left;
    }
    return lanes != null && lanes == 3
        ? lane.middle
        : lane.number.replace("{n}", Integer.toString(number));
  }
}
