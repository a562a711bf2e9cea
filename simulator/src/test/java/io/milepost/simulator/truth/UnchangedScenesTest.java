package io.milepost.simulator.truth;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.simulator.render.SceneRenderer;
import io.milepost.simulator.scene.ScenarioSpec;
import io.milepost.simulator.scene.Scene;
import java.net.URI;
import java.util.zip.CRC32;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Scenes that demonstrations, tuned thresholds and recorded figures rest on. Their sums were taken
 * before the simulator knew more than five scenarios; a scene that changes makes those worthless.
 */
class UnchangedScenesTest {
  @ParameterizedTest
  @CsvSource({
    "sim:collision?seed=10&at=15&light=day, 3050267763, 4149542421",
    "sim:free?seed=7&light=day, 2393919, 1246926656",
    "sim:free?seed=19&light=dusk, 3519216197, 3823540844",
    "sim:collision?seed=3, 1151468810, 3150358988",
    "sim:collision?seed=1207&light=night, 3343987016, 469816792",
    "sim:stopped?seed=6&fps=10, 1385069104, 1468056602",
    "sim:stopped?seed=77&light=rain, 3822601234, 2318397954",
    "sim:fire?seed=5, 4199556754, 1815658343",
    "sim:fire?seed=8&light=night&at=1, 3984456961, 3799714378",
    "sim:congestion?seed=4&at=20, 3025252833, 300658373",
    "sim:congestion?seed=900&clear=10, 1389246308, 3576994536"
  })
  void shouldBeTheSceneItAlwaysWas(String uri, long truthSum, long pixelSum) {
    Scene scene = new Scene(ScenarioSpec.parse(URI.create(uri)));
    SceneRenderer renderer = new SceneRenderer(scene);
    Truth truth = new Truth();
    CRC32 objects = new CRC32();
    CRC32 pixels = new CRC32();
    while (scene.time() < 32) {
      for (TruthObject o : truth.of(scene)) {
        add(objects, o.type().ordinal());
        add(objects, o.track());
        add(objects, Math.round(o.box().x() * 50));
        add(objects, Math.round(o.box().y() * 50));
        add(objects, Math.round(o.box().w() * 50));
        add(objects, Math.round(o.box().h() * 50));
        add(objects, Math.round(o.speed() * 50));
      }
      if (scene.frame() % 110 == 0) {
        for (int p : renderer.draw()) {
          add(pixels, p);
        }
      }
      scene.advance();
    }
    assertThat(objects.getValue()).as("truth").isEqualTo(truthSum);
    assertThat(pixels.getValue()).as("pixels").isEqualTo(pixelSum);
  }

  private static void add(CRC32 sum, long value) {
    for (int shift = 0; shift < 64; shift += 16) {
      sum.update((int) (value >> shift));
      sum.update((int) (value >> shift + 8));
    }
  }
}
