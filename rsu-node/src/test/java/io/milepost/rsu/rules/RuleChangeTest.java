package io.milepost.rsu.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.protocol.incident.IncidentType;
import io.milepost.rsu.rules.core.Finding;
import io.milepost.rsu.rules.core.Rule;
import io.milepost.rsu.rules.core.RuleSlot;
import io.milepost.rsu.rules.geometry.SceneGeometry;
import io.milepost.rsu.rules.geometry.ZoneType;
import io.milepost.rsu.rules.road.FlowMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuleChangeTest {
  private static final SceneGeometry SITE =
      Zones.of(Zones.box(ZoneType.RESTRICTED, 0, 0, 640, 360));

  private static Road intruder(double t) {
    return Road.empty().box("person", 0.7, 300, 190, 24, 60);
  }

  private static RuleSet set(String yaml) {
    return new RuleSet(RuleBench.config(yaml), SITE);
  }

  @Test
  void shouldNameEveryRuleAsItsSectionOfTheConfiguration() {
    List<String> names =
        RuleCatalogue.enabled(RuleBench.config("{motion: {enabled: true}}"), new FlowMap()).stream()
            .map(Rule::name)
            .toList();
    assertThat(names).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(Shadow.rules());
  }

  @Test
  void shouldKeepTracksAndOpenFindingsWhenThresholdsChange() {
    RuleBench bench = new RuleBench("{}", SITE).play(0, 3, RuleChangeTest::intruder);
    Finding open = bench.confirmed(IncidentType.INTRUSION).get(0);
    int track = bench.engine.tracks().get(0).id();

    assertThat(bench.engine.change(set("{intrusion: {dwell_seconds: 1}}"))).isEmpty();
    bench.play(3, 8, RuleChangeTest::intruder);
    assertThat(bench.engine.tracks().get(0).id()).isEqualTo(track);
    assertThat(bench.told)
        .extracting(Finding::phase)
        .containsExactly(Finding.Phase.CONFIRMED, Finding.Phase.UPDATED);
    assertThat(bench.told).extracting(Finding::key).containsOnly(open.key());
    assertThat(bench.engine.slots()).noneMatch(RuleSlot::retiring);

    bench.play(8, 16, t -> Road.empty());
    assertThat(bench.told).last().extracting(Finding::phase).isEqualTo(Finding.Phase.CLEARED);
    assertThat(bench.told).hasSize(3);
  }

  @Test
  void shouldCloseWhatAFormerSelfHasOpenThoughItsSuccessorSeesNothing() {
    RuleBench bench = new RuleBench("{}", SITE).play(0, 3, RuleChangeTest::intruder);
    bench.engine.change(set("{intrusion: {people: false}}"));
    bench.play(3, 5, RuleChangeTest::intruder);
    assertThat(bench.told).hasSize(1);
    bench.play(5, 13, t -> Road.empty());
    assertThat(bench.told).last().extracting(Finding::phase).isEqualTo(Finding.Phase.CLEARED);
    assertThat(bench.engine.slots()).noneMatch(RuleSlot::retiring);
    bench.play(13, 20, RuleChangeTest::intruder);
    assertThat(bench.told).hasSize(2);
  }

  @Test
  void shouldClearWhatARuleHadOpenWhenItIsSwitchedOff() {
    RuleBench bench = new RuleBench("{}", SITE).play(0, 3, RuleChangeTest::intruder);
    List<Finding> closed = bench.engine.change(set("{intrusion: {enabled: false}}"));
    assertThat(closed).extracting(Finding::phase).containsExactly(Finding.Phase.CLEARED);
    assertThat(bench.engine.suspicion()).isZero();
    bench.play(3, 8, RuleChangeTest::intruder);
    assertThat(bench.told).hasSize(1);
  }

  @Test
  void shouldFollowNewZonesBetweenTwoFrames() {
    RuleBench bench = new RuleBench("{}", SceneGeometry.unknown());
    bench.play(0, 3, RuleChangeTest::intruder);
    assertThat(bench.told).isEmpty();
    bench.engine.change(set("{}"));
    bench.play(3, 4, RuleChangeTest::intruder);
    assertThat(bench.confirmed(IncidentType.INTRUSION)).hasSize(1);
    bench.engine.change(RuleSet.of(RulesConfig.defaults()));
    bench.play(4, 10, RuleChangeTest::intruder);
    assertThat(bench.told).last().extracting(Finding::phase).isEqualTo(Finding.Phase.CLEARED);
  }

  @Test
  void shouldTellNobodyWhatARuleOnTrialFinds() {
    RuleBench bench = new RuleBench("{shadow: [intrusion]}", SITE);
    bench.play(0, 3, RuleChangeTest::intruder);
    assertThat(bench.told).isEmpty();
    assertThat(bench.engine.suspicion()).isZero();
    List<Finding> shadow = bench.engine.drainShadow();
    assertThat(shadow).extracting(Finding::phase).containsExactly(Finding.Phase.CONFIRMED);
    assertThat(shadow.get(0).key()).startsWith("shadow-intrusion-");

    bench.engine.change(set("{}"));
    assertThat(bench.engine.drainShadow())
        .extracting(Finding::phase)
        .containsExactly(Finding.Phase.CLEARED);
    bench.play(3, 6, RuleChangeTest::intruder);
    assertThat(bench.confirmed(IncidentType.INTRUSION)).hasSize(1);

    List<Finding> closed = bench.engine.change(set("{shadow: [intrusion]}"));
    assertThat(closed).extracting(Finding::phase).containsExactly(Finding.Phase.CLEARED);
  }
}
