package io.milepost.rsu.camera;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class MediaClockTest {
  private static final long UTC = 1_750_000_000_000_000L;

  @Test
  void shouldStartAtZeroAndKeepTheSourcesSteps() {
    MediaClock clock = new MediaClock();
    clock.begin(7_000_000, UTC);
    assertThat(clock.next(7_000_000, 40_000)).isZero();
    assertThat(clock.next(7_040_000, 40_000)).isEqualTo(40_000);
    assertThat(clock.utc(40_000)).isEqualTo(UTC + 40_000);
  }

  @Test
  void shouldGoOnWithoutAGapWhenAFileStartsAgain() {
    MediaClock clock = new MediaClock();
    clock.begin(-80_000, UTC);
    clock.next(-80_000, 40_000);
    long last = clock.next(-40_000, 40_000);
    clock.loop();
    assertThat(clock.jumps(-80_000)).isFalse();
    assertThat(clock.next(-80_000, 40_000)).isEqualTo(last + 40_000);
  }

  @Test
  void shouldReckonTheTimeOfAnOutageWhenItBeginsAnew() {
    MediaClock clock = new MediaClock();
    clock.begin(0, UTC);
    clock.next(0, 40_000);
    clock.begin(900_000_000, UTC + 30_000_000);
    assertThat(clock.next(900_000_000, 40_000)).isEqualTo(30_000_000);
    assertThat(clock.utc(30_000_000)).isEqualTo(UTC + 30_000_000);
  }

  @Test
  void shouldNeverRunBackwardsWhenTheWallClockDoes() {
    MediaClock clock = new MediaClock();
    clock.begin(0, UTC);
    long last = 0;
    for (int i = 0; i < 100; i++) {
      last = clock.next(i * 40_000L, 40_000);
    }
    clock.begin(0, UTC - 3_600_000_000L);
    assertThat(clock.next(0, 40_000)).isGreaterThan(last);
  }

  @Test
  void shouldNotStampPacketsWithAFutureTimeWhenTheFirstCameLate() {
    MediaClock clock = new MediaClock();
    clock.begin(0, UTC + 600_000);
    long dts = 0;
    for (int i = 0; i < 25; i++) {
      dts = clock.next(i * 40_000L, 40_000);
      clock.arrived(dts, UTC + i * 40_000L);
    }
    assertThat(clock.utc(dts)).isEqualTo(UTC + dts);
  }

  @Test
  void shouldTellJumpsFromPausesAndDisorder() {
    MediaClock clock = new MediaClock();
    clock.begin(0, UTC);
    clock.next(5_000_000, 40_000);
    assertThat(clock.jumps(4_960_000)).isFalse();
    assertThat(clock.jumps(3_000_000)).isTrue();
    assertThat(clock.jumps(14_000_000)).isFalse();
    assertThat(clock.jumps(16_000_000)).isTrue();
    long before = clock.next(5_000_000, 40_000);
    assertThat(clock.next(4_960_000, 40_000)).isEqualTo(before + 1);
  }

  @Test
  void shouldFollowACameraThatRunsFastWithoutAStep() {
    MediaClock clock = new MediaClock();
    Random random = new Random(1);
    clock.begin(0, UTC);
    double drift = 1 + 300e-6;
    long worst = 0;
    long before = Long.MIN_VALUE;
    for (long i = 0; i < 25 * 3600; i++) {
      long real = i * 40_000;
      long dts = clock.next(Math.round(real * drift), 40_000);
      long utc = clock.utc(dts);
      assertThat(utc).isGreaterThan(before);
      before = utc;
      clock.arrived(dts, UTC + real + random.nextInt(80_000));
      if (i > 2500) {
        worst = Math.max(worst, Math.abs(utc - UTC - real));
      }
    }
    assertThat(worst).isLessThan(15_000);
  }
}
