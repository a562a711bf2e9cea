package io.milepost.bench.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.simulator.scene.Incident;
import io.milepost.simulator.scene.Scenario;
import io.milepost.simulator.scene.ScenarioSpec;
import io.milepost.simulator.scene.Scene;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrailTest {
  @Test
  void shouldFollowADriverFromWhereAnythingOfHimIsInThePicture() {
    Scene scene = new Scene(ScenarioSpec.of(Scenario.WRONG_WAY, 6).withFps(10).withAt(20));
    Map<Incident, Trail> trails = SceneTrial.trails(scene);
    while (scene.time() < 30) {
      scene.advance();
      trails.values().forEach(trail -> trail.look(scene));
    }

    Trail trail = trails.values().iterator().next();
    assertThat(trail.first()).isBetween(4.0, 20.0);
    assertThat(trail.since()).isGreaterThanOrEqualTo(19.0).isGreaterThan(trail.first());
    assertThat(trail.distance(0.5, 0.5, trail.first())).isLessThan(1);
  }
}
