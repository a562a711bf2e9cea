package io.milepost.rsu.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ByteRangeTest {
  @Test
  void shouldCutToTheFileWhenTheEndIsBeyondIt() {
    assertThat(ByteRange.of("bytes=10-999", 100)).contains(new ByteRange(10, 99));
    assertThat(ByteRange.of("bytes=10-", 100)).contains(new ByteRange(10, 99));
    assertThat(ByteRange.of("bytes=0-0", 100)).contains(new ByteRange(0, 0));
  }

  @Test
  void shouldCountFromTheEndWhenOnlyTheLengthIsGiven() {
    assertThat(ByteRange.of("bytes=-10", 100)).contains(new ByteRange(90, 99));
    assertThat(ByteRange.of("bytes=-1000", 100)).contains(new ByteRange(0, 99));
  }

  @Test
  void shouldBeOutsideWhenNothingOfItIsInTheFile() {
    assertThat(ByteRange.of("bytes=100-", 100)).isEmpty();
    assertThat(ByteRange.of("bytes=-0", 100)).isEmpty();
    assertThat(ByteRange.of("bytes=5-2", 100)).isEmpty();
    assertThat(ByteRange.of("bytes=0-", 0)).isEmpty();
  }

  @Test
  void shouldServeOneRangeOnly() {
    assertThat(ByteRange.isOne("bytes=0-5")).isTrue();
    assertThat(ByteRange.isOne("bytes=0-5,7-9")).isFalse();
    assertThat(ByteRange.isOne("bytes=-")).isFalse();
    assertThat(ByteRange.isOne("lines=1-2")).isFalse();
    assertThat(ByteRange.isOne(null)).isFalse();
  }
}
