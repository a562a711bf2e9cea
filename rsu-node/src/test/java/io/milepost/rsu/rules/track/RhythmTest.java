package io.milepost.rsu.rules.track;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RhythmTest {
  private final Rhythm rhythm = new Rhythm();

  private int gaps(int steps, double dt) {
    int gaps = 0;
    for (int i = 0; i < steps; i++) {
      gaps += rhythm.step(dt * (i % 2 == 0 ? 1.05 : 0.95)) ? 1 : 0;
    }
    return gaps;
  }

  @Test
  void shouldSeeNoGapWhenAQuietCameraIsSlowedDownToOnePictureASecond() {
    assertThat(gaps(50, 0.1)).isZero();
    assertThat(gaps(10, 1)).isZero();
    assertThat(rhythm.interval()).isCloseTo(1, within(0.1));
  }

  @Test
  void shouldKnowTheRateAgainWithTheThirdPictureWhenACameraWakes() {
    gaps(20, 1);
    gaps(3, 0.1);

    assertThat(rhythm.interval()).isCloseTo(0.1, within(0.01));
  }

  @ParameterizedTest
  @ValueSource(doubles = {2, 5, 10})
  void shouldSeeOneGapAtMostWhenACameraIsSlow(double dt) {
    assertThat(gaps(20, dt)).isLessThanOrEqualTo(1);
    assertThat(rhythm.interval()).isCloseTo(dt, within(0.1 * dt));
  }

  @Test
  void shouldSeeAGapAndKeepTheRateWhenPicturesStopForAWhile() {
    gaps(50, 0.1);

    assertThat(rhythm.step(4)).isTrue();
    assertThat(gaps(20, 0.1)).isZero();
    assertThat(rhythm.step(4)).isTrue();
    assertThat(rhythm.interval()).isCloseTo(0.1, within(0.01));
  }
}
