package io.milepost.simulator.render;

/**
 * Colours of the light that falls on a scene: gains 0..1 for red, green, blue. Chosen by eye.
 *
 * @param ambient from all sides
 * @param sun from one side
 * @param zenith of the sky overhead
 * @param haze of the sky above the horizon and of far things
 */
record Sky(double[] ambient, double[] sun, double[] zenith, double[] haze) {

  static Sky day(boolean sunny, double gain, double warm) {
    double a = (sunny ? 0.52 : 0.86) * gain;
    double s = (sunny ? 0.62 : 0.1) * gain;
    return new Sky(
        new double[] {a * 0.97, a, a * (1.03 + 0.05 * warm)},
        new double[] {s * 1.05, s, s * (0.92 - 0.08 * warm)},
        sunny ? new double[] {0.36, 0.55, 0.86} : new double[] {0.72, 0.76, 0.8},
        new double[] {0.76, 0.82, 0.88});
  }

  static Sky dusk(double gain, double warm) {
    double a = 0.36 * gain;
    double s = 0.2 * gain * warm;
    return new Sky(
        new double[] {a * (1 + 0.15 * warm), a * 0.96, a * (1.12 - 0.15 * warm)},
        new double[] {s * 1.3, s * 0.85, s * 0.5},
        new double[] {0.2, 0.25, 0.42},
        new double[] {0.45 + 0.25 * warm, 0.38 + 0.06 * warm, 0.42 - 0.06 * warm});
  }

  static Sky night(double moon, double warm) {
    double a = 0.12 + 0.12 * moon;
    return new Sky(
        new double[] {a, a * 1.02, a * 1.12},
        new double[] {0, 0, 0},
        new double[] {0.02, 0.025, 0.05},
        new double[] {0.07 + 0.05 * warm, 0.065 + 0.03 * warm, 0.07});
  }

  static Sky rain(double gain, double warm) {
    double a = (0.5 + 0.18 * warm) * gain;
    return new Sky(
        new double[] {a * 0.97, a, a * 1.04},
        new double[] {0, 0, 0},
        new double[] {0.5, 0.53, 0.56},
        new double[] {0.56, 0.6, 0.63});
  }

  /** Light of street lamps, orange or white. */
  static double[] lamp(boolean sodium, double glow) {
    return sodium
        ? new double[] {glow, glow * 0.72, glow * 0.38}
        : new double[] {glow * 0.9, glow * 0.95, glow};
  }
}
