package io.milepost.simulator.truth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milepost.simulator.scene.Box;
import io.milepost.simulator.scene.Light;
import io.milepost.simulator.scene.ObjectClass;
import io.milepost.simulator.scene.Scenario;
import io.milepost.simulator.scene.ScenarioSpec;
import io.milepost.simulator.scene.Scene;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TruthTest {
  private static byte[] json(ScenarioSpec spec, int frames) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Scene scene = new Scene(spec);
    try (TruthWriter writer = new TruthWriter(out, scene)) {
      for (int i = 0; i < frames; i++) {
        writer.frame(scene);
        scene.advance();
      }
    }
    return out.toByteArray();
  }

  @Test
  void shouldWriteTheSameTruthWhenTheSeedIsTheSame() throws IOException {
    ScenarioSpec spec = ScenarioSpec.of(Scenario.VEHICLE_FIRE, 5);

    assertThat(json(spec, 300)).isEqualTo(json(spec, 300));
    assertThat(json(spec, 30)).isNotEqualTo(json(ScenarioSpec.of(Scenario.VEHICLE_FIRE, 6), 30));
  }

  @Test
  void shouldDescribeTheSceneWhenWritten() throws IOException {
    ScenarioSpec spec = ScenarioSpec.of(Scenario.COLLISION, 9).withLight(Light.DUSK);
    JsonNode root = new ObjectMapper().readTree(json(spec, 20));

    assertThat(root.get("seed").asLong()).isEqualTo(9);
    assertThat(root.get("scenario").asText()).isEqualTo("collision");
    assertThat(root.get("light").asText()).isEqualTo("dusk");
    assertThat(root.get("camera").get("focal_px").asDouble()).isBetween(200.0, 1500.0);
    assertThat(root.get("incidents").get(0).get("type").asText()).isEqualTo("collision");
    assertThat(root.get("incidents").get(0).get("end_s").isNull()).isTrue();
    assertThat(root.get("frames")).hasSize(20);
    assertThat(root.get("frames").get(3).get("t").asDouble()).isEqualTo(0.2);
  }

  @ParameterizedTest
  @EnumSource(Scenario.class)
  void shouldAgreeWithTheProjectionWhenBoxesAreDrawn(Scenario scenario) {
    Scene scene = new Scene(ScenarioSpec.of(scenario, 13));
    Truth truth = new Truth();
    int checked = 0;
    for (int i = 0; i < 450; i++) {
      for (TruthObject each : truth.of(scene)) {
        Box box = each.box();
        assertThat(box.clip(640, 360)).isEqualTo(box);
        assertThat(each.visibility()).isBetween(0.0, 1.0);
        boolean upright = each.type() == ObjectClass.PERSON && scenario != Scenario.FALL;
        if (each.type().vehicle() || upright) {
          double[] foot = scene.view().pixel(each.x(), each.y(), 0);
          if (foot != null && inside(foot)) {
            assertThat(box.contains(foot[0], foot[1])).as("%s at %s", each, i).isTrue();
            assertThat(foot[1]).isGreaterThan(box.y() + box.h() * 0.3);
            checked++;
          }
        }
      }
      scene.advance();
    }
    assertThat(checked).isGreaterThan(300);
  }

  private static boolean inside(double[] p) {
    return p[0] > 0 && p[0] < 640 && p[1] > 0 && p[1] < 360;
  }

  @Test
  void shouldContainEveryClassWhenManyScenesAreSeen() {
    Set<ObjectClass> seen = EnumSet.noneOf(ObjectClass.class);
    Truth truth = new Truth();
    for (long seed = 1; seed <= 4; seed++) {
      Scene scene = new Scene(ScenarioSpec.of(Scenario.VEHICLE_FIRE, seed).withAt(5));
      while (scene.time() < 40) {
        truth.of(scene).forEach(o -> seen.add(o.type()));
        scene.advance();
      }
    }
    assertThat(seen).containsExactlyInAnyOrderElementsOf(ObjectClass.learned());
  }
}
