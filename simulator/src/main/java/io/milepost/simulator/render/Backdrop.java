package io.milepost.simulator.render;

import io.milepost.simulator.scene.Light;
import io.milepost.simulator.scene.Noise;
import io.milepost.simulator.scene.Road;
import io.milepost.simulator.scene.View;
import java.util.Random;

/**
 * The part of the picture that never moves: ground, road, marks, horizon and sky, found by
 * following the ray through each pixel.
 */
final class Backdrop {
  private final Road road;
  private final Lighting lighting;
  private final Noise noise;
  private final double asphalt;
  private final double tint;
  private final double grain;
  private final double wear;
  private final double patches;
  private final int verge;
  private final int verge2;
  private final boolean walk;
  private final double dash;
  private final double gap;
  private final double markGain;
  private final boolean yellow;
  private final double hills;
  private final double hillScale;
  private final boolean city;
  private final double clouds;
  private final double[] rgb = new double[3];

  private static final int[] VERGES = {
    0x4F6B36, 0x5F7A3C, 0x76804A, 0x8C8455, 0x9A8A66, 0x6E6A5A, 0x8A8A86, 0x3F5A2E, 0xA39471
  };

  Backdrop(Road road, Lighting lighting, Random random) {
    this.road = road;
    this.lighting = lighting;
    this.noise = new Noise(random.nextLong());
    this.asphalt = 62 + 75 * random.nextDouble();
    this.tint = (random.nextDouble() - 0.5) * 14;
    this.grain = 6 + 14 * random.nextDouble();
    this.wear = random.nextDouble();
    this.patches = random.nextDouble() < 0.5 ? 0 : random.nextDouble();
    this.verge = VERGES[random.nextInt(VERGES.length)];
    this.verge2 = VERGES[random.nextInt(VERGES.length)];
    this.walk = random.nextDouble() < 0.35;
    this.dash = 2 + 4 * random.nextDouble();
    this.gap = 3 + 7 * random.nextDouble();
    this.markGain = 0.55 + 0.45 * random.nextDouble();
    this.yellow = random.nextDouble() < 0.3;
    this.hills = random.nextDouble() < 0.8 ? 0.02 + 0.1 * random.nextDouble() : 0;
    this.hillScale = 2 + 14 * random.nextDouble();
    this.city = random.nextDouble() < 0.4;
    this.clouds = random.nextDouble();
  }

  /** Paints the whole canvas. */
  void paint(Canvas canvas, View view) {
    double[] ray = new double[3];
    double[] sum = new double[3];
    for (int y = 0; y < canvas.height; y++) {
      for (int x = 0; x < canvas.width; x++) {
        sum[0] = 0;
        sum[1] = 0;
        sum[2] = 0;
        for (int k = 0; k < 4; k++) {
          view.ray(x + 0.25 + 0.5 * (k & 1), y + 0.25 + 0.5 * (k >> 1), ray);
          look(view, ray);
          sum[0] += rgb[0];
          sum[1] += rgb[1];
          sum[2] += rgb[2];
        }
        canvas.pixels[y * canvas.width + x] =
            level(sum[0] / 4) << 16 | level(sum[1] / 4) << 8 | level(sum[2] / 4);
      }
    }
  }

  private static int level(double v) {
    return (int) Math.max(0, Math.min(255, v));
  }

  private void look(View view, double[] ray) {
    double flat = Math.hypot(ray[0], ray[1]);
    double slope = ray[2] / flat;
    double h = view.camera().height();
    if (slope > -h / 900) {
      sky(Math.atan2(ray[0], ray[1]), slope);
      return;
    }
    double reach = -h / ray[2];
    double x = view.camera().x() + ray[0] * reach;
    double y = view.camera().y() + ray[1] * reach;
    double distance = flat * reach;
    ground(road.s(x, y), road.l(x, y), x, y, reach / view.camera().focal(), distance);
  }

