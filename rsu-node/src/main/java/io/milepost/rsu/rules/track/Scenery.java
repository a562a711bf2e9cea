package io.milepost.rsu.rules.track;

import java.util.List;

/**
 * Where a detector has reported the same box for so long that it belongs to the place: lettering
 * burnt into the picture, a sign, a parked vehicle. Who drives up cannot turn into it, so a track
 * that was not there must not take such a detection over. Without this a car that passes behind
 * lettering which the detector takes for a bus changes into it and seems to stop dead. No call
 * allocates. Not thread-safe.
 */
final class Scenery {
  private static final int KEPT = 64;

  /** Overlap from which two boxes are the same; edges of what stands shake by a few per cent. */
  private static final double SAME = 0.6;

  /** Overlap up to which a track was elsewhere. */
  private static final double ELSEWHERE = 0.3;

  /** How long it must have been there: longer than anybody needs to drive through his own box. */
  private static final double LASTS = 3;

  /** Share of the pictures it must have been found in; weak boxes come and go. */
  private static final double SEEN_SHARE = 0.5;

  /** How long it is remembered without being seen: while something passes before it. */
  private static final double MEMORY = 3;

  private static final double BEGINNING = 1;

  private final double[] left = new double[KEPT];
  private final double[] top = new double[KEPT];
  private final double[] right = new double[KEPT];
  private final double[] bottom = new double[KEPT];
  private final double[] since = new double[KEPT];
  private final double[] last = new double[KEPT];
  private final int[] seen = new int[KEPT];
  private final int[] pictures = new int[KEPT];
  private int size;

  /** Begins a picture; takes its detections in with {@link #note}. */
  void picture(double seconds) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (seconds - last[i] <= (lasts(i) ? MEMORY : BEGINNING)) {
        move(i, kept);
        pictures[kept++]++;
      }
    }
    size = kept;
  }

  private void move(int from, int to) {
    left[to] = left[from];
    top[to] = top[from];
    right[to] = right[from];
    bottom[to] = bottom[from];
    since[to] = since[from];
    last[to] = last[from];
    seen[to] = seen[from];
    pictures[to] = pictures[from];
  }

  /** Takes detections of the picture in, strong or weak. */
  void note(double seconds, List<Seen> all) {
    for (int k = 0; k < all.size(); k++) {
      Box b = all.get(k).box();
      int at = best(b);
      if (at < 0) {
        begin(seconds, b);
      } else if (last[at] < seconds) {
        last[at] = seconds;
        seen[at]++;
      }
    }
  }

  private int best(Box b) {
    int best = -1;
    double most = SAME;
    for (int i = 0; i < size; i++) {
      double o = overlap(i, b);
      if (o >= most) {
        most = o;
        best = i;
      }
    }
    return best;
  }

  private void begin(double seconds, Box b) {
    if (size == KEPT) {
      return;
    }
    left[size] = b.left();
    top[size] = b.top();
    right[size] = b.right();
    bottom[size] = b.bottom();
    since[size] = seconds;
    last[size] = seconds;
    seen[size] = 1;
    pictures[size++] = 1;
  }

  private double overlap(int i, Box b) {
    double wide = Math.min(right[i], b.right()) - Math.max(left[i], b.left());
    double high = Math.min(bottom[i], b.bottom()) - Math.max(top[i], b.top());
    if (wide <= 0 || high <= 0) {
      return 0;
    }
    double shared = wide * high;
    return shared / ((right[i] - left[i]) * (bottom[i] - top[i]) + b.area() - shared);
  }

  private boolean lasts(int i) {
    return last[i] - since[i] >= LASTS && seen[i] >= SEEN_SHARE * pictures[i];
  }

  /**
   * Whether a detection is of something that belongs to the place.
   *
   * @return its number, to be asked for {@link #elsewhere} until the next picture; -1 when not
   */
  int of(Box detection) {
    int at = best(detection);
    return at >= 0 && lasts(at) ? at : -1;
  }

  /** Since when it has been there, PTS seconds. */
  double since(int thing) {
    return since[thing];
  }

  /** Whether an object, by its last box, was not at the place of such a thing. */
  boolean elsewhere(int thing, Box object) {
    return overlap(thing, object) < ELSEWHERE;
  }

  /** Forgets everything. */
  void clear() {
    size = 0;
  }
}
