package io.milepost.bench.evaluate;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares what was told with what really happened. An event is found when a finding of its type is
 * confirmed at its place from a second before its start on, in good time. A finding is false when
 * nothing that really happens explains it: neither an event of its type at its place nor one that
 * leads to it.
 */
final class Judge {
  /** A rule may be this much ahead of the second that the truth gives as the start. */
  static final double AHEAD_SECONDS = 1;

  /** What was confirmed this long after the end of an event still belongs to it. */
  private static final double AFTERMATH_SECONDS = 30;

  /** Furthest that a finding may be from its event, as a share of the picture's diagonal. */
  private static final double SAME_PLACE = 0.3;

  private static final double PATIENCE_SECONDS = 30;
  private static final Map<String, Double> PATIENCE =
      Map.of("congestion", 120.0, "loitering", 90.0, "construction", 60.0);

  /** Types that name the same thing. */
  private static final Map<String, Set<String>> SAME =
      Map.of(
          "fire", Set.of("fire", "smoke"),
          "smoke", Set.of("smoke", "fire"),
          "stopped_vehicle", Set.of("stopped_vehicle", "blockage"));

  /** What rightly follows from an event. */
  private static final Map<String, Set<String>> FOLLOWS =
      Map.ofEntries(
          entry(
              "collision",
              "stopped_vehicle",
              "blockage",
              "congestion",
              "pedestrian_on_road",
              "fire",
              "smoke",
              "debris"),
          entry("fire", "stopped_vehicle", "blockage", "congestion"),
          entry("smoke", "stopped_vehicle", "blockage", "congestion"),
          entry("stopped_vehicle", "congestion", "pedestrian_on_road"),
          entry("blockage", "stopped_vehicle", "congestion", "pedestrian_on_road"),
          entry("congestion", "stopped_vehicle", "blockage"),
          entry("debris", "congestion", "blockage", "stopped_vehicle"),
          entry("wrong_way", "stopped_vehicle", "congestion"),
          entry("pedestrian_on_road", "stopped_vehicle", "blockage", "congestion"),
          entry("fall", "pedestrian_on_road", "loitering"),
          entry("crowding", "loitering"),
          entry("missing_ppe", "construction", "intrusion", "loitering", "pedestrian_on_road"),
          entry(
              "construction",
              "pedestrian_on_road",
              "missing_ppe",
              "congestion",
              "stopped_vehicle",
              "blockage"));

  private static Map.Entry<String, Set<String>> entry(String event, String... follows) {
    return Map.entry(event, Set.of(follows));
  }

  private Judge() {}

  /**
   * An event and what found it.
   *
   * @param by null when nothing did
   */
  record Found(TruthEvent event, Told by) {
    double delay() {
      return Math.max(by.confirmed() - event.seen(), Math.min(0, by.confirmed() - event.start()));
    }

    double suspicionDelay() {
      return Math.max(by.suspected() - event.seen(), Math.min(0, by.suspected() - event.start()));
    }
  }

  /**
   * The judgement of one trial.
   *
   * @param primary the events it is about, found or not
   * @param wrong findings that nothing explains
   * @param also findings that something explains, beside those that found an event
   */
  record Verdict(Trial trial, List<Found> primary, List<Told> wrong, List<Told> also) {}

  static Verdict judge(Trial trial) {
    Set<Told> used = new HashSet<>();
    List<Found> primary = new ArrayList<>();
    for (TruthEvent e : trial.truth()) {
      if (e.primary()) {
        Told by = null;
        for (Told t : trial.told()) {
          if (!used.contains(t) && finds(t, e)) {
            by = t;
            used.add(t);
            break;
          }
        }
        primary.add(new Found(e, by));
      }
    }
    List<Told> wrong = new ArrayList<>();
    List<Told> also = new ArrayList<>();
    for (Told t : trial.told()) {
      if (!used.contains(t)) {
        (explained(t, trial.truth()) ? also : wrong).add(t);
      }
    }
    return new Verdict(trial, primary, wrong, also);
  }

  private static boolean finds(Told t, TruthEvent e) {
    double patience = PATIENCE.getOrDefault(e.type(), PATIENCE_SECONDS);
    return SAME.getOrDefault(e.type(), Set.of(e.type())).contains(t.type())
        && t.confirmed() >= e.start() - AHEAD_SECONDS
        && t.confirmed() <= Math.min(e.end() + AFTERMATH_SECONDS, e.seen() + patience)
        && near(t, e);
  }

  private static boolean near(Told t, TruthEvent e) {
    return e.distance(t.x(), t.y(), t.confirmed()) <= SAME_PLACE * Math.sqrt(2);
  }

  private static boolean explained(Told t, List<TruthEvent> truth) {
    for (TruthEvent e : truth) {
      boolean during =
          t.confirmed() >= e.start() - AHEAD_SECONDS
              && t.confirmed() <= e.end() + AFTERMATH_SECONDS;
      boolean same = SAME.getOrDefault(e.type(), Set.of(e.type())).contains(t.type());
      boolean follows = FOLLOWS.getOrDefault(e.type(), Set.of()).contains(t.type());
      if (during && (same && near(t, e) || follows)) {
        return true;
      }
    }
    return false;
  }
}
