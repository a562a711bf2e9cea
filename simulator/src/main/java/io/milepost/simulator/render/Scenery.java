package io.milepost.simulator.render;

import io.milepost.simulator.scene.Noise;
import io.milepost.simulator.scene.Road;
import io.milepost.simulator.scene.View;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** Things that stand beside the road: rails, lamp posts, trees, houses, signs. Painted once. */
final class Scenery {
  private final Road road;
  private final Lighting lighting;
  private final Random random;
  private final Plane plane = new Plane();
  private final double[] p = new double[3 * 12];
  private Canvas canvas;
  private View view;

  private record Thing(double depth, Runnable paint) {}

  Scenery(Road road, Lighting lighting, Random random) {
    this.road = road;
    this.lighting = lighting;
    this.random = random;
  }

  void paint(Canvas onto, View from) {
    canvas = onto;
    view = from;
    plane.view(from);
    List<Thing> things = new ArrayList<>();
    double trees = random.nextDouble() < 0.75 ? random.nextDouble() : 0;
    double houses = random.nextDouble() < 0.4 ? random.nextDouble() : 0;
    int leaf = new int[] {0x2F4A25, 0x3E5A2B, 0x50662F, 0x6B6A33, 0x2A3B26}[random.nextInt(5)];
    for (int side = -1; side <= 1; side += 2) {
      for (double s = 8; s < 170; s += 4 + 9 * random.nextDouble()) {
        double away = 5 + 22 * random.nextDouble() * random.nextDouble();
        double l = road.edge(side) + side * away;
        if (random.nextDouble() < trees) {
          tree(things, s, l, leaf);
        } else if (random.nextDouble() < houses && away > 8) {
          house(things, s, l + side * 6);
        }
      }
      if (random.nextDouble() < 0.5) {
        rail(things, road.edge(side) + side * 0.45, random.nextBoolean());
      }
    }
    if (road.barrier()) {
      rail(things, 0, random.nextBoolean());
    }
    posts(things);
    if (random.nextDouble() < 0.3) {
      gantry(things, 45 + 60 * random.nextDouble());
    }
    things.sort(Comparator.comparingDouble(Thing::depth).reversed());
    things.forEach(t -> t.paint().run());
  }

  private double depth(double s, double l) {
    return view.depth(road.x(s, l), road.y(s, l), 0);
  }

  private int tone(int rgb, double sun, double s, double l) {
    double d = Math.hypot(s, l);
    double lamp = lighting.lampAt(s, 3);
    return lighting.shade(rgb, sun, lamp * 0.6, lighting.hazeAt(d));
  }

  private void point(int i, double s, double l, double z) {
    p[3 * i] = road.x(s, l);
    p[3 * i + 1] = road.y(s, l);
    p[3 * i + 2] = z;
  }

  private void wall(double[] a, double[] b, double z0, double z1, int rgb) {
    point(0, a[0], a[1], z0);
    point(1, b[0], b[1], z0);
    point(2, b[0], b[1], z1);
    point(3, a[0], a[1], z1);
    plane.fill(canvas, p, 4, rgb, 1);
  }

  private void post(double s, double l, double[] span, double wide, int rgb) {
    wall(new double[] {s, l - wide / 2}, new double[] {s, l + wide / 2}, span[0], span[1], rgb);
  }

  private void tree(List<Thing> things, double s, double l, int leaf) {
    double tall = 3.5 + 7 * random.nextDouble();
    double wide = tall * (0.25 + 0.2 * random.nextDouble());
    long seed = random.nextLong();
    double d = depth(s, l);
    if (d < 3) {
      return;
    }
    things.add(
        new Thing(
            d,
            () -> {
              post(s, l, new double[] {0, tall * 0.5}, 0.3, tone(0x4A3B2C, 0.3, s, l));
              double focal = view.camera().focal() / d;
              for (int i = 0; i < 130; i++) {
                double a = 2 * Math.PI * Noise.unit(seed, i);
                double r = wide * Math.sqrt(Noise.unit(seed, 1000 + i));
                double z = tall * (0.62 + 0.34 * Math.sin(a) * r / wide);
                double[] px =
                    view.pixel(road.x(s, l + r * Math.cos(a)), road.y(s, l + r * Math.cos(a)), z);
                double shine = 0.15 + 0.7 * Noise.unit(seed, 2000 + i) * (0.5 + 0.5 * Math.sin(a));
                int rgb = tone(leaf, shine + 0.1, s, l);
                if (px != null) {
                  double size = wide * focal * (0.1 + 0.2 * Noise.unit(seed, 3000 + i));
                  canvas.spot(px[0], px[1], size, size * 0.85, rgb, 1.3, false);
                }
              }
            }));
  }

