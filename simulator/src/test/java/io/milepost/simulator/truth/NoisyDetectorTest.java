package io.milepost.simulator.truth;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.simulator.scene.Box;
import io.milepost.simulator.scene.Light;
import io.milepost.simulator.scene.ObjectClass;
import io.milepost.simulator.scene.Scenario;
import io.milepost.simulator.scene.ScenarioSpec;
import io.milepost.simulator.scene.Scene;
import io.milepost.simulator.truth.NoisyDetector.Seen;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NoisyDetectorTest {
  private static ScenarioSpec spec(Scenario scenario, long seed) {
    return ScenarioSpec.of(scenario, seed).withFps(10).withLight(Light.DAY);
  }

  /** What can be asked for in a scene of free traffic, and what is reported of it. */
  private static double[] shares(Noise noise, Light light) {
    double wanted = 0;
    double reported = 0;
    double confidence = 0;
    for (long seed = 1; seed <= 6; seed++) {
      ScenarioSpec spec = spec(Scenario.FREE_FLOW, seed).withLight(light);
      Scene scene = new Scene(spec);
      NoisyDetector detector = new NoisyDetector(spec, noise);
      Truth truth = new Truth();
      while (scene.time() < 40) {
        scene.advance();
        for (TruthObject o : truth.of(scene)) {
          boolean shows = o.visibility() >= noise.leastVisible();
          wanted += shows && o.box().h() >= noise.leastHeight() ? 1 : 0;
        }
        List<Seen> seen = detector.next();
        reported += seen.size();
        for (Seen each : seen) {
          confidence += each.confidence();
        }
      }
    }
    return new double[] {reported / wanted, confidence / reported};
  }

  @Test
  void shouldMissATenthWhenGood() {
    double[] share = shares(Noise.GOOD, Light.DAY);

    assertThat(share[0]).isBetween(0.89, 0.91);
    assertThat(share[1]).isBetween(0.75, 0.86);
  }

  @Test
  void shouldReportLessWhenTheNoiseIsStrongerOrTheLightWorse() {
    double typical = shares(Noise.TYPICAL, Light.DAY)[0];

    assertThat(shares(Noise.PERFECT, Light.DAY)[0]).isEqualTo(1);
    assertThat(typical).isBetween(0.7, 0.92);
    assertThat(shares(Noise.TYPICAL, Light.NIGHT)[0]).isLessThan(typical);
    assertThat(shares(Noise.POOR, Light.DAY)[0]).isLessThan(typical);
  }

  @Test
  void shouldShakeEdgesByAShareOfTheHeightWhenGood() {
    ScenarioSpec spec = spec(Scenario.STOPPED_VEHICLE, 6);
    Scene scene = new Scene(spec);
    NoisyDetector detector = new NoisyDetector(spec, Noise.GOOD);
    Truth truth = new Truth();
    double sum = 0;
    int n = 0;
    while (scene.time() < 40) {
      scene.advance();
      List<Seen> seen = detector.next();
      for (TruthObject o : truth.of(scene)) {
        Box b = o.box();
        boolean whole = b.x() > 5 && b.y() > 5 && b.x() + b.w() < 635 && b.y() + b.h() < 355;
        for (Seen each : seen) {
          double off = Math.abs(each.box().x() - b.x()) + Math.abs(each.box().y() - b.y());
          if (whole && off < 0.3 * b.h() && Math.abs(each.box().w() - b.w()) < 0.3 * b.h()) {
            double d = (each.box().y() - b.y()) / b.h();
            sum += d * d;
            n++;
          }
        }
      }
    }
    assertThat(n).isGreaterThan(500);
    assertThat(Math.sqrt(sum / n)).isBetween(0.024, 0.038);
  }

  @Test
  void shouldMissInBurstsWhenTypical() {
    ScenarioSpec spec = spec(Scenario.PARKED, 2);
    NoisyDetector detector = new NoisyDetector(spec, Noise.POOR);
    NoisyDetector other = new NoisyDetector(spec, Noise.POOR);
    List<Integer> counts = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      List<Seen> seen = detector.next();
      assertThat(seen).isEqualTo(other.next());
      counts.add((int) seen.stream().filter(s -> s.label().equals("car")).count());
    }
    double mean = counts.stream().mapToInt(c -> c).average().orElseThrow();
    double variance = 0;
    double next = 0;
    for (int i = 1; i < counts.size(); i++) {
      variance += (counts.get(i) - mean) * (counts.get(i) - mean);
      next += (counts.get(i) - mean) * (counts.get(i - 1) - mean);
    }
    assertThat(next / variance).as("correlation of neighbouring frames").isGreaterThan(0.3);
  }

  @Test
  void shouldInventBoxesOnlyWhenTheNoiseSaysSo() {
    int invented = 0;
    NoisyDetector poor = new NoisyDetector(spec(Scenario.MIST, 3), Noise.POOR);
    NoisyDetector good = new NoisyDetector(spec(Scenario.MIST, 3), Noise.GOOD);
    for (int i = 0; i < 900; i++) {
      invented += (int) poor.next().stream().filter(s -> s.label().equals("smoke")).count();
      assertThat(good.next()).noneMatch(s -> s.label().equals("smoke"));
    }
    assertThat(invented).isGreaterThan(10);
  }

  @Test
  void shouldNameSafetyWearWhenItShows() {
    NoisyDetector detector = new NoisyDetector(spec(Scenario.EQUIPMENT, 1), Noise.GOOD);
    List<String> labels = new ArrayList<>();
    while (detector.time() < 25) {
      detector.next().forEach(s -> labels.add(s.label()));
    }
    assertThat(labels).contains(ObjectClass.HELMET.id(), ObjectClass.VEST.id());
    assertThat(detector.incidents().get(0).type()).isEqualTo("missing_ppe");
  }
}
