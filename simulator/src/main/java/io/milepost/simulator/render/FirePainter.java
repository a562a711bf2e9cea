package io.milepost.simulator.render;

import io.milepost.simulator.scene.Fire;
import io.milepost.simulator.scene.Light;
import io.milepost.simulator.scene.Noise;
import io.milepost.simulator.scene.PinholeCamera;
import io.milepost.simulator.scene.View;

/** Paints flames that shine and smoke that hides. Not thread-safe. */
final class FirePainter {
  private static final int[] FLAME = {0xFFF3B0, 0xFFC848, 0xFF9020, 0xE85010};
  private final Lighting lighting;
  private final Noise noise;
  private final double[] c = new double[3];

  FirePainter(Lighting lighting, long seed) {
    this.lighting = lighting;
    this.noise = new Noise(seed);
  }

  void paint(Canvas canvas, Fire fire, View view, double t) {
    double[] balls = fire.balls(t);
    double flicker = 0.85 + 0.3 * noise.at(t * 9, 3);
    if (fire.flames()) {
      flames(canvas, balls, fire, view, t, flicker);
    }
    for (int i = Fire.FLAMES + Fire.PUFFS - 1; i >= Fire.FLAMES; i--) {
      double r = seen(view, balls, i);
      if (r > 0 && balls[5 * i + 4] > 0.02) {
        puff(canvas, view, fire, r, i, balls[5 * i + 4], t);
      }
    }
  }

  private void flames(
      Canvas canvas, double[] balls, Fire fire, View view, double t, double flicker) {
    glow(canvas, fire, view, t, flicker);
    for (int i = 0; i < Fire.FLAMES; i++) {
      double r = seen(view, balls, i);
      double alpha = balls[5 * i + 4];
      if (r <= 0 || alpha < 0.05) {
        continue;
      }
      double rise = Math.min(1, Math.max(0, 1.15 - alpha));
      int rgb = FLAME[(int) Math.min(3, 4 * rise * (0.6 + 0.8 * Noise.unit(i, 5)) + (i & 1))];
      double u = view.u(c[0], c[2]);
      double v = view.v(c[1], c[2]);
      canvas.spot(u, v - r * 0.2, r * 0.75, r * 1.5, rgb, alpha * 0.9 * flicker, false);
      canvas.spot(u, v - r * 0.2, r * 1.1, r * 1.7, 0xC05010, alpha * 0.32 * flicker, true);
    }
    for (int i = 0; i < Fire.FLAMES; i += 3) {
      double r = seen(view, balls, i);
      if (r > 0) {
        double low = balls[5 * i + 4] * 0.8;
        canvas.spot(
            view.u(c[0], c[2]),
            view.v(c[1], c[2]) + r * 0.3,
            r * 0.5,
            r * 0.7,
            0xFFF0C0,
            low,
            true);
      }
    }
  }

  private double seen(View view, double[] balls, int i) {
    view.toCamera(balls[5 * i], balls[5 * i + 1], balls[5 * i + 2], c, 0);
    return c[2] < PinholeCamera.NEAR * 4 ? 0 : balls[5 * i + 3] * view.camera().focal() / c[2];
  }

  private void glow(Canvas canvas, Fire fire, View view, double t, double flicker) {
    double[] balls = fire.balls(t);
    double r = seen(view, balls, 0);
    if (r > 0) {
      boolean dark = lighting.light == Light.NIGHT || lighting.light == Light.DUSK;
      double reach = view.camera().focal() * (dark ? 9 : 3) / c[2] * (0.3 + fire.growth(t));
      double u = view.u(c[0], c[2]);
      double v = view.v(c[1], c[2]);
      canvas.spot(u, v, reach, reach * 0.7, 0xFF8830, (dark ? 0.4 : 0.1) * flicker, true);
    }
  }

  private void puff(Canvas canvas, View view, Fire fire, double r, int i, double alpha, double t) {
    double cx = view.u(c[0], c[2]);
    double cy = view.v(c[1], c[2]);
    int x0 = Math.max(0, (int) Math.ceil(cx - r));
    int x1 = Math.min(canvas.width - 1, (int) Math.floor(cx + r));
    int y0 = Math.max(0, (int) Math.ceil(cy - r));
    int y1 = Math.min(canvas.height - 1, (int) Math.floor(cy + r));
    double brightness = fire.smokeGrey() * (0.8 + 0.4 * Noise.unit(i, 9));
    int grey = (int) brightness;
    int rgb = lighting.shade(grey << 16 | grey << 8 | grey, 0.4, 0.4, 0.03);
    if (lighting.light == Light.NIGHT && fire.flames()) {
      rgb = Canvas.add(rgb, 60, 30, 10, (int) (256 * fire.growth(t) * alpha));
    }
    float inverse = (float) (1 / r);
    double step = 2.4 / r;
    double ox = i * 7.3;
    double oy = i * 3.1 + t * 0.5;
    int block = r > 24 ? 4 : 2;
    for (int by = y0; by <= y1; by += block) {
      for (int bx = x0; bx <= x1; bx += block) {
        float n = (float) noise.at((bx - cx) * step + ox, (by - cy) * step + oy);
        int yEnd = Math.min(y1, by + block - 1);
        int xEnd = Math.min(x1, bx + block - 1);
        for (int y = by; y <= yEnd; y++) {
          float dy = (float) (y - cy) * inverse;
          for (int x = bx; x <= xEnd; x++) {
            float dx = (float) (x - cx) * inverse;
            float d = 1 - dx * dx - dy * dy;
            if (d > 0) {
              int a = (int) (alpha * 256 * Math.min(1, d * 1.6f) * (0.25f + 1.1f * n));
              int at = y * canvas.width + x;
              canvas.pixels[at] =
                  Canvas.over(canvas.pixels[at], rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255, a);
            }
          }
        }
      }
    }
  }
}
