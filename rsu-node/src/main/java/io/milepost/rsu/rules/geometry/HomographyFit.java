package io.milepost.rsu.rules.geometry;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/**
 * Fits a {@link Homography} by the normalised direct linear transformation (Hartley, In defense of
 * the eight-point algorithm, PAMI 1997; Hartley and Zisserman, algorithm 4.2): the right singular
 * vector of the smallest singular value of two equations for each pair.
 *
 * <p>Rejected: solving eight equations by hand, which is no least squares beyond four points and
 * does not tell a degenerate configuration; Commons Math, whose last release is of 2016.
 */
final class HomographyFit {
  /** Largest accepted reprojection error on the ground, metres. */
  static final double MOST_RMS_METRES = 0.5;

  /** Below this share of the largest singular value another map fits as well. */
  private static final double LEAST_RANK = 2e-3;

  /** A normalised map that is nearly singular folds the road into a line. */
  private static final double LEAST_DETERMINANT = 1e-4;

  /** Places clicked by hand are right to about a pixel of a picture of 640 by 360. */
  private static final double LEAST_ERROR_U = 1.0 / 640;

  private static final double LEAST_ERROR_V = 1.0 / 360;
  private static final int ALTERNATIVES = 12;
  private static final long SHAKE_SEED = 20;

  private HomographyFit() {}

  /**
   * Fits.
   *
   * @param pairs four or more
   * @throws MilepostException CONFIGURATION with one sentence when the points do not determine the
   *     map or do not agree with it
   */
  static Homography fit(List<Homography.Pair> pairs) {
    double[] toImage = toImage(pairs);
    double[] toGround = toGround(toImage, pairs);
    Homography fitted = new Homography(toImage, toGround, pairs, List.of());
    check(fitted);
    return new Homography(toImage, toGround, pairs, alternatives(fitted));
  }

  /** Fits again to points shaken by the error that they show, at least that of a click. */
  private static List<double[]> alternatives(Homography fitted) {
    List<Homography.Pair> pairs = fitted.pairs();
    double freedom = Math.sqrt(pairs.size() / Math.max(1.0, pairs.size() - 4));
    double u = Math.max(LEAST_ERROR_U, freedom * fitted.rmsPixels(1, 0));
    double v = Math.max(LEAST_ERROR_V, freedom * fitted.rmsPixels(0, 1));
    Random random = new Random(SHAKE_SEED);
    List<double[]> maps = new ArrayList<>();
    for (int i = 0; i < ALTERNATIVES; i++) {
      List<Homography.Pair> shaken = new ArrayList<>();
      for (Homography.Pair p : pairs) {
        double[] at = new double[2];
        fitted.image(p.worldX(), p.worldY(), at);
        shaken.add(
            new Homography.Pair(
                at[0] + u * random.nextGaussian(),
                at[1] + v * random.nextGaussian(),
                p.worldX(),
                p.worldY()));
      }
      try {
        maps.add(toGround(toImage(shaken), pairs));
      } catch (MilepostException e) {
        throw degenerate();
      }
    }
    return maps;
  }

  private static double[] toGround(double[] toImage, List<Homography.Pair> pairs) {
    double[] toGround = inverse(toImage);
    orient(toGround, pairs.get(0).imageX(), pairs.get(0).imageY());
    return toGround;
  }

  private static double[] toImage(List<Homography.Pair> pairs) {
    double[] image = normaliser(pairs, Homography.Pair::imageX, Homography.Pair::imageY, "picture");
    double[] world = normaliser(pairs, Homography.Pair::worldX, Homography.Pair::worldY, "road");
    double[] h = solve(pairs, image, world);
    if (Math.abs(determinant(h)) < LEAST_DETERMINANT) {
      throw degenerate();
    }
    // x_image = image⁻¹ · h · world, image⁻¹ being the scale 1/s and the shift back.
    double s = image[0];
    double[] back = {1 / s, 0, -image[1] / s, 0, 1 / s, -image[2] / s, 0, 0, 1};
    double[] forth = {
      world[0], 0, world[1], 0, world[0], world[2], 0, 0, 1,
    };
    double[] toImage = product(back, product(h, forth));
    orient(toImage, pairs.get(0).worldX(), pairs.get(0).worldY());
    return toImage;
  }

  private static void check(Homography fitted) {
    double[] at = new double[2];
    Ground ground = new Ground();
    int worst = 0;
    for (int i = 0; i < fitted.pairs().size(); i++) {
      Homography.Pair p = fitted.pairs().get(i);
      if (!fitted.image(p.worldX(), p.worldY(), at)
          || !fitted.ground(p.imageX(), p.imageY(), ground)) {
        throw refuse(
            "points["
                + i
                + "] and points[0] lie on different sides of the horizon that the points make;"
                + " check that each picture point stands beside its own world point");
      }
      worst = fitted.errorMetres(p) > fitted.errorMetres(fitted.pairs().get(worst)) ? i : worst;
    }
    double rms = fitted.rmsMetres();
    if (!(rms <= MOST_RMS_METRES)) {
      throw refuse(
          String.format(
              Locale.ROOT,
              "the points miss a flat road by %.2f m (RMS), more than %.1f m; the worst is points[%d]"
                  + " with %.2f m: measure it again or leave it out",
              rms,
              MOST_RMS_METRES,
              worst,
              fitted.errorMetres(fitted.pairs().get(worst))));
    }
  }

