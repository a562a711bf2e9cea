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
    Sky sky =
        switch (light) {
          case DAY -> Sky.day(sunny, gain, warm);
          case DUSK -> Sky.dusk(gain, warm);
          case NIGHT -> Sky.night(random.nextDouble(), warm);
          default -> Sky.rain(gain, warm);
        };
    this.ambient = sky.ambient();
    this.sun = sky.sun();
    this.zenith = sky.zenith();
    this.haze = sky.haze();
    this.visibility =
        light == Light.RAIN ? 90 + 160 * random.nextDouble() : 250 + 700 * random.nextDouble();
    this.shadow = sunny ? 0.5 : light == Light.NIGHT ? 0.3 : 0.34;
    this.lampsLit = chance(random, light, 0, 1, 1, 0.75);
    this.streetLamps = chance(random, light, 0, 0.5, 0.75, 0);
    this.lampSpacing = 24 + 16 * random.nextDouble();
    this.lampReach = 8 + 6 * random.nextDouble();
    boolean sodium = random.nextDouble() < 0.5;
    boolean dark = light == Light.NIGHT;
    this.lamp = Sky.lamp(sodium, dark ? 0.36 + 0.4 * random.nextDouble() : 0.15);
    this.wet = light == Light.RAIN || dark && random.nextDouble() < 0.2;
    this.noise = dark ? 5 + random.nextInt(8) : 2 + random.nextInt(5);
    this.grey = dark && random.nextDouble() < 0.12;
  }

  /** True with the probability that belongs to the light; draws a number only where it matters. */
  private static boolean chance(
      Random random, Light light, double day, double dusk, double night, double rain) {
    double[] shares = {day, dusk, night, rain};
    double share = shares[light.ordinal()];
    return share == 1 || share > 0 && random.nextDouble() < share;
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
