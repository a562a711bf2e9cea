package io.milepost.simulator.scene;

/**
 * Flames and smoke of a burning vehicle as soft balls whose place is a pure function of time, so
 * that a scene can skip ahead. World coordinates in metres. Not thread-safe.
 */
public final class Fire {
  /** Number of balls of flame. */
  public static final int FLAMES = 30;

  /** Number of balls of smoke. */
  public static final int PUFFS = 34;

  private static final double FULL_AFTER_SECONDS = 22;

  private final long seed;
  private final double start;
  private final double end;
  private final double windX;
  private final double windY;
  private final double rise;
  private final double strength;
  private final int smokeGrey;
  private final boolean flames;
  private Mover mover;
  private Road road;

  /** x, y, z, radius, alpha for each ball: flames first, then smoke. */
  private final double[] balls = new double[5 * (FLAMES + PUFFS)];

  Fire(long seed, double start, double end, boolean flames) {
    this.flames = flames;
    this.seed = seed;
    this.start = start;
    this.end = end;
    this.windX = (Noise.unit(seed, 1) - 0.5) * 2.4;
    this.windY = (Noise.unit(seed, 2) - 0.5) * 1.6;
    this.rise = 1.1 + 1.1 * Noise.unit(seed, 3);
    this.strength = 0.65 + 0.6 * Noise.unit(seed, 4);
    this.smokeGrey = (int) (20 + 150 * Math.pow(Noise.unit(seed, 5), 1.5));
  }

  void on(Mover burning, Road under) {
    this.mover = burning;
    this.road = under;
  }

  /** The burning vehicle, null before it has entered. */
  public Mover mover() {
    return mover;
  }

  /** Whether flames show; otherwise it only smokes. */
  public boolean flames() {
    return flames;
  }

  /** Brightness of the smoke, 0..255. */
  public int smokeGrey() {
    return smokeGrey;
  }

  /** Whether something burns at a time. */
  public boolean burning(double t) {
    return mover != null && t >= start && t < end;
  }

  /** Size of the fire, 0..1. */
  public double growth(double t) {
    double in = Math.max(0, Math.min(1, (t - start) / FULL_AFTER_SECONDS));
    double out = Math.max(0, Math.min(1, (end - t) / 6));
    return (0.12 + 0.88 * Math.pow(in, 0.7)) * out * Math.min(1, strength);
  }

  /** Balls at a time: x, y, z, radius, alpha each, flames first. Overwritten by the next call. */
  public double[] balls(double t) {
    double g = growth(t);
    double h = mover.heading(road);
    double sin = Math.sin(h);
    double cos = Math.cos(h);
    double cx = road.x(mover.s, mover.l);
    double cy = road.y(mover.s, mover.l);
    double base = mover.height() * 0.45;
    for (int i = 0; i < FLAMES + PUFFS; i++) {
      boolean flame = i < FLAMES;
      double life =
          flame ? 0.55 + 0.5 * Noise.unit(seed, 100 + i) : 4 + 3 * Noise.unit(seed, 100 + i);
      double phase = (t - start) / life + Noise.unit(seed, 300 + i);
      double cycle = Math.floor(phase);
      double age = phase - cycle;
      long one = seed * 31 + i * 977L + (long) cycle * 131071L;
      double spread = 0.25 + 0.75 * g;
      double ly = (0.28 + (Noise.unit(one, 6) - 0.5) * 0.62 * spread) * mover.length();
      double lx = (Noise.unit(one, 7) - 0.5) * mover.width() * 0.8;
      boolean born = t - age * life >= start;
      int at = 5 * i;
      balls[at] = cx + lx * cos + ly * sin;
      balls[at + 1] = cy - lx * sin + ly * cos;
      if (flame) {
        double high = (0.5 + 2.1 * g) * (0.6 + 0.7 * Noise.unit(one, 8));
        balls[at + 2] = base + age * high;
        balls[at + 3] =
            (0.22 + 0.6 * g) * Math.pow(1 - age, 0.65) * (0.7 + 0.5 * Noise.unit(one, 9));
        balls[at + 4] = born ? Math.min(1, 1.5 * Math.sin(Math.PI * Math.min(1, age + 0.08))) : 0;
      } else {
        double seconds = age * life;
        balls[at] += windX * seconds * (0.4 + 0.6 * age);
        balls[at + 1] += windY * seconds * (0.4 + 0.6 * age);
        balls[at + 2] = base + 0.4 + 1.2 * g + rise * seconds * (1 - 0.25 * age);
        balls[at + 3] =
            0.4 + (0.7 + 2.0 * g) * Math.pow(age, 0.8) * (0.7 + 0.6 * Noise.unit(one, 9));
        double fade = Math.pow(1 - age, 1.2) * Math.min(1, age * 9);
        balls[at + 4] = born ? 0.8 * fade * Math.min(1, 0.35 + 1.3 * g) : 0;
      }
    }
    return balls;
  }

  /** Box of the flames or of the smoke in a picture before clipping, null when nothing shows. */
  public Box box(View view, double t, boolean smoke) {
    double[] all = balls(t);
    double[] c = new double[3];
    Box box = null;
    for (int i = smoke ? FLAMES : 0; i < (smoke ? FLAMES + PUFFS : FLAMES); i++) {
      if (all[5 * i + 4] < (smoke ? 0.16 : 0.3)) {
        continue;
      }
      view.toCamera(all[5 * i], all[5 * i + 1], all[5 * i + 2], c, 0);
      if (c[2] < PinholeCamera.NEAR) {
        continue;
      }
      double r = 0.68 * all[5 * i + 3] * view.camera().focal() / c[2];
      Box ball = new Box(view.u(c[0], c[2]) - r, view.v(c[1], c[2]) - r, 2 * r, 2 * r);
      box = box == null ? ball : box.union(ball);
    }
    return box;
  }
}
