package io.milepost.rsu.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class GopsTest {
  @Test
  void shouldComeBackAsStoredWhateverTheTimes() {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      Gops.Builder builder = new Gops.Builder();
      for (int i = random.nextInt(60); i > 0; i--) {
        builder.add(random.nextLong() >> random.nextInt(63), random.nextLong() >>> 8);
      }
      Gops gops = builder.build();
      assertThat(Gops.of(gops.toBytes())).isEqualTo(gops);
    }
  }

  @Test
  void shouldTakeAFewBytesForEachGroupOfAnOrdinarySegment() {
    Gops.Builder builder = new Gops.Builder();
    for (int i = 0; i < 10; i++) {
      builder.add(i * 1_000_000L, 900 + i * 500_000L);
    }
    assertThat(builder.build().toBytes().length).isLessThanOrEqualTo(70);
  }

  @Test
  void shouldFindTheGroupThatShowsATime() {
    Gops.Builder builder = new Gops.Builder();
    builder.add(0, 900);
    builder.add(2_000_000, 5000);
    builder.add(4_000_000, 9000);
    Gops gops = builder.build();
    assertThat(gops.at(-5)).isZero();
    assertThat(gops.at(1_999_999)).isZero();
    assertThat(gops.at(2_000_000)).isEqualTo(1);
    assertThat(gops.at(99_000_000)).isEqualTo(2);
    assertThat(gops.byteOffset(2)).isEqualTo(9000);
    assertThat(Gops.NONE.at(3)).isEqualTo(-1);
    assertThat(Gops.of(null).size()).isZero();
  }

  @Test
  void shouldReadWhatIsWholeWhenTheRestIsCutOff() {
    Gops.Builder builder = new Gops.Builder();
    builder.add(0, 900);
    builder.add(2_000_000, 5000);
    byte[] stored = builder.build().toBytes();
    Gops cut = Gops.of(java.util.Arrays.copyOf(stored, 4));
    assertThat(cut.size()).isEqualTo(1);
    assertThat(cut.byteOffset(0)).isEqualTo(900);
  }
}
