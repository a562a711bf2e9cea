package io.milepost.rsu.camera;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PacketPulseTest {
  private static final long STEP = 40_000;
  private final PacketPulse pulse = new PacketPulse();
  private final Random random = new Random(5);
  private long dts;

  private int noisy(int size) {
    return (int) (size * (1 + 0.1 * random.nextGaussian()));
  }

  /** How often it speaks in so many seconds. */
  private int alarms(double seconds, int size, boolean still) {
    int alarms = 0;
    for (int i = 0; i < seconds * 25; i++, dts += STEP) {
      if (i % 25 == 0) {
        pulse.key(dts, still);
      } else if (pulse.add(noisy(size), dts, still)) {
        alarms++;
      }
    }
    return alarms;
  }

  @Test
  void shouldSayNothingForAnHourWhenOnlyNoiseIsSent() {
    alarms(6, 800, true);

    assertThat(pulse.ready()).isTrue();
    assertThat(alarms(3600, 800, true)).isLessThan(90);
  }

  @Test
  void shouldSpeakWithinAFifthOfASecondWhenHalfAsMuchMoreIsSent() {
    alarms(30, 800, true);
    int quiet = 0;
    while (!pulse.add(noisy(1200), dts, true) && quiet < 100) {
      dts += STEP;
      quiet++;
    }

    assertThat(quiet).isLessThanOrEqualTo(5);
  }

  @Test
  void shouldNotLearnWhatMovesAsStillness() {
    alarms(30, 800, true);

    assertThat(alarms(60, 2000, false)).isGreaterThan(1400);
    assertThat(alarms(10, 800, true)).isLessThan(10);
  }

  @Test
  void shouldSayNothingWhenStillnessHasNotBeenLearned() {
    assertThat(alarms(4, 800, true)).isZero();
    assertThat(pulse.ready()).isFalse();
    assertThat(alarms(4, 8000, false)).isZero();
  }
}
