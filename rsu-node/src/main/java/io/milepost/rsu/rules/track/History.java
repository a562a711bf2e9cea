package io.milepost.rsu.rules.track;

/**
 * The last observations of a track in a ring, at most one per 1/32 s, so that it reaches back at
 * least four seconds at any frame rate. Not thread-safe.
 */
public final class History {
  /** Observations kept. */
  static final int CAPACITY = 128;

  private static final double SPACING_SECONDS = 1.0 / 32 - 1e-3;
  private static final double NOISE_FLOOR = 0.25;

  /** What can be asked of an observation. */
  public enum Edge {
    /** Left edge. */
    LEFT,
    /** Top edge. */
    TOP,
    /** Right edge. */
    RIGHT,
    /** Bottom edge. */
    BOTTOM
  }

  private final double[] time = new double[CAPACITY];
  private final float[][] edges = new float[4][CAPACITY];
  private final float[] confidence = new float[CAPACITY];
  private final double[] values = new double[CAPACITY];
  private int head;
  private int size;

  void add(double seconds, Box box, float score) {
    if (size > 0 && seconds - time(0) < SPACING_SECONDS) {
      return;
    }
    head = (head + 1) % CAPACITY;
    size = Math.min(CAPACITY, size + 1);
    time[head] = seconds;
    edges[0][head] = (float) box.left();
    edges[1][head] = (float) box.top();
    edges[2][head] = (float) box.right();
    edges[3][head] = (float) box.bottom();
    confidence[head] = score;
  }

  private int index(int back) {
    return Math.floorMod(head - back, CAPACITY);
  }

  /** Number of observations held. */
  public int size() {
    return size;
  }

  /** PTS seconds of an observation; 0 is the newest. */
  public double time(int back) {
    return time[index(back)];
  }

  /** Position of an edge, pixels; 0 is the newest. */
  public double edge(Edge edge, int back) {
    return edges[edge.ordinal()][index(back)];
  }

  /** Detector confidence of an observation, 0..1; 0 is the newest. */
  public double confidence(int back) {
    return confidence[index(back)];
  }

  /** The box of an observation; 0 is the newest. */
  public Box box(int back) {
    int i = index(back);
    return new Box(edges[0][i], edges[1][i], edges[2][i], edges[3][i]);
  }

  /** The newest observation that is not younger than the given time, -1 when there is none. */
  public int at(double seconds) {
    for (int back = 0; back < size; back++) {
      if (time(back) <= seconds + 1e-6) {
        return back;
      }
    }
    return -1;
  }

  /**
   * Least squares with one round of Huber weights over {@code from..to}.
   *
   * @param out receives the line
   * @return false with fewer than two observations or less than 0.05 s between the outermost
   */
  public boolean fit(Edge edge, double from, double to, Line out) {
    return fit(edge, from, to, null, out);
  }

  /**
   * The same in units of a scale, with perspective taken out.
   *
   * @param scale how pixels become units; null for plain pixels
   */
  public boolean fit(Edge edge, double from, double to, Scale scale, Line out) {
    int newest = -1;
    int oldest = -1;
    for (int back = 0; back < size && time(back) >= from - 1e-6; back++) {
      if (time(back) <= to + 1e-6) {
        newest = newest < 0 ? back : newest;
        oldest = back;
      }
    }
    if (newest < 0 || oldest == newest || time(newest) - time(oldest) < 0.05) {
      return false;
    }
    double floor = NOISE_FLOOR;
    for (int back = newest; back <= oldest; back++) {
      double pixels = edges[edge.ordinal()][index(back)];
      values[back] = scale == null ? pixels : scale.normalise(edge, pixels, time(back));
    }
    if (scale != null) {
      floor /= scale.unit(time(newest));
    }
    solve(newest, oldest, Double.MAX_VALUE, floor, out);
    if (out.count >= 4) {
      solve(newest, oldest, 1.5 * Math.max(floor, out.sigma), floor, out);
    }
    return true;
  }

  private void solve(int newest, int oldest, double huber, double floor, Line out) {
    double slope = out.slope;
    double value = out.value;
    double origin = (time(newest) + time(oldest)) / 2;
    double sw = 0;
    double st = 0;
    double sv = 0;
    double stt = 0;
    double stv = 0;
    for (int back = newest; back <= oldest; back++) {
      double t = time(back) - origin;
      double v = values[back];
      double r = huber == Double.MAX_VALUE ? 0 : Math.abs(v - value - slope * t);
      double w = r <= huber ? 1 : huber / r;
      sw += w;
      st += w * t;
      sv += w * v;
      stt += w * t * t;
      stv += w * t * v;
    }
    double spread = stt - st * st / sw;
    out.count = oldest - newest + 1;
    out.slope = spread <= 0 ? 0 : (stv - st * sv / sw) / spread;
    out.value = (sv - out.slope * st) / sw;
    double rss = 0;
    for (int back = newest; back <= oldest; back++) {
      double r = values[back] - out.value - out.slope * (time(back) - origin);
      rss += r * r;
    }
    out.sigma = Math.sqrt(rss / Math.max(1, out.count - 2));
    out.slopeSigma = spread <= 0 ? 1e9 : Math.max(floor, out.sigma) / Math.sqrt(spread);
  }
}
