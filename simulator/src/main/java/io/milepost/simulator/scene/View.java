package io.milepost.simulator.scene;

/** A {@link PinholeCamera} with its axes worked out, for projecting many points. Immutable. */
public final class View {
  private final PinholeCamera camera;
  private final double[] a;

  /** Prepares a camera. */
  public View(PinholeCamera camera) {
    this.camera = camera;
    this.a = camera.axes();
  }

  /** The camera behind this view. */
  public PinholeCamera camera() {
    return camera;
  }

  /** Camera coordinates (right, up, depth) of a world point, written to out at an offset. */
  public void toCamera(double x, double y, double z, double[] out, int at) {
    double dx = x - camera.x();
    double dy = y - camera.y();
    double dz = z - camera.height();
    out[at] = dx * a[0] + dy * a[1] + dz * a[2];
    out[at + 1] = dx * a[3] + dy * a[4] + dz * a[5];
    out[at + 2] = dx * a[6] + dy * a[7] + dz * a[8];
  }

  /** Metres in front of the camera's plane. */
  public double depth(double x, double y, double z) {
    return (x - camera.x()) * a[6] + (y - camera.y()) * a[7] + (z - camera.height()) * a[8];
  }

  /** Pixel column of camera coordinates. */
  public double u(double right, double depth) {
    return camera.cx() + camera.focal() * right / depth;
  }

  /** Pixel row of camera coordinates. */
  public double v(double up, double depth) {
    return camera.cy() - camera.focal() * up / depth;
  }

  /** Pixel of a world point as {u, v}, null when it lies behind the camera. */
  public double[] pixel(double x, double y, double z) {
    double[] c = new double[3];
    toCamera(x, y, z, c, 0);
    return c[2] < PinholeCamera.NEAR ? null : new double[] {u(c[0], c[2]), v(c[1], c[2])};
  }

  /** World direction through a pixel, written to out (not normalised, depth 1). */
  public void ray(double u, double v, double[] out) {
    double r = (u - camera.cx()) / camera.focal();
    double d = (camera.cy() - v) / camera.focal();
    out[0] = a[6] + r * a[0] + d * a[3];
    out[1] = a[7] + r * a[1] + d * a[4];
    out[2] = a[8] + r * a[2] + d * a[5];
  }
}
