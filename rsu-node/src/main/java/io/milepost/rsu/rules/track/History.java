package io.milepost.rsu.rules.track;

/**
 * The last observations of a track in a ring, at most one per 1/32 s, so that it reaches back at
 * least four seconds at any frame rate. Not thread-safe.
 */
public final class History {
  /** Observations kept. */
  static final int CAPACITY = 128;

  /** Room at first: most tracks of a poor detector are short. A power of two, like the capacity. */
  private static final int FIRST_ROOM = 16;

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

  /** Room for one fit at a time; one for all histories of a thread. */
  static final class Work {
    private final double[] times = new double[CAPACITY];
    private final double[] values = new double[CAPACITY];
    private double st;
    private double sv;
    private double stt;
    private double stv;

    /** Weighted sums of times and values, of the times squared and of times by values. */
    private void sums(double t, double v, double tt, double tv) {
      st = t;
      sv = v;
      stt = tt;
      stv = tv;
    }
  }

  private final Work work;
  private double[] time = new double[FIRST_ROOM];
  private float[][] edges = new float[4][FIRST_ROOM];
  private float[] confidence = new float[FIRST_ROOM];
  private final Fit[] last = {new Fit(), new Fit(), new Fit(), new Fit()};
  private int head;
  private int size;
  private int added;

  /** The last fit of an edge: who looks at pairs of objects asks the same of each many times. */
  private static final class Fit {
    private final Line line = new Line();
    private double from;
    private double to;
    private int added = -1;
    private boolean possible;
  }

  History(Work work) {
    this.work = work;
  }

  void add(double seconds, double left, double top, double right, double bottom, float score) {
    if (size > 0 && seconds - time(0) < SPACING_SECONDS) {
      return;
    }
    if (size == time.length && size < CAPACITY) {
      grow();
    }
    added++;
    head = (head + 1) & (time.length - 1);
    size = Math.min(CAPACITY, size + 1);
    time[head] = seconds;
    edges[0][head] = (float) left;
    edges[1][head] = (float) top;
    edges[2][head] = (float) right;
    edges[3][head] = (float) bottom;
    confidence[head] = score;
  }

  private void grow() {
    int room = 2 * size;
    double[] newTime = new double[room];
    float[][] newEdges = new float[4][room];
    float[] newConfidence = new float[room];
    for (int back = 0; back < size; back++) {
      int from = index(back);
      int to = size - 1 - back;
      newTime[to] = time[from];
      newConfidence[to] = confidence[from];
      for (int e = 0; e < 4; e++) {
        newEdges[e][to] = edges[e][from];
      }
    }
    time = newTime;
    edges = newEdges;
    confidence = newConfidence;
    head = size - 1;
  }

  private int index(int back) {
    return (head - back) & (time.length - 1);
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
    Fit fit = last[edge.ordinal()];
    if (fit.added != added || fit.from != from || fit.to != to) {
      fit.possible = fit(edge, from, to, null, fit.line);
      fit.added = added;
      fit.from = from;
      fit.to = to;
    }
    if (fit.possible) {
      out.set(fit.line);
    }
    return fit.possible;
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
    double origin = (time(newest) + time(oldest)) / 2;
    float[] edgeOf = edges[edge.ordinal()];
    int n = oldest - newest + 1;
    for (int k = 0; k < n; k++) {
      int i = index(newest + k);
      double pixels = edgeOf[i];
      work.times[k] = time[i] - origin;
      work.values[k] = scale == null ? pixels : scale.normalise(edge, pixels, time[i]);
    }
    if (scale != null) {
      floor /= scale.unit(time(newest));
    }
    plain(n, floor, out);
    if (n >= 4) {
      robust(n, 1.5 * Math.max(floor, out.sigma), floor, out);
    }
    return true;
  }

  private void plain(int n, double floor, Line out) {
    double[] times = work.times;
    double[] values = work.values;
    double st = 0;
    double sv = 0;
    double stt = 0;
    double stv = 0;
    for (int k = 0; k < n; k++) {
      double t = times[k];
      double v = values[k];
      st += t;
      sv += v;
      stt += t * t;
      stv += t * v;
    }
    work.sums(st, sv, stt, stv);
    line(n, n, floor, out);
  }

  private void robust(int n, double huber, double floor, Line out) {
    double[] times = work.times;
    double[] values = work.values;
    double slope = out.slope;
    double value = out.value;
    double sw = 0;
    double st = 0;
    double sv = 0;
    double stt = 0;
    double stv = 0;
    for (int k = 0; k < n; k++) {
      double t = times[k];
      double v = values[k];
      double r = Math.abs(v - value - slope * t);
      double w = r <= huber ? 1 : huber / r;
      sw += w;
      st += w * t;
      sv += w * v;
      stt += w * t * t;
      stv += w * t * v;
    }
    work.sums(st, sv, stt, stv);
    line(n, sw, floor, out);
  }

  private void line(int n, double sw, double floor, Line out) {
    double st = work.st;
    double sv = work.sv;
    double stt = work.stt;
    double stv = work.stv;
    double spread = stt - st * st / sw;
    double slope = spread <= 0 ? 0 : (stv - st * sv / sw) / spread;
    double value = (sv - slope * st) / sw;
    double rss = 0;
    for (int k = 0; k < n; k++) {
      double r = work.values[k] - value - slope * work.times[k];
      rss += r * r;
    }
    out.count = n;
    out.slope = slope;
    out.value = value;
    out.sigma = Math.sqrt(rss / Math.max(1, n - 2));
    out.slopeSigma = spread <= 0 ? 1e9 : Math.max(floor, out.sigma) / Math.sqrt(spread);
  }
}