  /** Scale and shift that put the centre at 0 and the mean distance from it at √2. */
  private static double[] normaliser(
      List<Homography.Pair> pairs,
      ToDoubleFunction<Homography.Pair> x,
      ToDoubleFunction<Homography.Pair> y,
      String where) {
    double cx = pairs.stream().mapToDouble(x).average().orElse(0);
    double cy = pairs.stream().mapToDouble(y).average().orElse(0);
    double mean =
        pairs.stream()
            .mapToDouble(p -> Math.hypot(x.applyAsDouble(p) - cx, y.applyAsDouble(p) - cy))
            .average()
            .orElse(0);
    if (!(mean > 1e-6)) {
      throw refuse("all points are at one place of the " + where + "; spread them");
    }
    double s = Math.sqrt(2) / mean;
    return new double[] {s, -s * cx, -s * cy};
  }

  private static double[] solve(List<Homography.Pair> pairs, double[] image, double[] world) {
    int rows = Math.max(9, 2 * pairs.size());
    DMatrixRMaj a = new DMatrixRMaj(rows, 9);
    for (int i = 0; i < pairs.size(); i++) {
      Homography.Pair p = pairs.get(i);
      double u = image[0] * p.imageX() + image[1];
      double v = image[0] * p.imageY() + image[2];
      double x = world[0] * p.worldX() + world[1];
      double y = world[0] * p.worldY() + world[2];
      double[] first = {x, y, 1, 0, 0, 0, -u * x, -u * y, -u};
      double[] second = {0, 0, 0, x, y, 1, -v * x, -v * y, -v};
      for (int c = 0; c < 9; c++) {
        a.set(2 * i, c, first[c]);
        a.set(2 * i + 1, c, second[c]);
      }
    }
    SingularValueDecomposition_F64<DMatrixRMaj> svd =
        DecompositionFactory_DDRM.svd(rows, 9, false, true, true);
    if (!svd.decompose(a)) {
      throw degenerate();
    }
    double[] values = svd.getSingularValues();
    int least = 0;
    double most = 0;
    for (int i = 0; i < 9; i++) {
      least = values[i] < values[least] ? i : least;
      most = Math.max(most, values[i]);
    }
    double second = Double.MAX_VALUE;
    for (int i = 0; i < 9; i++) {
      second = i == least ? second : Math.min(second, values[i]);
    }
    if (second < LEAST_RANK * most) {
      throw degenerate();
    }
    DMatrixRMaj v = svd.getV(null, false);
    double[] h = new double[9];
    for (int i = 0; i < 9; i++) {
      h[i] = v.get(i, least);
    }
    return h;
  }

  private static void orient(double[] m, double x, double y) {
    if (m[6] * x + m[7] * y + m[8] < 0) {
      for (int i = 0; i < 9; i++) {
        m[i] = -m[i];
      }
    }
  }

  private static double[] product(double[] a, double[] b) {
    double[] out = new double[9];
    for (int r = 0; r < 3; r++) {
      for (int c = 0; c < 3; c++) {
        out[3 * r + c] = a[3 * r] * b[c] + a[3 * r + 1] * b[3 + c] + a[3 * r + 2] * b[6 + c];
      }
    }
    return out;
  }

  private static double determinant(double[] m) {
    return m[0] * (m[4] * m[8] - m[5] * m[7])
        - m[1] * (m[3] * m[8] - m[5] * m[6])
        + m[2] * (m[3] * m[7] - m[4] * m[6]);
  }

  /** Up to scale: the adjugate. */
  private static double[] inverse(double[] m) {
    return new double[] {
      m[4] * m[8] - m[5] * m[7],
      m[2] * m[7] - m[1] * m[8],
      m[1] * m[5] - m[2] * m[4],
      m[5] * m[6] - m[3] * m[8],
      m[0] * m[8] - m[2] * m[6],
      m[2] * m[3] - m[0] * m[5],
      m[3] * m[7] - m[4] * m[6],
      m[1] * m[6] - m[0] * m[7],
      m[0] * m[4] - m[1] * m[3]
    };
  }

  private static MilepostException degenerate() {
    return refuse(
        "the points do not determine the road: three of four, or nearly all, lie on one line; add"
            + " points beside it");
  }

  private static MilepostException refuse(String sentence) {
    return new MilepostException(FailureCode.CONFIGURATION, "calibration: " + sentence);
  }
}
