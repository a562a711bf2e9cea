package io.milepost.simulator.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.simulator.scene.Scenario;
import io.milepost.simulator.scene.ScenarioSpec;
import io.milepost.simulator.scene.Scene;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EffectsTest {
  private static Scene at(Scenario scenario, long seed, double seconds) {
    Scene scene =
        new Scene(ScenarioSpec.of(scenario, seed).withFps(2).withSize(192, 108).withAt(2));
    while (scene.time() < seconds) {
      scene.advance();
    }
    return scene;
  }

  @ParameterizedTest
  @EnumSource(Scenario.class)
  void shouldDrawTheSamePictureTwiceWhenAskedTwice(Scenario scenario) {
    Scene scene = at(scenario, 3, 5);
    int[] first = new SceneRenderer(scene).draw();
    int[] second = new SceneRenderer(scene).draw();

    assertThat(Arrays.equals(first, second)).isTrue();
    assertThat(IntStream.of(first).distinct().count()).as("colours").isGreaterThan(40);
  }

  @ParameterizedTest
  @EnumSource(
      value = Scenario.class,
      names = {"GLARE", "SHADOW", "MIST", "RAIN_LENS", "LAMPS"})
  void shouldChangeManyPixelsWhenTheSceneHasAnEffect(Scenario scenario) {
    for (long seed = 1; seed <= 3; seed++) {
      Scene scene = at(scenario, seed, 7);
      int[] plain = new SceneRenderer(scene).drawBackground().clone();
      SceneRenderer renderer = new SceneRenderer(scene);
      int[] drawn = renderer.draw();
      long changed =
          IntStream.range(0, plain.length)
              .filter(i -> Math.abs((plain[i] >> 8 & 255) - (drawn[i] >> 8 & 255)) > 14)
              .count();
      assertThat(changed).as("%s seed %s", scenario, seed).isGreaterThan(plain.length / 50);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Scenario.class,
      names = {"SHAKE"})
  void shouldMoveThePictureWhenTheMastSwings(Scenario scenario) {
    Scene scene = at(scenario, 2, 1);
    double most = 0;
    for (int i = 0; i < 60; i++) {
      scene.advance();
      new SceneRenderer(scene).draw();
      double moved = scene.view().camera().cx() - scene.stillView().camera().cx();
      most = Math.max(most, Math.abs(moved));
    }
    assertThat(most).isBetween(3.0, (double) scene.greatestSway());
  }
}
