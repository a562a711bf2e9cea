package io.milepost.rsu.perception.pixels;

/**
 * The direction of the edge at every place of a picture, its strength limited, so that changes of
 * light turn nothing. Two fields are compared by normalised correlation at a shift. Not
 * thread-safe.
 */
final class EdgeField {
  private int width;
  private int height;
  private float[] across = new float[0];
  private float[] down = new float[0];

  /**
   * Measures a picture.
   *
   * @param luma by rows
   * @param flat steps well below this many levels count as none
   */
  void take(float[] luma, int columns, int rows, float flat) {
    resize(columns, rows);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int i = y * width + x;
        boolean edge = x + 1 < width && y + 1 < height;
        float gx = edge ? luma[i + 1] - luma[i] : 0;
        float gy = edge ? luma[i + width] - luma[i] : 0;
        float size = Math.abs(gx) + Math.abs(gy) + flat;
        across[i] = gx / size;
        down[i] = gy / size;
      }
    }
  }

  private void resize(int columns, int rows) {
    width = columns;
    height = rows;
    if (across.length != columns * rows) {
      across = new float[columns * rows];
      down = new float[columns * rows];
    }
  }

  /** Becomes the same as another. */
  void copy(EdgeField other) {
    resize(other.width, other.height);
    System.arraycopy(other.across, 0, across, 0, across.length);
    System.arraycopy(other.down, 0, down, 0, down.length);
  }

  /** Becomes a little like another. */
  void follow(EdgeField other, float gain) {
    for (int i = 0; i < across.length; i++) {
      across[i] += gain * (other.across[i] - across[i]);
      down[i] += gain * (other.down[i] - down[i]);
    }
  }

  /** Correlation with another that lies shifted by whole places, -1..1; 0 where either is flat. */
  float match(EdgeField other, int dx, int dy) {
    if (other.across.length != across.length) {
      return 0;
    }
    float both = 0;
    float mine = 1e-6f;
    float theirs = 1e-6f;
    for (int y = Math.max(0, -dy); y < Math.min(height, height - dy); y++) {
      int to = Math.min(width, width - dx);
      for (int x = Math.max(0, -dx); x < to; x++) {
        int i = y * width + x;
        int k = i + dy * width + dx;
        both += across[i] * other.across[k] + down[i] * other.down[k];
        mine += across[i] * across[i] + down[i] * down[i];
        theirs += other.across[k] * other.across[k] + other.down[k] * other.down[k];
      }
    }
    return both / (float) Math.sqrt((double) mine * theirs);
  }
}
