package io.milepost.simulator.render;

import io.milepost.simulator.scene.Light;
import io.milepost.simulator.scene.Noise;
import io.milepost.simulator.scene.Road;
import io.milepost.simulator.scene.Scene;
import io.milepost.simulator.scene.View;

/**
 * Paints over a finished frame what deceives detectors: glare, sweeping shadows, mist, drops on the
 * lens, lamps that come on. A pure function of the scene's moment. Not thread-safe.
 */
final class EffectPainter {
  private static final int BLOCK = 4;
  private static final int PATCHES = 9;
  private static final int PUFFS = 14;
  private static final int DROPS = 34;

  private final Lighting lighting;
  private final Noise noise;
  private final long seed;
  private final double[] c = new double[3];
  private final double[] ray = new double[3];
  private int[] copy;
  private float[] shade;

  EffectPainter(Lighting lighting, long look) {
    this.lighting = lighting;
    this.seed = Noise.mix(look + 5);
    this.noise = new Noise(seed);
  }

  void paint(Canvas canvas, Scene scene, View view) {
    switch (scene.effect()) {
      case GLARE -> glare(canvas, scene);
      case SHADOWS -> shadows(canvas, scene, view);
      case MIST -> mist(canvas, scene, view);
      case DROPS -> drops(canvas, scene.time());
      case LAMPS -> lamps(canvas, scene, view);
      default -> {
        return;
      }
    }
  }

  /** A source near the top edge, its veil, its streak and its reflections in the lens. */
  private void glare(Canvas canvas, Scene scene) {
    double t = scene.time();
    double in = Math.max(0, Math.min(1, (t - scene.spec().at() + 8) / 8));
    double power = in * (0.55 + 0.45 * noise.at(0.35 * t, 7));
    double w = canvas.width;
    double h = canvas.height;
    double x = w * (0.2 + 0.6 * Noise.unit(seed, 1)) + 0.01 * w * Math.sin(0.2 * t);
    double y = h * (0.04 + 0.2 * Noise.unit(seed, 2));
    boolean night = scene.light() == Light.NIGHT;
    int warm = night ? 0xE8F0FF : scene.light() == Light.DUSK ? 0xFFB060 : 0xFFF0CC;
    canvas.spot(x, y, w * 1.1, h * 1.5, warm, (night ? 0.3 : 0.38) * power, true);
    canvas.spot(x, y, w * 0.4, h * 0.6, warm, 0.5 * power, true);
    canvas.spot(x, y, w * 0.09, w * 0.09, 0xFFFFFF, 1.6 * power, true);
    canvas.spot(x, y, w * 0.9, h * 0.02, 0xFFFFFF, 0.5 * power, true);
    for (int i = 1; i <= 5; i++) {
      double far = 0.45 * i;
      double gx = x + (w / 2 - x) * 2 * far;
      double gy = y + (h / 2 - y) * 2 * far;
      double r = w * (0.012 + 0.03 * Noise.unit(seed, 10 + i));
      int rgb = new int[] {0xFF9050, 0x70FFB0, 0x90A0FF, 0xFFE070, 0xB070FF}[i - 1];
      canvas.spot(gx, gy, r, r, rgb, 0.35 * power, true);
    }
  }

  /** Darkens the ground where clouds and wind-blown trees keep the sun away. */
  private void shadows(Canvas canvas, Scene scene, View view) {
    int columns = canvas.width / BLOCK + 2;
    int rows = canvas.height / BLOCK + 2;
    if (shade == null) {
      shade = new float[columns * rows];
    }
    boolean trees = Noise.unit(seed, 4) < 0.5;
    for (int j = 0; j < rows; j++) {
      for (int i = 0; i < columns; i++) {
        shade[j * columns + i] = (float) shadow(scene, view, i * BLOCK, j * BLOCK, trees);
      }
    }
    for (int y = 0; y < canvas.height; y++) {
      float v = y % BLOCK / (float) BLOCK;
      for (int x = 0; x < canvas.width; x++) {
        int at = y / BLOCK * columns + x / BLOCK;
        float u = x % BLOCK / (float) BLOCK;
        float top = shade[at] + u * (shade[at + 1] - shade[at]);
        float low = shade[at + columns] + u * (shade[at + columns + 1] - shade[at + columns]);
        int gain = (int) (256 * (1 - 0.55f * (top + v * (low - top))));
        int p = canvas.pixels[y * canvas.width + x];
        canvas.pixels[y * canvas.width + x] =
            ((p >> 16 & 255) * gain >> 8) << 16
                | ((p >> 8 & 255) * gain >> 8) << 8
                | (p & 255) * gain >> 8;
      }
    }
  }

