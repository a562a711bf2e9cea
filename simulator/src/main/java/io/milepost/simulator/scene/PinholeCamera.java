package io.milepost.simulator.scene;

import java.util.Random;

/**
 * A pinhole camera above flat ground.
 *
 * <p>With yaw ψ (clockwise from y), pitch φ (down from the horizon) and roll 0 the axes are forward
 * = (sin ψ cos φ, cos ψ cos φ, −sin φ), right = (cos ψ, −sin ψ, 0), up = right × forward; roll
 * turns right and up about forward. A world point P with d = P − C has depth = d·forward and pixel
 * u = cx + f·(d·right)/depth, v = cy − f·(d·up)/depth. Immutable.
 *
 * @param x metres right of the road's centre line
 * @param y metres along the road, 0
 * @param height metres above the ground
 * @param yaw radians
 * @param pitch radians
 * @param roll radians
 * @param focal pixels
 * @param cx principal point, pixels
 * @param cy principal point, pixels
 */
public record PinholeCamera(
    double x,
    double y,
    double height,
    double yaw,
    double pitch,
    double roll,
    double focal,
    double cx,
    double cy) {

  /** Points nearer than this many metres are cut away. */
  public static final double NEAR = 0.4;

  /** A camera above or beside the road that looks along it. */
  static PinholeCamera random(Random random, Road road, int width, int height) {
    double z = 5 + 9 * random.nextDouble();
    double left = road.edge(-1) - 3;
    double right = road.edge(1) + 3;
    double x = left + (right - left) * random.nextDouble();
    double fov = Math.toRadians(38 + 34 * random.nextDouble());
    double focal = width / 2.0 / Math.tan(fov / 2);
    double aimS = 20 + 22 * random.nextDouble() + z;
    double aimL = (random.nextDouble() - 0.5) * 5;
    double dx = road.x(aimS, aimL) - x;
    double dy = road.y(aimS, aimL);
    double yaw = Math.atan2(dx, dy) + (random.nextDouble() - 0.5) * 0.12;
    double down = Math.atan2(z, Math.hypot(dx, dy));
    double pitch = down - (0.02 + 0.12 * random.nextDouble()) * height / focal;
    double roll = Math.toRadians((random.nextDouble() - 0.5) * 3);
    return new PinholeCamera(x, 0, z, yaw, pitch, roll, focal, width / 2.0, height / 2.0);
  }

  /** A low camera with a long lens, as they watch roadworks. */
  static PinholeCamera near(Random random, Road road, int width, int height) {
    double z = 4 + 2 * random.nextDouble();
    double x = road.edge(-1) + (road.edge(1) - road.edge(-1)) * random.nextDouble();
    double focal = width / 2.0 / Math.tan(Math.toRadians(36 + 8 * random.nextDouble()) / 2);
    int side = random.nextBoolean() ? 1 : -1;
    double s = 16 + 3 * random.nextDouble();
    double l = road.edge(side) + side;
    double dx = road.x(s, l) - x;
    double dy = road.y(s, l);
    double pitch = Math.atan2(z - 0.8, Math.hypot(dx, dy));
    return new PinholeCamera(
        x, 0, z, Math.atan2(dx, dy), pitch, 0, focal, width / 2.0, height / 2.0);
  }

  /** The same camera whose picture is moved by some pixels, as wind moves it. */
  public PinholeCamera shifted(double du, double dv) {
    return new PinholeCamera(x, y, height, yaw, pitch, roll, focal, cx + du, cy + dv);
  }

  /** Axes of the camera: right, up, forward, each x, y, z. */
  public double[] axes() {
    double sy = Math.sin(yaw);
    double cyw = Math.cos(yaw);
    double sp = Math.sin(pitch);
    double cp = Math.cos(pitch);
    double sr = Math.sin(roll);
    double cr = Math.cos(roll);
    double[] r = {cyw, -sy, 0};
    double[] u = {sy * sp, cyw * sp, cp};
    return new double[] {
      r[0] * cr + u[0] * sr,
      r[1] * cr + u[1] * sr,
      r[2] * cr + u[2] * sr,
      u[0] * cr - r[0] * sr,
      u[1] * cr - r[1] * sr,
      u[2] * cr - r[2] * sr,
      sy * cp,
      cyw * cp,
      -sp
    };
  }
}
