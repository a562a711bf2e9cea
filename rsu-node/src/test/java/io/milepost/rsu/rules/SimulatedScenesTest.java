package io.milepost.rsu.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.protocol.incident.Severity;
import io.milepost.rsu.rules.core.Finding;
import io.milepost.simulator.scene.Incident;
import io.milepost.simulator.scene.Light;
import io.milepost.simulator.scene.Scenario;
import io.milepost.simulator.scene.ScenarioSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Recall and false alarms on simulated scenes that were never looked at while thresholds were
 * chosen: 10 frames per second, a tenth of the objects missed in each, edges shaken by 3 % of the
 * height, every light in turn, cameras at random.
 */
class SimulatedScenesTest {
  private static final long FIRST = 2001;
  private static final int SCENES = 60;
  private static final double SECONDS = 60;

  /** What came of the scenes of one scenario. */
  private static final class Tally {
    private int scenes;
    private int found;
    private double delay;
    private final List<String> wrong = new ArrayList<>();

    /** Hardly any that vehicles brake for, and fewer than one in six scenes in all. */
    private void requireFewWrong() {
      long high = wrong.stream().filter(each -> each.endsWith("!")).count();
      assertThat(high).as("%s", this).isLessThanOrEqualTo(1);
      assertThat(wrong.size()).as("%s", this).isLessThan(scenes / 6);
    }

    private double recall() {
      return found / (double) scenes;
    }

    @Override
    public String toString() {
      return found + " of " + scenes + ", mean delay " + delay / found + " s, wrong " + wrong;
    }
  }

  private static Tally play(Scenario scenario) {
    List<Tally> each =
        LongStream.range(FIRST, FIRST + SCENES)
            .parallel()
            .mapToObj(seed -> play(scenario, seed))
            .toList();
    Tally sum = new Tally();
    for (Tally one : each) {
      sum.scenes += one.scenes;
      sum.found += one.found;
      sum.delay += one.delay;
      sum.wrong.addAll(one.wrong);
    }
    return sum;
  }

  private static Tally play(Scenario scenario, long seed) {
    Tally tally = new Tally();
    Light light = Light.values()[(int) (seed % Light.values().length)];
    ScenarioSpec spec = ScenarioSpec.of(scenario, seed).withFps(10).withLight(light);
    SimulatedDetections scene = new SimulatedDetections(spec);
    RuleEngine engine = new RuleEngine("sim", RulesConfig.defaults());
    tally.scenes++;
    double first = Double.NaN;
    while (scene.time() < SECONDS) {
      for (Finding f : engine.observe(scene.next())) {
        if (f.phase() != Finding.Phase.CONFIRMED) {
          continue;
        }
        double start = start(scene, scenario);
        if (f.confirmedSeconds() < start - 1 || scenario == Scenario.FREE_FLOW) {
          boolean high = f.severity().compareTo(Severity.HIGH) >= 0;
          tally.wrong.add(seed + ":" + f.type().code() + (high ? "!" : ""));
        } else if (f.type().code().equals(scenario.incident()) && Double.isNaN(first)) {
          first = f.confirmedSeconds() - start;
        } else if (f.type().code().equals("collision") && scenario != Scenario.COLLISION) {
          boolean high = f.severity().compareTo(Severity.HIGH) >= 0;
          tally.wrong.add(seed + ":" + f.type().code() + (high ? "!" : ""));
        }
      }
    }
    if (!Double.isNaN(first)) {
      tally.found++;
      tally.delay += first;
    }
    return tally;
  }

  private static double start(SimulatedDetections scene, Scenario scenario) {
    for (Incident i : scene.incidents()) {
      if (i.primary() && i.type().equals(scenario.incident())) {
        return i.start();
      }
    }
    return Double.MAX_VALUE;
  }

  /** In an hour nothing that vehicles brake for, and little that they are told of at all. */
  @Test
  void shouldTellNothingGraveWhenTrafficFlows() {
    Tally tally = play(Scenario.FREE_FLOW);

    assertThat(tally.wrong).as("%s", tally).noneMatch(wrong -> wrong.endsWith("!"));
    assertThat(tally.wrong.size()).as("%s", tally).isLessThanOrEqualTo(4);
  }

  @Test
  void shouldFindStoppedVehicles() {
    Tally tally = play(Scenario.STOPPED_VEHICLE);

    assertThat(tally.recall()).as("%s", tally).isGreaterThanOrEqualTo(0.85);
    tally.requireFewWrong();
  }

  @Test
  void shouldFindVehicleFires() {
    Tally tally = play(Scenario.VEHICLE_FIRE);

    assertThat(tally.recall()).as("%s", tally).isGreaterThanOrEqualTo(0.95);
    assertThat(tally.delay / tally.found).as("%s", tally).isLessThan(5);
    tally.requireFewWrong();
  }

  @Test
  void shouldFindCongestion() {
    Tally tally = play(Scenario.CONGESTION);

    assertThat(tally.recall()).as("%s", tally).isGreaterThanOrEqualTo(0.9);
    assertThat(tally.delay / tally.found).as("%s", tally).isLessThan(45);
    tally.requireFewWrong();
  }

  @Test
  void shouldFindMostCollisions() {
    Tally tally = play(Scenario.COLLISION);

    assertThat(tally.recall()).as("%s", tally).isGreaterThanOrEqualTo(0.8);
    assertThat(tally.delay / tally.found).as("%s", tally).isLessThan(3);
    assertThat(tally.wrong).as("%s", tally).isEmpty();
  }
}