  /** Share of the sun that is kept away from the ground behind a pixel, 0..1. */
  private double shadow(Scene scene, View view, double px, double py, boolean trees) {
    view.ray(px, py, ray);
    if (ray[2] > -0.012) {
      return 0;
    }
    double t = scene.time();
    double windX = 5 * (Noise.unit(seed, 1) - 0.5);
    double windY = 4 + 6 * Noise.unit(seed, 2);
    double size = 0.035 + 0.04 * Noise.unit(seed, 3);
    double reach = -view.camera().height() / ray[2];
    double x = view.camera().x() + ray[0] * reach;
    double y = ray[1] * reach;
    double distance = Math.hypot(x, y);
    double near = Math.max(0, Math.min(1, 2 - distance / 70));
    double cloud = noise.fractal((x - windX * t) * size, (y - windY * t) * size);
    double dark = near * Math.max(0, Math.min(1, (cloud - 0.5) * 9));
    double across = Math.abs(scene.road().l(x, y)) - scene.road().edge(1);
    if (trees && across > -6) {
      double sway = 0.5 * Math.sin(1.7 * t + 0.2 * y);
      double leaf = noise.fractal((x + sway) * 0.45, (y + sway) * 0.28);
      double close = Math.max(0, Math.min(1, 1.6 - distance / 40));
      dark = Math.max(dark, close * Math.max(0, Math.min(0.85, (leaf - 0.5) * 7)));
    }
    return dark;
  }

  /** Patches of fog, or of dust, that the wind carries over the road. */
  private void mist(Canvas canvas, Scene scene, View view) {
    double t = scene.time();
    boolean dust = Noise.unit(seed, 3) < 0.4;
    double wind = (Noise.unit(seed, 4) < 0.5 ? -1 : 1) * (1.2 + 2 * Noise.unit(seed, 5));
    int rgb = lighting.shade(dust ? 0xB89C74 : 0xDDE0E2, 0.5, 0.4, 0.05);
    Road road = scene.road();
    for (int i = PATCHES - 1; i >= 0; i--) {
      double s = 12 + 9.0 * i + 6 * Noise.unit(seed, 20 + i);
      double span = 60;
      double l = (Noise.unit(seed, 40 + i) * span + wind * t) % span;
      double from = (l < 0 ? l + span : l) - span / 2;
      double thick = 0.25 + 0.35 * Noise.unit(seed, 60 + i);
      double size = 2.2 + 3.5 * Noise.unit(seed, 80 + i);
      for (int k = 0; k < PUFFS; k++) {
        long one = seed + 1000L * i + k;
        double swell = 0.2 * Math.sin(0.5 * t + 6 * Noise.unit(one, 1));
        double across = from + size * 1.6 * (Noise.unit(one, 2) - 0.5) * (1 + swell);
        double along = s + size * (Noise.unit(one, 3) - 0.5);
        double up = size * 0.55 * Noise.unit(one, 4);
        double r = size * (0.5 + 0.5 * Noise.unit(one, 5));
        view.toCamera(road.x(along, across), road.y(along, across), up, c, 0);
        if (c[2] > 3) {
          double px = r * view.camera().focal() / c[2];
          canvas.spot(
              view.u(c[0], c[2]), view.v(c[1], c[2]), px, px * 0.6, rgb, thick * 0.8, false);
        }
      }
    }
  }

  /** Drops on the lens: each shows the scene upside down and small, blurred. */
  private void drops(Canvas canvas, double t) {
    if (copy == null) {
      copy = new int[canvas.pixels.length];
    }
    System.arraycopy(canvas.pixels, 0, copy, 0, copy.length);
    double scale = canvas.height / 360.0;
    for (int i = 0; i < DROPS; i++) {
      double life = 9 + 20 * Noise.unit(seed, 100 + i);
      double age = t / life + Noise.unit(seed, 200 + i);
      long one = seed + 77L * i + (long) Math.floor(age) * 7919;
      age -= Math.floor(age);
      double r = (4 + 15 * Math.pow(Noise.unit(one, 1), 2)) * scale;
      double slide = r > 11 * scale ? 70 * scale * Math.max(0, age - 0.6) : 0;
      drop(
          canvas,
          Noise.unit(one, 2) * canvas.width,
          Noise.unit(one, 3) * canvas.height + slide,
          r,
          Math.min(1, 8 * age) * Math.min(1, 8 * (1 - age)));
    }
  }

