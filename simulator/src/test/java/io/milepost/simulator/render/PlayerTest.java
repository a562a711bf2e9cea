package io.milepost.simulator.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.simulator.scene.Box;
import io.milepost.simulator.scene.Light;
import io.milepost.simulator.scene.Scenario;
import io.milepost.simulator.scene.ScenarioSpec;
import io.milepost.simulator.truth.Truth;
import io.milepost.simulator.truth.TruthObject;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlayerTest {
  private static Player play(ScenarioSpec spec, int frames) {
    Player player = new Player(spec);
    for (int i = 0; i < frames; i++) {
      player.advance();
    }
    return player;
  }

  @ParameterizedTest
  @EnumSource(Light.class)
  void shouldDrawTheSamePixelsWhenTheSeedIsTheSame(Light light) {
    ScenarioSpec spec = ScenarioSpec.of(Scenario.VEHICLE_FIRE, 8).withLight(light).withAt(1);

    int[] one = play(spec, 90).draw();
    assertThat(Arrays.hashCode(one)).isEqualTo(Arrays.hashCode(play(spec, 90).draw()));
    int[] other = play(ScenarioSpec.of(Scenario.VEHICLE_FIRE, 9).withLight(light), 90).draw();
    assertThat(Arrays.equals(one, other)).isFalse();
  }

  @Test
  void shouldNotDependOnEarlierDrawingWhenFramesAreSkipped() {
    ScenarioSpec spec = ScenarioSpec.of(Scenario.COLLISION, 8);
    Player drawn = new Player(spec);
    for (int i = 0; i < 30; i++) {
      drawn.draw();
      drawn.advance();
    }
    assertThat(drawn.draw()).isEqualTo(play(spec, 30).draw());
  }

  @Test
  void shouldBeginAnewWhenTheLoopIsOver() {
    Player player = play(ScenarioSpec.parse(URI.create("sim:free?seed=3&loop=2")), 29);
    assertThat(player.scene().frame()).isEqualTo(29);
    player.advance();

    assertThat(player.scene().frame()).isZero();
    assertThat(player.draw()).isEqualTo(play(ScenarioSpec.of(Scenario.FREE_FLOW, 3), 0).draw());
  }

  @Test
  void shouldKeepTheSceneWhenThePictureIsLarger() {
    ScenarioSpec spec = ScenarioSpec.of(Scenario.STOPPED_VEHICLE, 6).withSize(1280, 720);
    Player player = play(spec, 40);

    assertThat(player.draw()).hasSize(1280 * 720);
    assertThat(differing(player.draw(), play(spec, 40).draw())).isZero();
    assertThat(player.scene().incidents().get(0).box().clip(1280, 720).area()).isPositive();
  }

  private static long differing(int[] a, int[] b) {
    return java.util.stream.IntStream.range(0, a.length).filter(i -> a[i] != b[i]).count();
  }

  @Test
  void shouldShowEachVehicleWhereItsBoxIs() {
    ScenarioSpec spec = ScenarioSpec.of(Scenario.FREE_FLOW, 5).withLight(Light.DAY);
    Player player = play(spec, 60);
    int[] empty = new int[640 * 360];
    int[] pixels = player.draw().clone();
    List<TruthObject> objects = new Truth().of(player.scene());
    new Backless(player).draw(empty);

    assertThat(objects).isNotEmpty();
    for (TruthObject each : objects) {
      if (each.visibility() > 0.6 && each.box().area() > 150) {
        assertThat(changed(pixels, empty, each.box())).as(each.toString()).isGreaterThan(0.35);
      }
    }
  }

  /** The picture with nobody in it, of a scene with the same look. */
  private record Backless(Player player) {
    void draw(int[] out) {
      SceneRenderer renderer = new SceneRenderer(player.scene());
      System.arraycopy(renderer.drawBackground(), 0, out, 0, out.length);
    }
  }

  private static double changed(int[] a, int[] b, Box box) {
    int differ = 0;
    int all = 0;
    for (int y = (int) box.y(); y < box.y() + box.h(); y++) {
      for (int x = (int) box.x(); x < box.x() + box.w(); x++) {
        if (x < 640 && y < 360) {
          int d = 0;
          for (int shift = 0; shift <= 16; shift += 8) {
            d += Math.abs((a[y * 640 + x] >> shift & 255) - (b[y * 640 + x] >> shift & 255));
          }
          differ += d > 36 ? 1 : 0;
          all++;
        }
      }
    }
    return differ / (double) all;
  }
}
