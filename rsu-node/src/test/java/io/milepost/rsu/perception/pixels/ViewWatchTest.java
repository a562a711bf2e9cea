package io.milepost.rsu.perception.pixels;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.rsu.perception.Sight;
import io.milepost.simulator.scene.Light;
import io.milepost.simulator.scene.Scenario;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whether a camera sees, on pictures of the simulator that something is done to. */
class ViewWatchTest {
  private static final double HURT = 20;

  private static Footage hurt(Light light, double seconds, Footage.Hand hand) {
    return new Footage()
        .play(
            Footage.scene(Scenario.FREE_FLOW, 7, light),
            seconds,
            (pixels, now) -> now < HURT ? pixels : hand.on(pixels, now));
  }

  @ParameterizedTest
  @EnumSource(Light.class)
  void shouldBelieveTheCameraWhenItShakesAndRains(Light light) {
    try (Footage footage =
        new Footage().play(Footage.scene(Scenario.FREE_FLOW, 11 + light.ordinal(), light), 30)) {
      assertThat(footage.faults).containsOnlyKeys(Sight.Fault.NONE);
    }
  }

  @Test
  void shouldCallItFrozenWhenPixelsStayAndSeeAgainWhenTheyMove() {
    int[] held = new int[Footage.WIDTH * Footage.HEIGHT];
    try (Footage footage =
        hurt(
            Light.DAY,
            40,
            (pixels, now) -> {
              if (now < HURT + 0.05) {
                System.arraycopy(pixels, 0, held, 0, held.length);
              }
              return now < 38 ? held : pixels;
            })) {
      assertThat(footage.faults).containsKey(Sight.Fault.FROZEN);
      // Rules are kept from it at once; that it is a fault takes longer to tell.
      assertThat(footage.faults.get(Sight.Fault.FROZEN)).isBetween(HURT + 0.2, HURT + 1);
      assertThat(footage.eye.figures().faults(Sight.Fault.FROZEN)).isOne();
      assertThat(footage.eye.sight().usable()).isTrue();
    }
  }

  @Test
  void shouldCallItDarkWhenTheLensIsCoveredAndSuspendTheRules() {
    int[] black = new int[Footage.WIDTH * Footage.HEIGHT];
    try (Footage footage = hurt(Light.DAY, 26, (pixels, now) -> black)) {
      assertThat(footage.faults.get(Sight.Fault.DARK)).isBetween(HURT + 2.5, HURT + 4);
      assertThat(footage.rules.suspended()).isTrue();
      assertThat(footage.eye.sight().sentence()).contains("black");
      assertThat(footage.eye.figures().faults(Sight.Fault.DARK)).isOne();
    }
  }

  @Test
  void shouldCallItBlurredWhenTheEdgesAreGone() {
    try (Footage footage = hurt(Light.DAY, 40, (pixels, now) -> blurred(pixels, 7))) {
      assertThat(footage.faults).containsKey(Sight.Fault.BLURRED);
      assertThat(footage.eye.sight().sentence()).contains("edges");
    }
  }

  @Test
  void shouldCallItMovedAndSayByHowMuchWhenItWasTurned() {
    try (Footage footage = hurt(Light.DAY, 32, (pixels, now) -> shifted(pixels, 16, 8))) {
      assertThat(footage.faults).containsKey(Sight.Fault.MOVED);
      assertThat(footage.eye.sight().sentence()).contains("turned by about");
    }
  }

  @Test
  void shouldCallTimeJumpingWhenGapsRepeat() {
    try (Footage footage = new Footage()) {
      int[] grey = new int[Footage.WIDTH * Footage.HEIGHT];
      double now = 0;
      for (int i = 0; i < 200; i++) {
        now += i >= 100 && i % 20 == 0 ? 3 : 0.1;
        java.util.Arrays.fill(grey, 0x606060 + 0x030303 * (i % 5));
        footage.show(grey, Footage.WIDTH, Footage.HEIGHT, now);
      }
      assertThat(footage.faults).containsKey(Sight.Fault.JUMPING);
    }
  }

  private static int[] shifted(int[] from, int dx, int dy) {
    int[] to = new int[from.length];
    for (int y = 0; y < Footage.HEIGHT; y++) {
      for (int x = 0; x < Footage.WIDTH; x++) {
        int sx = Math.min(Footage.WIDTH - 1, x + dx);
        int sy = Math.min(Footage.HEIGHT - 1, y + dy);
        to[y * Footage.WIDTH + x] = from[sy * Footage.WIDTH + sx];
      }
    }
    return to;
  }

  private static int[] blurred(int[] from, int reach) {
    int[] across = box(from, reach, 1, Footage.WIDTH);
    return box(across, reach, Footage.WIDTH, Footage.HEIGHT);
  }

  private static int[] box(int[] from, int reach, int step, int length) {
    int[] to = new int[from.length];
    for (int i = 0; i < from.length; i++) {
      int at = i / step % length;
      int r = 0;
      int g = 0;
      int b = 0;
      int n = 0;
      for (int k = Math.max(-reach, -at); k <= Math.min(reach, length - 1 - at); k++) {
        int c = from[i + k * step];
        r += c >> 16 & 255;
        g += c >> 8 & 255;
        b += c & 255;
        n++;
      }
      to[i] = r / n << 16 | g / n << 8 | b / n;
    }
    return to;
  }
}
