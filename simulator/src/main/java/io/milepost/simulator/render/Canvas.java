package io.milepost.simulator.render;

/**
 * A picture of 0xRRGGBB pixels with anti-aliased convex polygons and soft spots. Our own small
 * rasteriser, so that the same seed gives the same pixels on every JDK and nothing is allocated per
 * frame. Not thread-safe.
 */
final class Canvas {
  private static final int LINES = 4;

  final int width;
  final int height;
  final int[] pixels;
  private final float[] cover;

  Canvas(int width, int height) {
    this.width = width;
    this.height = height;
    this.pixels = new int[width * height];
    this.cover = new float[width + 2];
  }

  /** Fills a convex polygon; alpha 0..1. */
  void fill(double[] xs, double[] ys, int n, int rgb, double alpha) {
    double top = ys[0];
    double bottom = ys[0];
    for (int i = 1; i < n; i++) {
      top = Math.min(top, ys[i]);
      bottom = Math.max(bottom, ys[i]);
    }
    int from = Math.max(0, (int) Math.floor(top));
    int to = Math.min(height - 1, (int) Math.floor(bottom));
    for (int row = from; row <= to; row++) {
      int lo = width;
      int hi = -1;
      for (int k = 0; k < LINES; k++) {
        double y = row + (k + 0.5) / LINES;
        double left = Double.MAX_VALUE;
        double right = -Double.MAX_VALUE;
        for (int i = 0, j = n - 1; i < n; j = i++) {
          double yi = ys[i];
          double yj = ys[j];
          if (yi <= y != yj <= y) {
            double x = xs[i] + (y - yi) * (xs[j] - xs[i]) / (yj - yi);
            left = Math.min(left, x);
            right = Math.max(right, x);
          }
        }
        left = Math.max(0, left);
        right = Math.min(width, right);
        if (right > left) {
          lo = Math.min(lo, (int) left);
          hi = Math.max(hi, Math.min(width - 1, (int) right));
          span(left, right);
        }
      }
      blend(row, lo, hi, rgb, alpha);
    }
  }

  private void span(double left, double right) {
    int a = (int) left;
    int b = (int) right;
    if (a == b) {
      cover[a] += (float) (right - left);
      return;
    }
    cover[a] += (float) (a + 1 - left);
    for (int x = a + 1; x < b; x++) {
      cover[x] += 1;
    }
    cover[b] += (float) (right - b);
  }

  private void blend(int row, int lo, int hi, int rgb, double alpha) {
    int r = rgb >> 16 & 255;
    int g = rgb >> 8 & 255;
    int b = rgb & 255;
    float scale = (float) (alpha * 256 / LINES);
    int at = row * width + lo;
    for (int x = lo; x <= hi; x++, at++) {
      int a = (int) (cover[x] * scale);
      cover[x] = 0;
      if (a >= 256) {
        pixels[at] = rgb;
      } else if (a > 0) {
        int p = pixels[at];
        int pr = p >> 16 & 255;
        int pg = p >> 8 & 255;
        int pb = p & 255;
        pixels[at] =
            pr + ((r - pr) * a >> 8) << 16
                | pg + ((g - pg) * a >> 8) << 8
                | pb + ((b - pb) * a >> 8);
      }
    }
    cover[Math.max(0, Math.min(width, hi + 1))] = 0;
  }

  /** A soft elliptic spot; additive adds light, otherwise it covers. */
  void spot(double cx, double cy, double rx, double ry, int rgb, double alpha, boolean additive) {
    int x0 = Math.max(0, (int) Math.ceil(cx - rx));
    int x1 = Math.min(width - 1, (int) Math.floor(cx + rx));
    int y0 = Math.max(0, (int) Math.ceil(cy - ry));
    int y1 = Math.min(height - 1, (int) Math.floor(cy + ry));
    int r = rgb >> 16 & 255;
    int g = rgb >> 8 & 255;
    int b = rgb & 255;
    float strength = (float) (alpha * 256);
    for (int y = y0; y <= y1; y++) {
      float dy = (float) ((y - cy) / ry);
      for (int x = x0; x <= x1; x++) {
        float dx = (float) ((x - cx) / rx);
        float d = 1 - dx * dx - dy * dy;
        if (d > 0) {
          int at = y * width + x;
          int a = (int) (strength * d * d);
          pixels[at] = additive ? add(pixels[at], r, g, b, a) : over(pixels[at], r, g, b, a);
        }
      }
    }
  }

  static int add(int p, int r, int g, int b, int a) {
    int pr = Math.min(255, (p >> 16 & 255) + (r * a >> 8));
    int pg = Math.min(255, (p >> 8 & 255) + (g * a >> 8));
    int pb = Math.min(255, (p & 255) + (b * a >> 8));
    return pr << 16 | pg << 8 | pb;
  }

  static int over(int p, int r, int g, int b, int a) {
    int k = Math.min(256, a);
    int pr = p >> 16 & 255;
    int pg = p >> 8 & 255;
    int pb = p & 255;
    return pr + ((r - pr) * k >> 8) << 16
        | pg + ((g - pg) * k >> 8) << 8
        | pb + ((b - pb) * k >> 8);
  }
}