  private void sky(double azimuth, double slope) {
    double top = silhouette(azimuth);
    if (slope < top) {
      horizon(azimuth, slope, top);
      return;
    }
    double k = Math.min(1, Math.max(0, slope) * 2.6);
    k = Math.sqrt(k);
    double cloud = 0;
    if (lighting.light != Light.NIGHT) {
      double u = azimuth * 6;
      double v = Math.log(Math.max(0.01, slope)) * 3;
      cloud = Math.max(0, noise.fractal(u + 40, v) - 0.75 + 0.45 * clouds) * 1.6;
    }
    for (int c = 0; c < 3; c++) {
      double base = lighting.haze[c] * (1 - k) + lighting.zenith[c] * k;
      rgb[c] = 255 * (base + (0.93 * (lighting.haze[c] + 0.12) - base) * Math.min(1, cloud));
    }
  }

  private double silhouette(double azimuth) {
    if (city) {
      double cell = Math.floor(azimuth * 22);
      double tall = Noise.unit(77, (long) cell);
      return 0.012 + hills * (tall > 0.35 ? tall : 0.1) * 1.2;
    }
    return hills * (0.25 + noise.fractal(azimuth * hillScale + 9, 3.7));
  }

  private void horizon(double azimuth, double slope, double top) {
    if (city) {
      double cell = Math.floor(azimuth * 22);
      int tone = (int) (90 + 110 * Noise.unit(78, (long) cell));
      long window = (long) Math.floor(azimuth * 420) * 1000 + (long) Math.floor(slope * 320);
      boolean pane =
          Math.floorMod((long) Math.floor(azimuth * 420), 3) != 0 && Math.floorMod(window, 2) == 0;
      if (pane && lighting.lampsLit && Noise.unit(79, window) < 0.3) {
        set(0.8, 0.66, 0.4, 200);
        return;
      }
      shaded(pane ? tone * 2 / 3 : tone, tone, tone + 4, 0.3, 0, 0.35);
      return;
    }
    double n = noise.fractal(azimuth * 90, slope * 160);
    double dark = 0.55 + 0.6 * n - 0.3 * (top - slope) / Math.max(0.01, top);
    shaded(
        (verge >> 16 & 255) * dark * 0.75,
        (verge >> 8 & 255) * dark * 0.85,
        (verge & 255) * dark * 0.8,
        0.4,
        0,
        0.4);
  }

  private void set(double r, double g, double b, double gain) {
    rgb[0] = r * gain;
    rgb[1] = g * gain;
    rgb[2] = b * gain;
  }

  private void shaded(double r, double g, double b, double sunShare, double lamp, double haze) {
    double[] in = {r, g, b};
    for (int c = 0; c < 3; c++) {
      double lit = lighting.ambient[c] + lighting.sun[c] * sunShare + lighting.lamp[c] * lamp;
      rgb[c] = in[c] * lit * (1 - haze) + 255 * lighting.haze[c] * haze;
    }
  }

  private void ground(double s, double l, double x, double y, double footprint, double distance) {
    double right = road.edge(1);
    double left = road.edge(-1);
    double haze = lighting.hazeAt(distance);
    double across = l > 0 ? l - right : left - l;
    double fine = Math.min(1, 0.05 / (footprint + 0.01));
    double lamp = lighting.lampAt(s, across > -3 ? across : Math.min(3, -across - 3));
    double up = Math.max(0, lighting.sunFrom[2]);
    if (across > 0) {
      verge(x, y, across, fine);
    } else {
      pave(s, l, x, y, fine);
      double mark = mark(s, l, footprint);
      if (mark > 0) {
        double worn = markGain * (1 - 0.5 * wear * noise.at(x * 3, y * 3)) * mark;
        boolean middle = yellow && Math.abs(l) < road.median() / 2 + 0.4;
        rgb[0] += (232 - rgb[0]) * worn;
        rgb[1] += ((middle ? 188 : 230) - rgb[1]) * worn;
        rgb[2] += ((middle ? 70 : 224) - rgb[2]) * worn;
      }
    }
    shaded(rgb[0], rgb[1], rgb[2], up, lamp, haze);
    if (lighting.wet && across < 0) {
      double mirror = 0.1 + 0.3 * Math.min(1, distance / 90);
      mirror *= 0.5 + 0.8 * noise.fractal(x * 0.35, y * 0.12);
      for (int c = 0; c < 3; c++) {
        rgb[c] += (255 * (lighting.haze[c] * 0.85) - rgb[c]) * mirror;
      }
    }
  }

