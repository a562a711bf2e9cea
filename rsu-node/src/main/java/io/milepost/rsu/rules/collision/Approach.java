package io.milepost.rsu.rules.collision;

import io.milepost.rsu.rules.core.Scene;
import io.milepost.rsu.rules.road.Perspective;
import io.milepost.rsu.rules.track.History;
import io.milepost.rsu.rules.track.History.Edge;
import io.milepost.rsu.rules.track.TrackedObject;
import java.util.Arrays;

/**
 * How a vehicle came to stand, on the ground. Its path before is fitted twice: as driving and then
 * braking evenly to a stop, and as the same with a jump of the speed at one moment. Lengths are car
 * heights of about 1.5 m, the distance from the camera scaled by a guessed focal length, so that
 * lengths along the road are known to about a half and seconds exactly. Reuses its work space; not
 * thread-safe.
 */
final class Approach {
  private static final int MOST = 96;
  private static final int LEAST = 9;
  private static final double REACH = 4.2;
  private static final double NOISE = 0.03;
  private static final double SHORTEST = 0.3;
  private static final double LONGEST = 6;
  private static final double LONGEST_LEAP = 2.6;
  private static final double LEAP_WINDOW = 1.2;

  private final Perspective perspective;
  private final double[] time = new double[MOST];
  private final double[] px = new double[MOST];
  private final double[] pz = new double[MOST];
  private final double[] way = new double[MOST];
  private final double[] side = new double[MOST];
  private final double[] weight = new double[MOST];
  private final double[] sums = new double[9];
  private double v1;
  private double v2;
  private int count;
  private double braked;
  private double speed;
  private double jump;
  private double kink;
  private double misfit;
  private double stop;

  Approach(Perspective perspective) {
    this.perspective = perspective;
  }

  /** Seconds from full speed to rest as if it had braked evenly. */
  double braked() {
    return braked;
  }

  /** Speed before, car heights per second. */
  double speed() {
    return speed;
  }

  /** Speed lost at once at the best moment, share of the speed; negative when gained. */
  double jump() {
    return jump;
  }

  /** By how many standard deviations a jump fits the path better than even braking. */
  double kink() {
    return kink;
  }

  /** Root mean square misfit of even braking, standard deviations. */
  double misfit() {
    return misfit;
  }

  /** When it came to rest, PTS seconds. */
  double stop() {
    return stop;
  }

  /** Fits; false when it was not seen long enough. */
  boolean fit(TrackedObject t, Scene scene) {
    double since = t.stationarySince();
    gather(t, since, scene);
    if (count < LEAST) {
      return false;
    }
    double first = time[count - 1];
    if (since - first < 0.9 || !direct(since)) {
      return false;
    }
    smooth(since);
    leap();
    return true;
  }

  private void gather(TrackedObject t, double since, Scene scene) {
    History h = t.history();
    count = 0;
    double from = since - REACH;
    for (int i = 0; i < h.size() && h.time(i) >= from && count < MOST; i++) {
      double bottom = h.edge(Edge.BOTTOM, i);
      if (!scene.whole(h.box(i))) {
        if (h.time(i) < since) {
          break;
        }
        continue;
      }
      double x = (h.edge(Edge.LEFT, i) + h.edge(Edge.RIGHT, i)) / 2 - scene.width() / 2.0;
      double unit;
      double z;
      double stretch;
      if (perspective.known()) {
        unit = perspective.unit(bottom);
        z = perspective.depth(bottom);
        stretch = perspective.stretch(bottom);
      } else {
        unit = t.unit();
        z = -bottom / unit * 3;
        stretch = 3;
      }
      time[count] = h.time(i);
      px[count] = x / unit;
      pz[count] = z;
      double own = NOISE * Math.max(0.6, h.box(i).height() / unit);
      side[count] = own;
      weight[count] = own * stretch;
      count++;
    }
  }

  /** Direction of travel, and the path along and across it. */
  private boolean direct(double since) {
    int newest = -1;
    int oldest = count - 1;
    for (int i = 0; i < count; i++) {
      if (newest < 0 && time[i] <= since) {
        newest = i;
      }
    }
    if (newest < 0 || oldest - newest < 5) {
      return false;
    }
    double half = (time[newest] + time[oldest]) / 2;
    double mx = 0;
    double mz = 0;
    double st = 0;
    int n = 0;
    double tx = 0;
    double tz = 0;
    for (int i = newest; i <= oldest; i++) {
      if (time[i] <= half || oldest - i < 5) {
        mx += px[i];
        mz += pz[i];
        st += time[i];
        n++;
      }
    }
    mx /= n;
    mz /= n;
    st /= n;
    double stt = 0;
    for (int i = newest; i <= oldest; i++) {
      if (time[i] <= half || oldest - i < 5) {
        tx += (time[i] - st) * (px[i] - mx);
        tz += (time[i] - st) * (pz[i] - mz);
        stt += (time[i] - st) * (time[i] - st);
      }
    }
    double vx = tx / Math.max(1e-9, stt);
    double vz = tz / Math.max(1e-9, stt);
    double v = Math.hypot(vx, vz);
    if (!(v > 0.3)) {
      return false;
    }
    double ex = vx / v;
    double ez = vz / v;
    for (int i = 0; i < count; i++) {
      double sx = side[i];
      double sz = weight[i];
      way[i] = px[i] * ex + pz[i] * ez;
      side[i] = px[i] * ez - pz[i] * ex;
      weight[i] = 1 / (ex * ex * sx * sx + ez * ez * sz * sz);
      px[i] = 1 / (ez * ez * sx * sx + ex * ex * sz * sz);
    }
    return true;
  }

