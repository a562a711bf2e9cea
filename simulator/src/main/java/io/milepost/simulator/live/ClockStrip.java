package io.milepost.simulator.live;

/**
 * The time drawn into a picture so that a machine can read it from a screen: a strip over the whole
 * width of its upper edge, a twentieth of its height, of {@value #CELLS} cells, white for 1, black
 * for 0. Two cells 1 0, then {@value #BITS} bits of UTC milliseconds, highest first, then 4 bits:
 * the exclusive or of all groups of four bits of that number.
 */
final class ClockStrip {
  static final int CELLS = 48;
  private static final int BITS = 42;
  private static final int SHARE = 20;
  private static final int WHITE = 0xffffff;
  private static final int BLACK = 0;

  private ClockStrip() {}

  /**
   * Draws it.
   *
   * @param pixels 0xRRGGBB by rows
   * @param utcMillis UTC, milliseconds
   */
  static void draw(int[] pixels, int width, int height, long utcMillis) {
    long code = code(utcMillis);
    int rows = Math.max(1, height / SHARE);
    for (int x = 0; x < width; x++) {
      int cell = x * CELLS / width;
      int colour = (code >>> CELLS - 1 - cell & 1) == 1 ? WHITE : BLACK;
      for (int y = 0; y < rows; y++) {
        pixels[y * width + x] = colour;
      }
    }
  }

  static long code(long utcMillis) {
    long millis = utcMillis & (1L << BITS) - 1;
    long check = 0;
    for (long rest = millis; rest != 0; rest >>>= 4) {
      check ^= rest & 15;
    }
    return 2L << CELLS - 2 | millis << 4 | check;
  }
}
