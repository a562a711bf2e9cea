package io.milepost.rsu.perception.pixels;

/**
 * How far the whole picture shifted since the one before, fractions of a pixel: the least squares
 * of brightness change over gradient (Lucas and Kanade, 1981), without what moves on its own. Not
 * thread-safe.
 */
final class Shake {
  private static final int OUTLIER = 40;
  private static final double LEAST_TEXTURE = 2;
  private static final double MOST = 2;

  /** Columns to the right, absolute. */
  float dx;

  /** Rows down, absolute. */
  float dy;

  /**
   * Measures.
   *
   * @param now luma by rows
   * @param before of the picture before
   */
  void measure(byte[] now, byte[] before, int width, int height) {
    double xx = 0;
    double xy = 0;
    double yy = 0;
    double xt = 0;
    double yt = 0;
    for (int y = 1; y < height - 1; y++) {
      for (int x = 1 + (y & 1); x < width - 1; x += 2) {
        int i = y * width + x;
        int t = (now[i] & 255) - (before[i] & 255);
        if (t > OUTLIER || t < -OUTLIER) {
          continue;
        }
        int gx = (before[i + 1] & 255) - (before[i - 1] & 255);
        int gy = (before[i + width] & 255) - (before[i - width] & 255);
        xx += gx * gx;
        xy += gx * gy;
        yy += gy * gy;
        xt += gx * t;
        yt += gy * t;
      }
    }
    double pixels = width * height / 2.0;
    double determinant = xx * yy - xy * xy;
    if (determinant < LEAST_TEXTURE * LEAST_TEXTURE * pixels * pixels) {
      dx = 0;
      dy = 0;
      return;
    }
    // Gradients were taken over two pixels.
    dx = (float) Math.min(MOST, Math.abs(2 * (xt * yy - yt * xy) / determinant));
    dy = (float) Math.min(MOST, Math.abs(2 * (yt * xx - xt * xy) / determinant));
  }
}
