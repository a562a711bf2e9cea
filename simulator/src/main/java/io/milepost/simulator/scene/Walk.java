package io.milepost.simulator.scene;

/** A way on foot between waypoints {t, s, l}, moments rising; it stands before and after. */
final class Walk implements Play.Course {
  private static final double STRIDES_PER_METRE = 4.4;

  private final double[][] points;
  private double lastYaw;

  Walk(double[]... points) {
    this.points = points;
  }

  @Override
  public void pose(Mover m, double t) {
    double done = 0;
    m.speed = 0;
    m.s = points[0][1];
    m.l = points[0][2];
    for (int i = 1; i < points.length && t > points[i - 1][0]; i++) {
      double[] a = points[i - 1];
      double[] b = points[i];
      double way = Math.hypot(b[1] - a[1], b[2] - a[2]);
      double share = Math.min(1, (t - a[0]) / (b[0] - a[0]));
      m.s = a[1] + share * (b[1] - a[1]);
      m.l = a[2] + share * (b[2] - a[2]);
      done += share * way;
      m.speed = share < 1 ? way / (b[0] - a[0]) : 0;
      if (way > 0.05) {
        lastYaw = Math.atan2(b[2] - a[2], b[1] - a[1]) - (m.direction < 0 ? Math.PI : 0);
      }
    }
    m.yaw = lastYaw;
    m.targetL = m.l;
    m.swing = m.speed == 0 ? 0 : Math.sin(done * STRIDES_PER_METRE);
  }
}
