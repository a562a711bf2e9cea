package io.milepost.rsu.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.milepost.protocol.incident.IncidentType;
import io.milepost.rsu.rules.core.Finding;
import io.milepost.rsu.rules.geometry.SceneGeometry;
import io.milepost.rsu.rules.hazard.AnomalyRule;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScoreRulesTest {
  private static AnomalyRule.Score score(double score, double from) {
    return new AnomalyRule.Score("vad-3", score, from, from + 1);
  }

  @Test
  void shouldTellAnAnomalyBetweenItsThresholdsUntilScoresFall() {
    RuleBench bench = new RuleBench("{}", SceneGeometry.unknown());
    double[] scores = {0.2, 0.9, 0.95, 0.85, 0.6, 0.6, 0.3, 0.1, 0.1, 0.1, 0.1, 0.1};
    double[] rest = {0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1};
    for (int i = 0; i < scores.length + rest.length; i++) {
      double each = i < scores.length ? scores[i] : rest[i - scores.length];
      assertThat(bench.engine.score(score(each, i))).isNotNaN();
      bench.play(i, i + 1, t -> Road.empty());
    }
    List<Finding> told = bench.confirmed(IncidentType.ANOMALY);
    assertThat(told).hasSize(1);
    assertThat(told.get(0).evidence()).containsEntry("model", "vad-3").containsEntry("score", 0.95);
    assertThat(told.get(0).trace().frames()).hasSize(3);
    List<Finding> cleared = bench.of(IncidentType.ANOMALY, Finding.Phase.CLEARED);
    assertThat(cleared).hasSize(1);
  }

  @Test
  void shouldCountOverlappingClipsOnceAndClearWhenTheModelFallsSilent() {
    RuleBench bench = new RuleBench("{}", SceneGeometry.unknown());
    for (int i = 0; i < 15; i++) {
      bench.engine.score(score(0.95, i / 10.0));
      bench.play(i / 10.0, (i + 1) / 10.0, t -> Road.empty());
      assertThat(bench.told).hasSize(i < 10 ? 0 : 1);
    }
    bench.play(1.5, 63, t -> Road.empty());
    assertThat(bench.of(IncidentType.ANOMALY, Finding.Phase.CLEARED)).hasSize(1);
    RuleBench off = new RuleBench("{anomaly: {enabled: false}}", SceneGeometry.unknown());
    assertThat(off.engine.score(score(1, 0))).isNaN();
  }

  @Test
  void shouldTellMotionOnlyWhereItIsAskedFor() {
    RuleBench asked = new RuleBench("{motion: {enabled: true}}", SceneGeometry.unknown());
    RuleBench silent = new RuleBench("{}", SceneGeometry.unknown());
    for (RuleBench bench : List.of(asked, silent)) {
      for (int i = 0; i < 10; i++) {
        bench.engine.motion(0.02);
        bench.play(i / 10.0, (i + 1) / 10.0, t -> Road.empty());
      }
      bench.play(1, 9, t -> Road.empty());
    }
    assertThat(asked.told)
        .extracting(Finding::type, Finding::phase)
        .containsExactly(
            tuple(IncidentType.MOTION, Finding.Phase.CONFIRMED),
            tuple(IncidentType.MOTION, Finding.Phase.CLEARED));
    assertThat(silent.told).isEmpty();
  }
}