  private void verge(double x, double y, double across, double fine) {
    double kerb = across < 0.18 ? 1 : 0;
    if (walk && across < 2.6) {
      double slab = Math.abs(y * 0.9 - Math.rint(y * 0.9)) < 0.03 ? -14 : 0;
      double tone = 150 + slab * fine + 22 * (noise.fractal(x * 1.5, y * 1.5) - 0.5) + 25 * kerb;
      set(tone / 255, tone / 255 * 0.98, tone / 255 * 0.94, 255);
      return;
    }
    double blend = Math.max(0, Math.min(1, (noise.fractal(x * 0.12, y * 0.06) - 0.35) * 3));
    double tone =
        0.72 + 0.5 * noise.fractal(x * 0.5, y * 0.5) + 0.35 * fine * (noise.at(x * 7, y * 7) - 0.5);
    for (int c = 0; c < 3; c++) {
      int shift = 16 - 8 * c;
      double base = (verge >> shift & 255) * (1 - blend) + (verge2 >> shift & 255) * blend;
      rgb[c] = base * tone + 40 * kerb;
    }
  }

  private void pave(double s, double l, double x, double y, double fine) {
    double tone = asphalt + grain * fine * (noise.at(x * 9, y * 9) - 0.5) * 2;
    tone += 16 * (noise.fractal(x * 0.3, y * 0.12) - 0.5);
    double lane = (Math.abs(l) - road.median() / 2) / road.laneWidth();
    double in = lane - Math.floor(lane);
    double track =
        Math.exp(-30 * (in - 0.27) * (in - 0.27)) + Math.exp(-30 * (in - 0.73) * (in - 0.73));
    double oil = Math.exp(-60 * (in - 0.5) * (in - 0.5));
    if (lane > 0) {
      tone += 9 * (track - 0.6) * wear - 12 * oil * wear * noise.fractal(s * 0.2, l * 2);
    }
    if (patches > 0) {
      double cell = noise.at(Math.floor(s / 7) * 0.37, Math.floor(l / 1.8) * 0.71 + 60);
      tone -= cell > 0.72 ? 18 * patches : 0;
      double crack = Math.abs(noise.fractal(x * 0.45, y * 0.45 + 90) - 0.5);
      tone -= crack < 0.012 ? 26 * patches * fine : 0;
    }
    set((tone + tint) / 255, tone / 255, (tone - tint * 0.6) / 255, 255);
  }

  private double mark(double s, double l, double footprint) {
    double half = 0.07 + footprint * 0.25;
    double best = 0;
    double median = road.median() / 2;
    boolean solidMiddle = road.median() > 1 || Math.abs(road.curvature()) > 0.001;
    for (int side = -1; side <= 1; side += 2) {
      int direction = road.leftHand() ? -side : side;
      int lanes = road.lanes(direction);
      for (int i = 0; i <= lanes; i++) {
        double d = Math.abs(l - side * (median + i * road.laneWidth()));
        if (d < half * 2) {
          boolean solid = i == lanes || i == 0 && solidMiddle;
          double period = dash + gap;
          boolean on =
              solid
                  || Math.floorMod((long) Math.floor(s / period * 1000), 1000)
                      < 1000 * dash / period;
          best = on ? Math.max(best, d < half ? 1 : 0) : best;
        }
      }
    }
    return best * Math.min(1, 0.14 / (2 * half) + 0.25);
  }
}
