package io.milepost.bench.evaluate;

import io.milepost.rsu.perception.FrameDetections;
import io.milepost.rsu.perception.recorded.DetectionWriter;
import io.milepost.rsu.rules.RuleEngine;
import io.milepost.simulator.scene.Box;
import io.milepost.simulator.scene.Incident;
import io.milepost.simulator.scene.Light;
import io.milepost.simulator.scene.Scenario;
import io.milepost.simulator.scene.ScenarioSpec;
import io.milepost.simulator.truth.Noise;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
      }
    }
    return new Trial(name(), spec.scenario().id(), seconds, truth(feed), listener.told());
  }

  private List<TruthEvent> truth(SceneFeed feed) {
    List<TruthEvent> events = new ArrayList<>();
    for (Incident i : feed.scene().incidents()) {
      if (i.start() < seconds) {
        events.add(event(i, spec));
      }
    }
    return events;
  }

  static TruthEvent event(Incident i, ScenarioSpec spec) {
    Box box = i.box();
    double end = i.end() == null ? Double.POSITIVE_INFINITY : i.end();
    // Congestion is a stretch of road, not a place.
    if (box == null || i.type().equals("congestion")) {
      return new TruthEvent(i.type(), i.primary(), i.start(), end, Double.NaN, Double.NaN);
    }
    return new TruthEvent(
        i.type(),
        i.primary(),
        i.start(),
        end,
        (box.x() + box.w() / 2) / spec.width(),
        (box.y() + box.h()) / spec.height());
  }
}
