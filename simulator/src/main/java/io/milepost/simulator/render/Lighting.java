package io.milepost.simulator.render;

import io.milepost.simulator.scene.Light;
import java.util.Random;

/**
 * How a scene is lit and how its camera answers. Colours are gains 0..1 for red, green, blue.
 * Immutable after construction.
 */
final class Lighting {
  final Light light;
  final double[] ambient;
  final double[] sun;
  final double[] sunFrom;
  final double[] haze;
  final double[] zenith;
  final double[] lamp;
  final double visibility;
  final double shadow;
  final boolean lampsLit;
  final boolean streetLamps;
  final double lampSpacing;
  final double lampReach;
  final boolean wet;
  final int noise;
  final boolean grey;

  Lighting(Light light, Random random) {
    this.light = light;
    boolean sunny = light == Light.DAY && random.nextDouble() < 0.65;
    double warm = random.nextDouble();
    double azimuth = 2 * Math.PI * random.nextDouble();
    double up = light == Light.DUSK ? 0.2 : 0.35 + 0.55 * random.nextDouble();
    double flat = Math.sqrt(1 - up * up);
    this.sunFrom = new double[] {Math.sin(azimuth) * flat, Math.cos(azimuth) * flat, up};
    double gain = 0.85 + 0.3 * random.nextDouble();
    switch (light) {
      case DAY -> {
        double a = (sunny ? 0.52 : 0.86) * gain;
        ambient = new double[] {a * 0.97, a, a * (1.03 + 0.05 * warm)};
        double s = (sunny ? 0.62 : 0.1) * gain;
        sun = new double[] {s * 1.05, s, s * (0.92 - 0.08 * warm)};
        zenith = sunny ? new double[] {0.36, 0.55, 0.86} : new double[] {0.72, 0.76, 0.8};
        haze = new double[] {0.76, 0.82, 0.88};
      }
      case DUSK -> {
        double a = 0.36 * gain;
        ambient = new double[] {a * (1 + 0.15 * warm), a * 0.96, a * (1.12 - 0.15 * warm)};
        double s = 0.2 * gain * warm;
        sun = new double[] {s * 1.3, s * 0.85, s * 0.5};
        zenith = new double[] {0.2, 0.25, 0.42};
        haze = new double[] {0.45 + 0.25 * warm, 0.38 + 0.06 * warm, 0.42 - 0.06 * warm};
      }
      case NIGHT -> {
        double a = 0.12 + 0.12 * random.nextDouble();
        ambient = new double[] {a, a * 1.02, a * 1.12};
        sun = new double[] {0, 0, 0};
        zenith = new double[] {0.02, 0.025, 0.05};
        haze = new double[] {0.07 + 0.05 * warm, 0.065 + 0.03 * warm, 0.07};
      }
      default -> {
        double a = (0.5 + 0.18 * warm) * gain;
        ambient = new double[] {a * 0.97, a, a * 1.04};
        sun = new double[] {0, 0, 0};
        zenith = new double[] {0.5, 0.53, 0.56};
        haze = new double[] {0.56, 0.6, 0.63};
      }
    }
    this.visibility =
        light == Light.RAIN ? 90 + 160 * random.nextDouble() : 250 + 700 * random.nextDouble();
    this.shadow = sunny ? 0.5 : light == Light.NIGHT ? 0.3 : 0.34;
    this.lampsLit = light != Light.DAY && (light != Light.RAIN || random.nextDouble() < 0.75);
    this.streetLamps =
        light == Light.NIGHT && random.nextDouble() < 0.75
            || light == Light.DUSK && random.nextDouble() < 0.5;
    this.lampSpacing = 24 + 16 * random.nextDouble();
    this.lampReach = 8 + 6 * random.nextDouble();
    boolean sodium = random.nextDouble() < 0.5;
    double glow = light == Light.NIGHT ? 0.36 + 0.4 * random.nextDouble() : 0.15;
    this.lamp =
        sodium
            ? new double[] {glow, glow * 0.72, glow * 0.38}
            : new double[] {glow * 0.9, glow * 0.95, glow};
    this.wet = light == Light.RAIN || light == Light.NIGHT && random.nextDouble() < 0.2;
    this.noise = (light == Light.NIGHT ? 5 : 2) + random.nextInt(light == Light.NIGHT ? 8 : 5);
    this.grey = light == Light.NIGHT && random.nextDouble() < 0.12;
  }

  /** Light of street lamps at a place on the road, 0..1. */
  double lampAt(double s, double across) {
    if (!streetLamps) {
      return 0;
    }
    double d = s - Math.rint(s / lampSpacing) * lampSpacing;
    double q = (d * d + across * across * 0.8) / (lampReach * lampReach);
    return 1 / (1 + q * q);
  }

  /** Share of the haze's colour at a distance in metres. */
  double hazeAt(double distance) {
    return 1 - Math.exp(-distance / visibility);
  }

  /** A colour under ambient light, sun on a normal and street light, seen through haze. */
  int shade(int rgb, double towardsSun, double lampShare, double hazeShare) {
    int out = 0;
    for (int c = 0; c < 3; c++) {
      double base = rgb >> (16 - 8 * c) & 255;
      double lit = ambient[c] + sun[c] * Math.max(0, towardsSun) + lamp[c] * lampShare;
      double v = base * lit * (1 - hazeShare) + 255 * haze[c] * hazeShare;
      out |= (int) Math.max(0, Math.min(255, v)) << (16 - 8 * c);
    }
    return out;
  }
}
