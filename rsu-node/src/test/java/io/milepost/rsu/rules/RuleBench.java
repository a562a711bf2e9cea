package io.milepost.rsu.rules;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.rsu.rules.core.Crossing;
import io.milepost.rsu.rules.core.Finding;
import io.milepost.rsu.rules.geometry.SceneGeometry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;

/** Plays hand-made frames, ten per second, to an engine and keeps what it says. */
final class RuleBench {
  static final double FPS = 10;

  final List<Finding> told = new ArrayList<>();
  final List<Crossing> crossings = new ArrayList<>();
  final RuleEngine engine;

  RuleBench(String yaml, SceneGeometry geometry) {
    engine = new RuleEngine("cam", config(yaml), geometry);
  }

  static RulesConfig config(String yaml) {
    try {
      return RulesConfig.of(new YAMLMapper().readTree(yaml));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  RuleBench play(double from, double to, DoubleFunction<Road> scene) {
    for (int i = 0; from + i / FPS < to - 1e-9; i++) {
      double t = from + i / FPS;
      told.addAll(engine.observe(scene.apply(t).at(t)));
      crossings.addAll(engine.drainCrossings());
    }
    return this;
  }

  List<Finding> confirmed(IncidentType type) {
    return of(type, Finding.Phase.CONFIRMED);
  }

  List<Finding> of(IncidentType type, Finding.Phase phase) {
    return told.stream().filter(f -> f.phase() == phase && f.type() == type).toList();
  }
}