  private void house(List<Thing> things, double s, double l) {
    double tall = 4 + 12 * random.nextDouble();
    double deep = 6 + 8 * random.nextDouble();
    int base = 0x606060 + random.nextInt(0x60) * 0x10101 + random.nextInt(0x18) * 0x10000;
    long seed = random.nextLong();
    double d = depth(s, l);
    if (d < 14) {
      return;
    }
    double inner = l - Math.signum(l) * 5;
    double outer = l + Math.signum(l) * 5;
    things.add(
        new Thing(
            d,
            () -> {
              wall(
                  new double[] {s, inner},
                  new double[] {s, outer},
                  0,
                  tall,
                  tone(base, 0.25, s, l));
              wall(
                  new double[] {s, inner},
                  new double[] {s + deep, inner},
                  0,
                  tall,
                  tone(base, 0.6, s, l));
              for (int i = 0; i < (int) (tall / 2.8); i++) {
                for (int j = 0; j < 4; j++) {
                  boolean lit = lighting.lampsLit && Noise.unit(seed, 10L * i + j) < 0.35;
                  int pane = lit ? 0xD8B478 : tone(0x3A4650, 0.5, s, l);
                  double a = s + deep * (0.08 + 0.23 * j);
                  wall(
                      new double[] {a, inner},
                      new double[] {a + deep * 0.13, inner},
                      0.9 + 2.8 * i,
                      2.2 + 2.8 * i,
                      pane);
                }
              }
            }));
  }

  private void rail(List<Thing> things, double l, boolean concrete) {
    for (double s = 2; s < 160; s += 4) {
      double from = s;
      double d = depth(s + 2, l);
      if (d < 1) {
        continue;
      }
      things.add(
          new Thing(
              d,
              () -> {
                double[] a = {from, l};
                double[] b = {from + 4, l};
                if (concrete) {
                  wall(a, b, 0, 0.8, tone(0x9A9892, 0.3, from, l));
                  wall(a, b, 0.74, 0.8, tone(0xC4C2BC, 0.6, from, l));
                } else {
                  post(from, l, new double[] {0, 0.7}, 0.12, tone(0x6E7072, 0.3, from, l));
                  wall(a, b, 0.42, 0.74, tone(0xA9ACAE, 0.35, from, l));
                  wall(a, b, 0.55, 0.6, tone(0x75787A, 0.3, from, l));
                }
              }));
    }
  }

  private void posts(List<Thing> things) {
    boolean lamps = lighting.streetLamps || random.nextDouble() < 0.4;
    if (!lamps) {
      return;
    }
    int side = random.nextBoolean() ? 1 : -1;
    double l = road.edge(side) + side * 1.2;
    for (int i = 1; i * lighting.lampSpacing < 220; i++) {
      double s = i * lighting.lampSpacing;
      double d = depth(s, l);
      if (d < 4) {
        continue;
      }
      things.add(new Thing(d, () -> lampPost(s, l, side, d)));
    }
  }

  private void lampPost(double s, double l, int side, double d) {
    post(s, l, new double[] {0, 9}, 0.16, tone(0x70746F, 0.3, s, l));
    double head = l - side * 1.8;
    wall(new double[] {s, l}, new double[] {s, head}, 8.85, 9.05, tone(0x70746F, 0.3, s, l));
    if (lighting.streetLamps) {
      double[] px = view.pixel(road.x(s, head), road.y(s, head), 8.9);
      if (px != null) {
        double r = view.camera().focal() / d;
        int rgb = lighting.lamp[2] < lighting.lamp[0] * 0.7 ? 0xFFC070 : 0xF4F6FF;
        canvas.spot(px[0], px[1], r * 2.6, r * 2.2, rgb, 0.4, true);
        canvas.spot(
            px[0], px[1], Math.max(1.5, r * 0.5), Math.max(1.2, r * 0.3), 0xFFFFFF, 1.5, true);
      }
    }
  }

  private void gantry(List<Thing> things, double s) {
    double left = road.edge(-1) - 0.8;
    double right = road.edge(1) + 0.8;
    int board = random.nextBoolean() ? 0x1E4F9C : 0x1F6B3A;
    double mid = left + (right - left) * (0.25 + 0.4 * random.nextDouble());
    things.add(
        new Thing(
            depth(s, 0),
            () -> {
              int metal = tone(0x80847F, 0.3, s, 0);
              post(s, left, new double[] {0, 6.8}, 0.35, metal);
              post(s, right, new double[] {0, 6.8}, 0.35, metal);
              wall(new double[] {s, left}, new double[] {s, right}, 6.2, 6.8, metal);
              double[] a = {s, mid};
              double[] b = {s, mid + 5};
              wall(a, b, 5.6, 7.9, tone(0xD8D8D8, 0.5, s, 0));
              wall(
                  new double[] {s, mid + 0.1},
                  new double[] {s, mid + 4.9},
                  5.7,
                  7.8,
                  tone(board, 0.5, s, 0));
              wall(
                  new double[] {s, mid + 0.6},
                  new double[] {s, mid + 3.4},
                  6.9,
                  7.3,
                  tone(0xE8E8E8, 0.5, s, 0));
              wall(
                  new double[] {s, mid + 0.6},
                  new double[] {s, mid + 2.6},
                  6.1,
                  6.5,
                  tone(0xE8E8E8, 0.5, s, 0));
            }));
  }
}