  private void smooth(double since) {
    double best = Double.MAX_VALUE;
    for (double ts = since - 0.9; ts <= since + 0.35; ts += 0.12) {
      for (double b = SHORTEST; b <= LONGEST; b *= 1.16) {
        double sw = 0;
        double sg = 0;
        double ss = 0;
        double sgg = 0;
        double sgs = 0;
        double sss = 0;
        for (int i = 0; i < count; i++) {
          double g = brake(time[i], ts, b);
          double w = weight[i];
          sw += w;
          sg += w * g;
          ss += w * way[i];
          sgg += w * g * g;
          sgs += w * g * way[i];
          sss += w * way[i] * way[i];
        }
        double det = sgg - sg * sg / sw;
        if (det < 1e-9) {
          continue;
        }
        double v = (sgs - sg * ss / sw) / det;
        double chi = sss - ss * ss / sw - v * v * det;
        if (chi < best) {
          best = chi;
          braked = b;
          stop = ts;
          speed = v;
        }
      }
    }
    misfit = Math.sqrt(best / Math.max(1, count - 4));
  }

  private static double brake(double t, double ts, double b) {
    double left = ts - t;
    return left <= 0 ? 0 : left < b ? -left * left / (2 * b) : -left + b / 2;
  }

  /** Speed steady before a moment, another at once after it, then even braking to the stop. */
  private void leap() {
    jump = 0;
    kink = 0;
    double best = misfit;
    for (double ts = stop - 0.24; ts <= stop + 0.25; ts += 0.12) {
      for (double d = SHORTEST; d <= LONGEST_LEAP; d += 0.15) {
        double rms = sum(ts, d) ? solve(ts, d) : Double.MAX_VALUE;
        if (rms < best) {
          best = rms;
          jump = (v1 - v2) / Math.max(0.5, Math.max(Math.abs(v1), Math.abs(v2)));
        }
      }
    }
    kink = misfit - best;
  }

  /** Sums of the normal equations; false with too little before the moment. */
  private boolean sum(double ts, double d) {
    Arrays.fill(sums, 0);
    int before = 0;
    for (int i = 0; i < count && time[i] >= ts - d - LEAP_WINDOW; i++) {
      double a = Math.min(0, time[i] - ts + d);
      double b = late(time[i], ts, d);
      before += a < 0 ? 1 : 0;
      double w = weight[i];
      sums[0] += w;
      sums[1] += w * a;
      sums[2] += w * b;
      sums[3] += w * a * a;
      sums[4] += w * a * b;
      sums[5] += w * b * b;
      sums[6] += w * way[i];
      sums[7] += w * a * way[i];
      sums[8] += w * b * way[i];
    }
    return before >= 4;
  }

  /** Root mean square misfit with the best two speeds, which it leaves in v1 and v2. */
  private double solve(double ts, double d) {
    double aa = sums[3] - sums[1] * sums[1] / sums[0];
    double ab = sums[4] - sums[1] * sums[2] / sums[0];
    double bb = sums[5] - sums[2] * sums[2] / sums[0];
    double ay = sums[7] - sums[1] * sums[6] / sums[0];
    double by = sums[8] - sums[2] * sums[6] / sums[0];
    double det = aa * bb - ab * ab;
    if (det < 1e-9) {
      return Double.MAX_VALUE;
    }
    v1 = (ay * bb - by * ab) / det;
    v2 = (aa * by - ab * ay) / det;
    double origin = (sums[6] - v1 * sums[1] - v2 * sums[2]) / sums[0];
    double chi = 0;
    int n = 0;
    for (int i = 0; i < count && time[i] >= ts - d - LEAP_WINDOW; i++) {
      double a = Math.min(0, time[i] - ts + d);
      double r = way[i] - origin - v1 * a - v2 * late(time[i], ts, d);
      chi += weight[i] * r * r;
      n++;
    }
    return Math.sqrt(chi / Math.max(1, n - 5));
  }

  private static double late(double t, double ts, double d) {
    double left = Math.max(0, Math.min(d, ts - t));
    return -left * left / (2 * d);
  }
}
