package io.milepost.rsu.rules.geometry;

import io.milepost.rsu.rules.track.History;
import io.milepost.rsu.rules.track.TrackedObject;

/**
 * Speed over the ground: a straight line through the ground points of the last second, weighted by
 * what a box edge's noise means in metres there, with one round of Huber weights. Its uncertainty
 * is the larger of what the noise predicts and what the residuals show, and the calibration's own.
 * Reuses its arrays; not thread-safe.
 */
final class SpeedMeter {
  private static final double WINDOW_SECONDS = 1;
  private static final double LEAST_SECONDS = 0.55;
  private static final double LATEST_SECONDS = 0.5;
  private static final int LEAST_POINTS = 4;
  private static final int MOST_POINTS = 64;

  /** Standard deviation of a detector's box edge over the box height, as simulated and seen. */
  private static final double EDGE_NOISE = 0.03;

  private static final double LEAST_EDGE_PIXELS = 0.5;

  /** Distance error of manual calibrations, BrnoCompSpeed (Sochor et al., 2017): 1.8 %. */
  private static final double CALIBRATION_ERROR = 0.02;

  private static final double BORDER = 0.012;

  /** Boxes are smoothed and a swaying pole moves slowly: errors nearer in time are one error. */
  private static final double CORRELATION_SECONDS = 0.15;

  private static final double HUBER = 1.5;

  private final double[] time = new double[MOST_POINTS];
  private final double[] x = new double[MOST_POINTS];
  private final double[] y = new double[MOST_POINTS];
  private final double[] varX = new double[MOST_POINTS];
  private final double[] varY = new double[MOST_POINTS];
  private final double[] weight = new double[MOST_POINTS];
  private final double[] u = new double[MOST_POINTS];
  private final double[] w = new double[MOST_POINTS];
  private final Ground ground = new Ground();
  private final Ground other = new Ground();
  private final Axis alongX = new Axis();
  private final Axis alongY = new Axis();
  private int count;

  /** A fitted line in one axis. */
  private static final class Axis {
    private double slope;
    private double value;
    private double variance;
  }

  /**
   * Measures.
   *
   * @param map the calibration
   * @param object whose speed
   * @param now PTS seconds
   * @param width picture width, pixels
   * @param height picture height, pixels
   * @return false, and NaN in {@code out}, when it was seen too seldom, too long ago, cut off by
   *     the border or at the horizon
   */
  boolean measure(
      Homography map, TrackedObject object, double now, double width, double height, Speed out) {
    out.unknown();
    if (now - object.lastSeen() > LATEST_SECONDS) {
      return false;
    }
    gather(map, object.history(), now, width, height);
    if (count < LEAST_POINTS || time[0] - time[count - 1] < LEAST_SECONDS) {
      return false;
    }
    double origin = (time[0] + time[count - 1]) / 2;
    for (int i = 0; i < count; i++) {
      time[i] -= origin;
      weight[i] = 1 / (varX[i] + varY[i]);
    }
    fit(x, varX, alongX);
    fit(y, varY, alongY);
    for (int i = 0; i < count; i++) {
      double r =
          Math.hypot(
              x[i] - alongX.value - alongX.slope * time[i],
              y[i] - alongY.value - alongY.slope * time[i]);
      double limit = HUBER * Math.sqrt(varX[i] + varY[i]);
      weight[i] *= r <= limit ? 1 : limit / r;
    }
    fit(x, varX, alongX);
    fit(y, varY, alongY);
    double vx = alongX.slope;
    double vy = alongY.slope;
    double v = Math.hypot(vx, vy);
    double random =
        v < 1e-6
            ? Math.sqrt(Math.max(alongX.variance, alongY.variance))
            : Math.sqrt(vx * vx * alongX.variance + vy * vy * alongY.variance) / v;
    double scale =
        Math.hypot(
            CALIBRATION_ERROR,
            map.disagreement(u[0], w[0], u[count - 1], w[count - 1], ground, other));
    double repeated = Math.max(1, count * CORRELATION_SECONDS / (time[0] - time[count - 1]));
    // Variance of Student's t over that of the normal distribution.
    double freedom = 2.0 * (count - 2);
    random *= Math.sqrt(repeated * freedom / (freedom - 2));
    out.value = v;
    out.sigma = Math.hypot(random, scale * v);
    out.x = vx;
    out.y = vy;
    return true;
  }

  private void gather(Homography map, History history, double now, double width, double height) {
    count = 0;
    for (int back = 0; back < history.size() && count < MOST_POINTS; back++) {
      double t = history.time(back);
      if (now - t > WINDOW_SECONDS + 1e-6) {
        break;
      }
      double left = history.edge(History.Edge.LEFT, back);
      double right = history.edge(History.Edge.RIGHT, back);
      double bottom = history.edge(History.Edge.BOTTOM, back);
      double tall = bottom - history.edge(History.Edge.TOP, back);
      if (left < BORDER * width || right > (1 - BORDER) * width || bottom > (1 - BORDER) * height) {
        continue;
      }
      double noise = Math.max(LEAST_EDGE_PIXELS, EDGE_NOISE * tall);
      u[count] = (left + right) / 2 / width;
      w[count] = bottom / height;
      double across = noise / Math.sqrt(2) / width;
      if (map.ground(u[count], w[count], across, noise / height, ground)) {
        time[count] = t;
        x[count] = ground.x;
        y[count] = ground.y;
        varX[count] = ground.sigmaX * ground.sigmaX;
        varY[count] = ground.sigmaY * ground.sigmaY;
        count++;
      }
    }
  }

  private void fit(double[] at, double[] noise, Axis out) {
    double sw = 0;
    double st = 0;
    double sv = 0;
    for (int i = 0; i < count; i++) {
      sw += weight[i];
      st += weight[i] * time[i];
      sv += weight[i] * at[i];
    }
    double mt = st / sw;
    double mv = sv / sw;
    double stt = 0;
    double stv = 0;
    double spread = 0;
    for (int i = 0; i < count; i++) {
      double t = time[i] - mt;
      stt += weight[i] * t * t;
      stv += weight[i] * t * (at[i] - mv);
      spread += weight[i] * weight[i] * t * t * noise[i];
    }
    out.slope = stv / stt;
    out.value = mv - out.slope * mt;
    double chi = 0;
    for (int i = 0; i < count; i++) {
      double r = at[i] - out.value - out.slope * time[i];
      chi += r * r / noise[i];
    }
    out.variance = spread / (stt * stt) * Math.max(1, chi / (count - 2));
  }
}
