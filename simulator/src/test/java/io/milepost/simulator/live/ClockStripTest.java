package io.milepost.simulator.live;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClockStripTest {

  @Test
  void shouldBeReadableFromThePixelsOfThePicture() {
    long utc = 1_795_000_123_456L;
    int[] pixels = new int[640 * 360];
    ClockStrip.draw(pixels, 640, 360, utc);
    long code = 0;
    for (int cell = 0; cell < ClockStrip.CELLS; cell++) {
      int x = (2 * cell + 1) * 640 / (2 * ClockStrip.CELLS);
      code = code << 1 | (pixels[9 * 640 + x] & 255) / 255;
    }
    assertThat(code).isEqualTo(ClockStrip.code(utc));
    assertThat(code >>> 46).isEqualTo(2);
    assertThat(code >>> 4 & (1L << 42) - 1).isEqualTo(utc);
    assertThat(pixels[18 * 640]).as("below the strip").isZero();
  }
}
