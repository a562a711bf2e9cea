package io.milepost.simulator.scene;

/** Reproducible random numbers by position, for everything that must not depend on call order. */
public final class Noise {
  private static final int SIZE = 256;

  private final float[] field = new float[SIZE * SIZE];

  /** A tile of 256 × 256 random values. */
  public Noise(long seed) {
    for (int i = 0; i < field.length; i++) {
      field[i] = (float) unit(seed, i);
    }
  }

  /** SplitMix64 finaliser (Steele, Lea, Flood 2014). */
  public static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** A number in [0, 1) that belongs to a seed and an index. */
  public static double unit(long seed, long index) {
    return (mix(seed * 0x9e3779b97f4a7c15L + mix(index + 0x632be59bd9b4e019L)) >>> 11) * 0x1p-53;
  }

  /** Smooth noise in [0, 1) with features of size 1; repeats every 256. */
  public double at(double x, double y) {
    double fx = Math.floor(x);
    double fy = Math.floor(y);
    int ix = (int) fx & (SIZE - 1);
    int iy = (int) fy & (SIZE - 1);
    int jx = (ix + 1) & (SIZE - 1);
    int jy = (iy + 1) & (SIZE - 1);
    double u = x - fx;
    double v = y - fy;
    u = u * u * (3 - 2 * u);
    v = v * v * (3 - 2 * v);
    double a = field[iy * SIZE + ix] * (1 - u) + field[iy * SIZE + jx] * u;
    double b = field[jy * SIZE + ix] * (1 - u) + field[jy * SIZE + jx] * u;
    return a * (1 - v) + b * v;
  }

  /** Three octaves of {@link #at}, in [0, 1). */
  public double fractal(double x, double y) {
    return 0.57 * at(x, y)
        + 0.29 * at(2.03 * x + 17, 2.03 * y + 5)
        + 0.14 * at(4.1 * x, 4.1 * y + 31);
  }
}
