package io.milepost.simulator.render;

import io.milepost.simulator.scene.PinholeCamera;
import io.milepost.simulator.scene.View;

/** Projects polygons of the world to the canvas, cutting what is too near. Not thread-safe. */
final class Plane {
  private static final int MOST = 16;

  private final double[] in = new double[3 * MOST];
  private final double[] out = new double[3 * MOST];
  final double[] xs = new double[MOST];
  final double[] ys = new double[MOST];
  private View view;

  void view(View next) {
    view = next;
  }

  View view() {
    return view;
  }

  /**
   * Projects n world points.
   *
   * @return how many corners {@link #xs} and {@link #ys} hold now, 0 when nothing is in front
   */
  int project(double[] points, int n) {
    for (int i = 0; i < n; i++) {
      view.toCamera(points[3 * i], points[3 * i + 1], points[3 * i + 2], in, 3 * i);
    }
    int count = 0;
    for (int i = 0, j = n - 1; i < n; j = i++) {
      boolean a = in[3 * j + 2] >= PinholeCamera.NEAR;
      boolean b = in[3 * i + 2] >= PinholeCamera.NEAR;
      if (a != b) {
        double k = (PinholeCamera.NEAR - in[3 * j + 2]) / (in[3 * i + 2] - in[3 * j + 2]);
        for (int c = 0; c < 3; c++) {
          out[3 * count + c] = in[3 * j + c] + k * (in[3 * i + c] - in[3 * j + c]);
        }
        count++;
      }
      if (b) {
        System.arraycopy(in, 3 * i, out, 3 * count, 3);
        count++;
      }
    }
    for (int i = 0; i < count; i++) {
      xs[i] = view.u(out[3 * i], out[3 * i + 2]);
      ys[i] = view.v(out[3 * i + 1], out[3 * i + 2]);
    }
    return count < 3 ? 0 : count;
  }

  /** Projects and fills; does nothing for what is behind the camera or out of sight. */
  void fill(Canvas canvas, double[] points, int n, int rgb, double alpha) {
    int count = project(points, n);
    if (count > 0) {
      canvas.fill(xs, ys, count, rgb, alpha);
    }
  }
}
