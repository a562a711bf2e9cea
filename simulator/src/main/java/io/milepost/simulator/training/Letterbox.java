package io.milepost.simulator.training;

import io.milepost.simulator.scene.Box;

/**
 * Scales a picture into another size, keeping its shape, centred, with grey 114 around it, by a
 * triangle filter as wide as the scale, which is what swscale's bilinear does when it shrinks. Not
 * thread-safe.
 */
final class Letterbox {
  private static final int PAD = 114;

  private final int fromWidth;
  private final int width;
  private final int height;
  private final int innerWidth;
  private final int innerHeight;
  private final int left;
  private final int top;
  private final double scale;
  private final float[] rows;

  Letterbox(int fromWidth, int fromHeight, int width, int height) {
    this.fromWidth = fromWidth;
    this.width = width;
    this.height = height;
    this.scale = Math.min(width / (double) fromWidth, height / (double) fromHeight);
    this.innerWidth = (int) Math.round(fromWidth * scale);
    this.innerHeight = (int) Math.round(fromHeight * scale);
    this.left = (width - innerWidth) / 2;
    this.top = (height - innerHeight) / 2;
    this.rows = new float[3 * innerWidth * fromHeight];
    this.fromHeight = fromHeight;
  }

  private final int fromHeight;

  Box map(Box box) {
    return new Box(box.x() * scale + left, box.y() * scale + top, box.w() * scale, box.h() * scale);
  }

  /** Writes RGB24 rows of the whole target. */
  void scale(int[] pixels, byte[] rgb) {
    across(pixels);
    java.util.Arrays.fill(rgb, (byte) PAD);
    double ratio = fromHeight / (double) innerHeight;
    double reach = Math.max(1, ratio);
    for (int y = 0; y < innerHeight; y++) {
      double centre = (y + 0.5) * ratio - 0.5;
      int from = Math.max(0, (int) Math.ceil(centre - reach));
      int to = Math.min(fromHeight - 1, (int) Math.floor(centre + reach));
      double total = 0;
      for (int k = from; k <= to; k++) {
        total += 1 - Math.abs(k - centre) / reach;
      }
      for (int x = 0; x < 3 * innerWidth; x++) {
        double sum = 0;
        for (int k = from; k <= to; k++) {
          sum += (1 - Math.abs(k - centre) / reach) * rows[3 * innerWidth * k + x];
        }
        rgb[3 * ((y + top) * width + left) + x] = (byte) Math.min(255, Math.round(sum / total));
      }
    }
  }

  private void across(int[] pixels) {
    double ratio = fromWidth / (double) innerWidth;
    double reach = Math.max(1, ratio);
    for (int x = 0; x < innerWidth; x++) {
      double centre = (x + 0.5) * ratio - 0.5;
      int from = Math.max(0, (int) Math.ceil(centre - reach));
      int to = Math.min(fromWidth - 1, (int) Math.floor(centre + reach));
      double total = 0;
      for (int k = from; k <= to; k++) {
        total += 1 - Math.abs(k - centre) / reach;
      }
      for (int y = 0; y < fromHeight; y++) {
        float r = 0;
        float g = 0;
        float b = 0;
        for (int k = from; k <= to; k++) {
          float w = (float) ((1 - Math.abs(k - centre) / reach) / total);
          int p = pixels[y * fromWidth + k];
          r += w * (p >> 16 & 255);
          g += w * (p >> 8 & 255);
          b += w * (p & 255);
        }
        int at = 3 * (y * innerWidth + x);
        rows[at] = r;
        rows[at + 1] = g;
        rows[at + 2] = b;
      }
    }
  }

  int bytes() {
    return 3 * width * height;
  }
}
