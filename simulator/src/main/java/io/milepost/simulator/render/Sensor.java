package io.milepost.simulator.render;

import io.milepost.simulator.scene.Light;
import io.milepost.simulator.scene.Noise;
import java.util.Random;

/** Rain before the lens and noise of the sensor. Not thread-safe. */
final class Sensor {
  private static final int TABLE = 1 << 14;
  private final Lighting lighting;
  private final byte[] noise = new byte[TABLE];
  private final long seed;
  private final double[] xs = new double[4];
  private final double[] ys = new double[4];

  Sensor(Lighting lighting, Random random) {
    this.lighting = lighting;
    this.seed = random.nextLong();
    for (int i = 0; i < TABLE; i++) {
      noise[i] = (byte) Math.max(-60, Math.min(60, random.nextGaussian() * lighting.noise));
    }
  }

  void expose(Canvas canvas, long frame) {
    if (lighting.light == Light.RAIN) {
      rain(canvas, frame);
    }
    int[] px = canvas.pixels;
    for (int y = 0; y < canvas.height; y++) {
      int k = (int) (Noise.mix(seed + frame * 8191 + y) & (TABLE - 1));
      int at = y * canvas.width;
      for (int x = 0; x < canvas.width; x++, at++) {
        int n = noise[k + x & TABLE - 1];
        int p = px[at];
        int r = (p >> 16 & 255) + n;
        int g = (p >> 8 & 255) + n;
        int b = (p & 255) + n + (n >> 1);
        if (lighting.grey) {
          r = (r * 77 + g * 150 + b * 29) >> 8;
          g = r;
          b = r;
        }
        if ((r | g | b) >>> 8 != 0) {
          r = r < 0 ? 0 : Math.min(r, 255);
          g = g < 0 ? 0 : Math.min(g, 255);
          b = b < 0 ? 0 : Math.min(b, 255);
        }
        px[at] = r << 16 | g << 8 | b;
      }
    }
  }

  private void rain(Canvas canvas, long frame) {
    double scale = canvas.height / 360.0;
    int drops = 60 + (int) (140 * Noise.unit(seed, 1));
    double slant = (Noise.unit(seed, 2) - 0.5) * 0.5;
    for (int i = 0; i < drops; i++) {
      long one = seed + frame * 1009 + i;
      double x = Noise.unit(one, 11) * canvas.width;
      double y = Noise.unit(one, 12) * canvas.height;
      double length = (8 + 26 * Noise.unit(one, 13)) * scale;
      double half = (0.3 + 0.35 * Noise.unit(one, 14)) * scale;
      xs[0] = x - half;
      xs[1] = x + half;
      xs[2] = x + half + slant * length;
      xs[3] = x - half + slant * length;
      ys[0] = y;
      ys[1] = y;
      ys[2] = y + length;
      ys[3] = y + length;
      canvas.fill(xs, ys, 4, 0xD4DAE0, 0.1 + 0.16 * Noise.unit(one, 15));
    }
  }
}
