package io.milepost.rsu.rules.track;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Scores tracks against the truth, frame by frame: MOTA (Bernardin and Stiefelhagen, 2008), IDF1
 * (Ristani et al., 2016) and HOTA over 19 thresholds (Luiten et al., 2021), all from the overlap of
 * boxes. Shares no code with the tracker.
 */
final class MotEvaluator {
  /** Overlap from which a box counts as found, for MOTA and IDF1. */
  static final double FOUND = 0.5;

  private static final int THRESHOLDS = 19;
  private static final double EPSILON = 1e-9;

  private final Map<Integer, Integer> truthIndex = new HashMap<>();
  private final Map<Integer, Integer> trackIndex = new HashMap<>();
  private final List<Frame> frames = new ArrayList<>();
  private final List<Integer> truthCount = new ArrayList<>();
  private final List<Integer> trackCount = new ArrayList<>();

  /** A box with an identity. */
  record Tagged(int id, Box box) {}

  private record Frame(int[] truth, int[] track, double[][] iou) {}

  /**
   * The scores; shares 0..1 except MOTA, which may be negative.
   *
   * @param hota geometric mean of detection and association accuracy, mean over the thresholds
   * @param detA detection accuracy, mean over the thresholds
   * @param assA association accuracy, mean over the thresholds
   * @param idf1 share of boxes whose identity is right under the best global pairing
   * @param mota one minus misses, false boxes and switches over the boxes of the truth
   * @param switches times an object's track changed
   * @param misses boxes of the truth that no track has
   * @param falseBoxes boxes of tracks where nothing is
   * @param boxes boxes of the truth
   * @param objects identities of the truth
   */
  record Score(
      double hota,
      double detA,
      double assA,
      double idf1,
      double mota,
      int switches,
      int misses,
      int falseBoxes,
      int boxes,
      int objects) {

    static String header() {
      return "HOTA   DetA   AssA   IDF1   MOTA   switches  misses  false  boxes  objects";
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%.3f  %.3f  %.3f  %.3f  %.3f  %8d  %6d  %5d  %5d  %7d",
          hota,
          detA,
          assA,
          idf1,
          mota,
          switches,
          misses,
          falseBoxes,
          boxes,
          objects);
    }
  }

  /**
   * Adds one frame.
   *
   * @param truth what is there
   * @param ignored what is there but need not be found: tracks on it count for nothing
   * @param tracks what the tracker says
   */
  void add(List<Tagged> truth, List<Tagged> ignored, List<Tagged> tracks) {
    List<Tagged> kept = new ArrayList<>();
    for (Tagged track : tracks) {
      double onTruth = most(track.box(), truth);
      double onIgnored = most(track.box(), ignored);
      if (onTruth >= FOUND || onIgnored < FOUND) {
        kept.add(track);
      }
    }
    double[][] iou = new double[truth.size()][kept.size()];
    for (int i = 0; i < truth.size(); i++) {
      for (int j = 0; j < kept.size(); j++) {
        iou[i][j] = truth.get(i).box().iou(kept.get(j).box());
      }
    }
    frames.add(
        new Frame(
            indices(truth, truthIndex, truthCount), indices(kept, trackIndex, trackCount), iou));
  }

  private static double most(Box box, List<Tagged> others) {
    return others.stream().mapToDouble(o -> box.iou(o.box())).max().orElse(0);
  }

  private static int[] indices(
      List<Tagged> boxes, Map<Integer, Integer> index, List<Integer> count) {
    int[] out = new int[boxes.size()];
    for (int i = 0; i < out.length; i++) {
      int at = index.computeIfAbsent(boxes.get(i).id(), id -> index.size());
      if (at == count.size()) {
        count.add(0);
      }
      count.set(at, count.get(at) + 1);
      out[i] = at;
    }
    return out;
  }

  Score score() {
    int[] clear = clear();
    int boxes = truthCount.stream().mapToInt(Integer::intValue).sum();
    int found = trackCount.stream().mapToInt(Integer::intValue).sum();
    double[] hota = hota(boxes, found);
    double idf1 = boxes + found == 0 ? 1 : 2.0 * identityTruePositives() / (boxes + found);
    double mota = boxes == 0 ? 1 : 1 - (clear[0] + clear[1] + clear[2]) / (double) boxes;
    return new Score(
        hota[0],
        hota[1],
        hota[2],
        idf1,
        mota,
        clear[2],
        clear[0],
        clear[1],
        boxes,
        truthCount.size());
  }

  /** Misses, false boxes and switches: what was paired stays paired while it overlaps. */
  private int[] clear() {
    int[] partner = new int[truthCount.size()];
    Arrays.fill(partner, -1);
    int misses = 0;
    int wrong = 0;
    int switches = 0;
    for (Frame f : frames) {
      double[][] gain = new double[f.truth.length][f.track.length];
      for (int i = 0; i < f.truth.length; i++) {
        for (int j = 0; j < f.track.length; j++) {
          if (f.iou[i][j] >= FOUND) {
            gain[i][j] = f.iou[i][j] + (partner[f.truth[i]] == f.track[j] ? 1000 : 0);
          }
        }
      }
      int[] match = best(gain, f.track.length);
      int matched = 0;
      for (int i = 0; i < f.truth.length; i++) {
        if (match[i] >= 0) {
          int track = f.track[match[i]];
          int before = partner[f.truth[i]];
          switches += before >= 0 && before != track ? 1 : 0;
          partner[f.truth[i]] = track;
          matched++;
        }
      }
      misses += f.truth.length - matched;
      wrong += f.track.length - matched;
    }
    return new int[] {misses, wrong, switches};
  }

  private int identityTruePositives() {
    double[][] shared = new double[truthCount.size()][trackCount.size()];
    for (Frame f : frames) {
      for (int i = 0; i < f.truth.length; i++) {
        for (int j = 0; j < f.track.length; j++) {
          shared[f.truth[i]][f.track[j]] += f.iou[i][j] >= FOUND ? 1 : 0;
        }
      }
    }
    int[] match = best(shared, trackCount.size());
    double sum = 0;
    for (int i = 0; i < match.length; i++) {
      sum += match[i] < 0 ? 0 : shared[i][match[i]];
    }
    return (int) Math.round(sum);
  }

  private double[] hota(int boxes, int found) {
    double[][] aligned = alignment();
    int truths = truthCount.size();
    int tracks = trackCount.size();
    double[][][] together = new double[THRESHOLDS][truths][tracks];
    int[] hits = new int[THRESHOLDS];
    for (Frame f : frames) {
      double[][] gain = new double[f.truth.length][f.track.length];
      for (int i = 0; i < f.truth.length; i++) {
        for (int j = 0; j < f.track.length; j++) {
          gain[i][j] = aligned[f.truth[i]][f.track[j]] * f.iou[i][j];
        }
      }
      int[] match = best(gain, f.track.length);
      for (int i = 0; i < f.truth.length; i++) {
        for (int a = 0; a < THRESHOLDS && match[i] >= 0; a++) {
          if (f.iou[i][match[i]] >= 0.05 * (a + 1) - EPSILON) {
            together[a][f.truth[i]][f.track[match[i]]]++;
            hits[a]++;
          }
        }
      }
    }
    double[] mean = new double[3];
    for (int a = 0; a < THRESHOLDS; a++) {
      double association = 0;
      for (int i = 0; i < truths; i++) {
        for (int j = 0; j < tracks; j++) {
          double n = together[a][i][j];
          association += n == 0 ? 0 : n * n / (truthCount.get(i) + trackCount.get(j) - n);
        }
      }
      double assA = association / Math.max(1, hits[a]);
      double detA = hits[a] / Math.max(1.0, boxes + found - hits[a]);
      mean[0] += Math.sqrt(detA * assA) / THRESHOLDS;
      mean[1] += detA / THRESHOLDS;
      mean[2] += assA / THRESHOLDS;
    }
    return mean;
  }

  /** How well each pair of trajectories agrees over the whole sequence, 0..1. */
  private double[][] alignment() {
    double[][] together = new double[truthCount.size()][trackCount.size()];
    for (Frame f : frames) {
      double[] row = new double[f.truth.length];
      double[] column = new double[f.track.length];
      for (int i = 0; i < f.truth.length; i++) {
        for (int j = 0; j < f.track.length; j++) {
          row[i] += f.iou[i][j];
          column[j] += f.iou[i][j];
        }
      }
      for (int i = 0; i < f.truth.length; i++) {
        for (int j = 0; j < f.track.length; j++) {
          double all = row[i] + column[j] - f.iou[i][j];
          together[f.truth[i]][f.track[j]] += all > EPSILON ? f.iou[i][j] / all : 0;
        }
      }
    }
    for (int i = 0; i < together.length; i++) {
      for (int j = 0; j < together[i].length; j++) {
        together[i][j] /= truthCount.get(i) + trackCount.get(j) - together[i][j];
      }
    }
    return together;
  }

  /**
   * Pairs rows with columns for the greatest sum by the Hungarian method on a padded square; pairs
   * that gain nothing are left out.
   */
  static int[] best(double[][] gain, int columns) {
    int rows = gain.length;
    int n = Math.max(rows, columns);
    double[] u = new double[n + 1];
    double[] v = new double[n + 1];
    int[] owner = new int[n + 1];
    for (int i = 1; i <= n; i++) {
      owner[0] = i;
      int[] from = new int[n + 1];
      int at = grow(gain, columns, u, v, owner, from);
      while (at != 0) {
        owner[at] = owner[from[at]];
        at = from[at];
      }
    }
    int[] match = new int[rows];
    Arrays.fill(match, -1);
    for (int j = 1; j <= columns; j++) {
      int row = owner[j] - 1;
      if (row >= 0 && row < rows && gain[row][j - 1] > 0) {
        match[row] = j - 1;
      }
    }
    return match;
  }

  /** Finds a free column by the shortest way from the row in {@code owner[0]}. */
  private static int grow(
      double[][] gain, int columns, double[] u, double[] v, int[] owner, int[] from) {
    double[] least = new double[owner.length];
    boolean[] done = new boolean[owner.length];
    Arrays.fill(least, Double.MAX_VALUE);
    int at = 0;
    while (owner[at] != 0) {
      done[at] = true;
      int row = owner[at];
      int next = 0;
      for (int j = 1; j < owner.length; j++) {
        if (!done[j]) {
          double price = row <= gain.length && j <= columns ? -gain[row - 1][j - 1] : 0;
          double reduced = price - u[row] - v[j];
          if (reduced < least[j]) {
            least[j] = reduced;
            from[j] = at;
          }
          next = next == 0 || least[j] < least[next] ? j : next;
        }
      }
      double step = least[next];
      for (int j = 0; j < owner.length; j++) {
        if (done[j]) {
          u[owner[j]] += step;
          v[j] -= step;
        } else {
          least[j] -= step;
        }
      }
      at = next;
    }
    return at;
  }
}