  private void drop(Canvas canvas, double cx, double cy, double r, double alpha) {
    int x1 = Math.min(canvas.width - 1, (int) (cx + r));
    int y1 = Math.min(canvas.height - 1, (int) (cy + r * 1.15));
    for (int y = Math.max(0, (int) (cy - r * 1.15)); y <= y1; y++) {
      for (int x = Math.max(0, (int) (cx - r)); x <= x1; x++) {
        double dx = (x - cx) / r;
        double dy = (y - cy) / (r * 1.15);
        double d = dx * dx + dy * dy;
        if (d < 1) {
          int p = seen(canvas, cx - dx * r * 3, cy - dy * r * 3, (int) Math.max(1, r / 5));
          int a = (int) (256 * alpha * Math.min(1, (1 - d) * 2.2) * 0.92);
          int shine = (int) (26 * (1 - d) + (dy < -0.3 && d > 0.3 ? 22 : 0));
          int at = y * canvas.width + x;
          canvas.pixels[at] =
              Canvas.over(
                  canvas.pixels[at],
                  Math.min(255, (p >> 16 & 255) + shine),
                  Math.min(255, (p >> 8 & 255) + shine),
                  Math.min(255, (p & 255) + shine),
                  a);
        }
      }
    }
  }

  /** Mean of five pixels of the frame around a place. */
  private int seen(Canvas canvas, double x, double y, int apart) {
    int r = 0;
    int g = 0;
    int b = 0;
    for (int i = 0; i < 5; i++) {
      int px = (int) x + (i == 1 ? apart : i == 2 ? -apart : 0);
      int py = (int) y + (i == 3 ? apart : i == 4 ? -apart : 0);
      px = Math.max(0, Math.min(canvas.width - 1, px));
      py = Math.max(0, Math.min(canvas.height - 1, py));
      int p = copy[py * canvas.width + px];
      r += p >> 16 & 255;
      g += p >> 8 & 255;
      b += p & 255;
    }
    return r / 5 << 16 | g / 5 << 8 | b / 5;
  }

  /** Street lamps that flicker and come on one after another at the scene's second. */
  private void lamps(Canvas canvas, Scene scene, View view) {
    double t = scene.time();
    Road road = scene.road();
    int side = Noise.unit(seed, 1) < 0.5 ? 1 : -1;
    int rgb = Noise.unit(seed, 2) < 0.5 ? 0xFFB060 : 0xF0F4FF;
    double apart = 26 + 8 * Noise.unit(seed, 3);
    double l = road.edge(side) - side * 0.8;
    for (int i = 1; i < 8; i++) {
      double since = t - scene.spec().at() - 1.2 * Noise.unit(seed, 30 + i);
      if (since < 0) {
        continue;
      }
      boolean flickers = since < 1.5 && noise.at(since * 14, i) < 0.5;
      double power = flickers ? 0.1 : Math.min(1, 0.35 + since / 6);
      double s = i * apart;
      double x = road.x(s, l);
      double y = road.y(s, l);
      double depth = view.depth(x, y, 8.5);
      double[] head = view.pixel(x, y, 8.5);
      double[] pool = view.pixel(x, y, 0);
      if (head == null || pool == null || depth < 4) {
        continue;
      }
      double metre = view.camera().focal() / depth;
      canvas.spot(head[0], head[1], metre * 2.6, metre * 2.2, rgb, 0.5 * power, true);
      canvas.spot(
          head[0],
          head[1],
          Math.max(1.6, metre * 0.5),
          Math.max(1.3, metre * 0.3),
          0xFFFFFF,
          1.6 * power,
          true);
      double flat = Math.min(0.9, view.camera().height() / depth);
      canvas.spot(pool[0], pool[1], metre * 8, metre * 8 * flat, rgb, 0.28 * power, true);
    }
  }
}
