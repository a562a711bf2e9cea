package io.milepost.rsu.rules.track;

import io.milepost.rsu.perception.Detection;
import io.milepost.rsu.rules.track.MotEvaluator.Score;
import io.milepost.rsu.rules.track.MotEvaluator.Tagged;
import io.milepost.simulator.scene.Scenario;
import io.milepost.simulator.scene.ScenarioSpec;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Scores of the tracker on simulated scenes, one row for each scenario and frame rate. The main
 * method takes the first seed, the number of scenes and their length in seconds.
 */
final class TrackingScore {
  private static final int[] RATES = {5, 10, 15};

  private TrackingScore() {}

  @SuppressWarnings("checkstyle:RegexpSinglelineJava")
  public static void main(String[] args) {
    long first = args.length > 0 ? Long.parseLong(args[0]) : 101;
    int scenes = args.length > 1 ? Integer.parseInt(args[1]) : 10;
    double seconds = args.length > 2 ? Double.parseDouble(args[2]) : 60;
    PrintStream out = System.out;
    out.println("scenario    fps  " + Score.header() + "  ideal HOTA");
    for (Scenario scenario : Scenario.values()) {
      for (int fps : RATES) {
        Score score = play(scenario, fps, first, scenes, seconds, false);
        Score most = play(scenario, fps, first, scenes, seconds, true);
        out.printf(Locale.ROOT, "%-10s  %3d  %s  %5.3f%n", scenario.id(), fps, score, most.hota());
      }
    }
  }

  /**
   * All scenes of a row scored as one sequence.
   *
   * @param ideal instead of the tracker, one that knows which object each box comes from
   */
  static Score play(
      Scenario scenario, int fps, long first, int scenes, double seconds, boolean ideal) {
    MotEvaluator evaluator = new MotEvaluator();
    for (int i = 0; i < scenes; i++) {
      TrackingScene scene = new TrackingScene(ScenarioSpec.of(scenario, first + i).withFps(fps));
      Tracker tracker = new Tracker(TrackerConfig.defaults());
      int part = i * 10_000_000;
      while (scene.time() < seconds) {
        List<Detection> found = scene.next();
        tracker.update(scene.time(), found);
        List<Tagged> told = ideal ? scene.ideal(found) : shown(tracker);
        evaluator.add(shifted(scene.truth(true), part), scene.truth(false), shifted(told, part));
      }
    }
    return evaluator.score();
  }

  private static List<Tagged> shifted(List<Tagged> boxes, int part) {
    return boxes.stream().map(b -> new Tagged(part + b.id(), b.box())).toList();
  }

  /** What goes to the screens: seen in this frame and not for the first time. */
  private static List<Tagged> shown(Tracker tracker) {
    List<Tagged> shown = new ArrayList<>();
    for (TrackedObject t : tracker.tracks()) {
      if (!t.lost() && t.hits() > 1) {
        shown.add(new Tagged(t.id(), t.box()));
      }
    }
    return shown;
  }
}
