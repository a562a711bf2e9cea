package io.milepost.rsu.perception.pixels;

/**
 * What changes although nothing happens. How far the whole picture shifts from one to the next,
 * fractions of a pixel: the least squares of brightness change over gradient (Lucas and Kanade,
 * 1981), without what moves on its own. And how much most pixels change: the sensor's noise. Not
 * thread-safe.
 */
final class Shake {
  private static final int OUTLIER = 40;
  private static final double LEAST_TEXTURE = 2;
  private static final double MOST = 2;
  private static final float HOLD_SECONDS = 1;
  private static final float USUAL = 0.8f;
  private static final int ROUNDS = 2;

  private final int[] changes = new int[256];

  /** Columns to the right since the picture before. */
  float dx;

  /** Rows down since the picture before. */
  float dy;

  /** Largest shift of late, pixels. */
  float held;

  /** Change that four fifths of all pixels stay below, grey levels: 1.8 times the deviation. */
  float noise;

  /**
   * Measures.
   *
   * @param now luma by rows
   * @param before of the picture before
   * @param dt seconds between them
   */
  void measure(byte[] now, byte[] before, int width, int height, float dt) {
    dx = 0;
    dy = 0;
    for (int round = 0; round < ROUNDS; round++) {
      if (!improve(now, before, width, height)) {
        break;
      }
      if (round == 0) {
        noise = usual();
      }
    }
    float shift = Math.abs(dx) + Math.abs(dy);
    held = Math.max(shift, held * (float) Math.exp(-dt / HOLD_SECONDS));
  }

  private boolean improve(byte[] now, byte[] before, int width, int height) {
    java.util.Arrays.fill(changes, 0);
    double xx = 0;
    double xy = 0;
    double yy = 0;
    double xt = 0;
    double yt = 0;
    for (int y = 3; y < height - 3; y++) {
      for (int x = 3 + (y & 1); x < width - 3; x += 2) {
        int i = y * width + x;
        float t = (now[i] & 255) - at(before, i, width);
        changes[Math.min(255, Math.round(Math.abs(t)))]++;
        if (t > OUTLIER || t < -OUTLIER) {
          continue;
        }
        int gx = (now[i + 1] & 255) - (now[i - 1] & 255);
        int gy = (now[i + width] & 255) - (now[i - width] & 255);
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
      return false;
    }
    // Gradients were taken over two pixels.
    dx = limited(dx - 2 * (xt * yy - yt * xy) / determinant);
    dy = limited(dy - 2 * (yt * xx - xt * xy) / determinant);
    return true;
  }

  private static float limited(double shift) {
    return (float) Math.max(-MOST, Math.min(MOST, shift));
  }

  /** What the picture before showed at the place that is here now; three pixels from any border. */
  float at(byte[] before, int i, int width) {
    int wholeX = (int) Math.floor(-dx);
    int wholeY = (int) Math.floor(-dy);
    float fx = -dx - wholeX;
    float fy = -dy - wholeY;
    int k = i + wholeY * width + wholeX;
    float upper = (before[k] & 255) * (1 - fx) + (before[k + 1] & 255) * fx;
    float lower = (before[k + width] & 255) * (1 - fx) + (before[k + width + 1] & 255) * fx;
    return upper * (1 - fy) + lower * fy;
  }

  private float usual() {
    int all = 0;
    for (int n : changes) {
      all += n;
    }
    int sum = 0;
    for (int level = 0; level < changes.length; level++) {
      if (sum + changes[level] >= USUAL * all) {
        // Within the level, so that a calm sensor's noise is below one.
        return level + (USUAL * all - sum) / Math.max(1, changes[level]) - 0.5f;
      }
      sum += changes[level];
    }
    return 0;
  }
}
