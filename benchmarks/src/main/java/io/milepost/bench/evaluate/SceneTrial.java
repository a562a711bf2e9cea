package io.milepost.bench.evaluate;

import io.milepost.rsu.perception.FrameDetections;
import io.milepost.rsu.perception.recorded.DetectionWriter;
import io.milepost.rsu.rules.RuleEngine;
import io.milepost.simulator.scene.Box;
import io.milepost.simulator.scene.Incident;
import io.milepost.simulator.scene.Light;
import io.milepost.simulator.scene.Scenario;
import io.milepost.simulator.scene.ScenarioSpec;
import io.milepost.simulator.scene.Scene;
import io.milepost.simulator.truth.Noise;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Plays one simulated scene as an imperfect detector would report it, without drawing it. */
final class SceneTrial {
  /**
   * What happens begins after this many seconds: a camera has been looking before, and rules that
   * learn their road have had a little time to.
   */
  private static final double AT_SECONDS = 45;

  /** When it begins unless asked otherwise; scenarios give their length for this. */
  private static final double USUAL_AT_SECONDS = 15;

  private final ScenarioSpec spec;
  private final Noise noise;
  private final double seconds;

  /**
   * A scene.
   *
   * @param scenario what happens
   * @param seed light follows from it, in turn
   * @param fps pictures looked at per second
   */
  SceneTrial(Scenario scenario, long seed, int fps, Noise noise) {
    Light[] lights = scenario.lights().toArray(new Light[0]);
    Light light = lights[(int) (seed % lights.length)];
    this.spec = ScenarioSpec.of(scenario, seed).withFps(fps).withLight(light).withAt(AT_SECONDS);
    this.noise = noise;
    this.seconds = scenario.seconds() + AT_SECONDS - USUAL_AT_SECONDS;
  }

  ScenarioSpec spec() {
    return spec;
  }

  double seconds() {
    return seconds;
  }

  String name() {
    return spec.scenario().id() + "-" + spec.seed() + "-" + spec.light().orElseThrow().id();
  }

  /**
   * Plays it.
   *
   * @param engines makes the rules
   * @param recordings folder that gets the detections; null for none
   */
  Trial play(Engines engines, Path recordings) {
    SceneFeed feed = new SceneFeed(spec, noise);
    RuleEngine engine = engines.of(name(), feed.scene());
    Listener listener = new Listener();
    Map<Incident, Trail> trails = trails(feed.scene());
    try (DetectionWriter recording =
        recordings == null
            ? null
            : new DetectionWriter(recordings.resolve(name() + ".jsonl"), "")) {
      while (feed.time() < seconds) {
        FrameDetections frame = feed.next(name());
        if (recording != null) {
          recording.write(frame);
        }
        listener.hear(engine.observe(frame), feed.time());
        trails.forEach((incident, trail) -> trail.look(feed.scene()));
      }
    }
    return new Trial(
        name(), spec.scenario().id(), seconds, truth(feed.scene(), trails), listener.told());
  }

  /** Trails, still empty, of the incidents of a scene that go along with something. */
  static Map<Incident, Trail> trails(Scene scene) {
    Map<Incident, Trail> trails = new LinkedHashMap<>();
    for (Incident i : scene.incidents()) {
      if (i.subject() != 0) {
        trails.put(i, new Trail(i.subject(), i.start() - Judge.AHEAD_SECONDS));
      }
    }
    return trails;
  }

  /** What happened in a scene that was played to its end. */
  List<TruthEvent> truth(Scene scene, Map<Incident, Trail> trails) {
    List<TruthEvent> events = new ArrayList<>();
    for (Incident i : scene.incidents()) {
      if (i.start() < seconds) {
        events.add(event(i, trails.get(i)));
      }
    }
    return events;
  }

  private TruthEvent event(Incident i, Trail trail) {
    Box box = i.box();
    double end = i.end() == null ? Double.POSITIVE_INFINITY : i.end();
    // Congestion is a stretch of road, not a place.
    boolean placed = box != null && !i.type().equals("congestion");
    double x = placed ? (box.x() + box.w() / 2) / spec.width() : Double.NaN;
    double y = placed ? (box.y() + box.h()) / spec.height() : Double.NaN;
    double seen = trail == null || Double.isNaN(trail.since()) ? i.start() : trail.since();
    // Who tells it before a detector needs to see it is right.
    double start =
        trail == null ? i.start() : Math.min(i.start(), orElse(trail.first(), i.start()));
    return new TruthEvent(
        i.type(), i.primary(), start, end, x, y, Math.max(i.start(), seen), trail);
  }

  private static double orElse(double value, double other) {
    return Double.isNaN(value) ? other : value;
  }
}
