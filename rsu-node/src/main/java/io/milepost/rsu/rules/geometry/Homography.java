package io.milepost.rsu.rules.geometry;

import java.util.List;

/**
 * The map between a flat road in metres and the picture in shares of its size, a 3 by 3 matrix up
 * to scale (Hartley and Zisserman, Multiple View Geometry, 2nd edition, chapter 2). Immutable.
 *
 * <p>It comes with alternatives, fitted to the same points shaken by their own error (parametric
 * bootstrap; Efron and Tibshirani, 1993). Where they disagree, as far beyond the points, the
 * calibration does not know the road.
 */
public final class Homography {
  private final double[] toImage;
  private final double[] toGround;
  private final List<Pair> pairs;
  private final double[][] alternatives;

  /**
   * A place known in both worlds.
   *
   * @param imageX share of the width from the left, 0..1
   * @param imageY share of the height from the top, 0..1
   * @param worldX metres on the ground
   * @param worldY metres on the ground
   */
  public record Pair(double imageX, double imageY, double worldX, double worldY) {}

  /**
   * A fitted map.
   *
   * @param toImage row by row, positive third coordinate where the pairs are
   * @param toGround its inverse, of the same sign
   * @param alternatives other maps to the ground that the points allow, of the same sign
   */
  Homography(double[] toImage, double[] toGround, List<Pair> pairs, List<double[]> alternatives) {
    this.toImage = toImage.clone();
    this.toGround = toGround.clone();
    this.pairs = List.copyOf(pairs);
    this.alternatives = alternatives.toArray(double[][]::new);
  }

  /** What it was fitted to. */
  public List<Pair> pairs() {
    return pairs;
  }

  /**
   * The place on the ground behind a place in the picture.
   *
   * @return false at or above the horizon
   */
  boolean ground(double u, double v, Ground out) {
    return ground(toGround, u, v, out);
  }

  private static boolean ground(double[] g, double u, double v, Ground out) {
    double w = g[6] * u + g[7] * v + g[8];
    if (!(w > 0)) {
      return false;
    }
    out.x = (g[0] * u + g[1] * v + g[2]) / w;
    out.y = (g[3] * u + g[4] * v + g[5]) / w;
    out.sigmaX = 0;
    out.sigmaY = 0;
    return true;
  }

  /** Adds to the spread of a place what the alternatives say about it. */
  void widen(double u, double v, Ground place, Ground scratch) {
    double xx = 0;
    double yy = 0;
    for (double[] each : alternatives) {
      if (!ground(each, u, v, scratch)) {
        xx = Double.POSITIVE_INFINITY;
        break;
      }
      xx += (scratch.x - place.x) * (scratch.x - place.x) / alternatives.length;
      yy += (scratch.y - place.y) * (scratch.y - place.y) / alternatives.length;
    }
    place.sigmaX = Math.sqrt(place.sigmaX * place.sigmaX + xx);
    place.sigmaY = Math.sqrt(place.sigmaY * place.sigmaY + yy);
  }

  /**
   * How much the alternatives disagree about the length of a way on the ground.
   *
   * @return standard deviation over the length, infinite when one of them sees sky
   */
  double disagreement(double u0, double v0, double u1, double v1, Ground a, Ground b) {
    if (!ground(toGround, u0, v0, a) || !ground(toGround, u1, v1, b)) {
      return Double.POSITIVE_INFINITY;
    }
    double length = Math.max(0.1, Math.hypot(b.x - a.x, b.y - a.y));
    double sum = 0;
    for (double[] each : alternatives) {
      if (!ground(each, u0, v0, a) || !ground(each, u1, v1, b)) {
        return Double.POSITIVE_INFINITY;
      }
      double other = Math.hypot(b.x - a.x, b.y - a.y);
      sum += (other - length) * (other - length);
    }
    return alternatives.length == 0 ? 0 : Math.sqrt(sum / alternatives.length) / length;
  }

  /**
   * The same with the first-order spread of the picture's noise: the covariance of the ground is J
   * Σ Jᵀ with J the map's derivative.
   *
   * @param sigmaU standard deviation to the right, shares
   * @param sigmaV standard deviation downwards, shares
   */
  boolean ground(double u, double v, double sigmaU, double sigmaV, Ground out) {
    if (!ground(u, v, out)) {
      return false;
    }
    double[] g = toGround;
    double w = g[6] * u + g[7] * v + g[8];
    out.sigmaX = Math.hypot((g[0] - out.x * g[6]) / w * sigmaU, (g[1] - out.x * g[7]) / w * sigmaV);
    out.sigmaY = Math.hypot((g[3] - out.y * g[6]) / w * sigmaU, (g[4] - out.y * g[7]) / w * sigmaV);
    return true;
  }

  /** The derivative of metres by shares at a place, row by row into four numbers. */
  boolean derivative(double u, double v, Ground scratch, double[] out) {
    if (!ground(u, v, scratch)) {
      return false;
    }
    double[] g = toGround;
    double w = g[6] * u + g[7] * v + g[8];
    out[0] = (g[0] - scratch.x * g[6]) / w;
    out[1] = (g[1] - scratch.x * g[7]) / w;
    out[2] = (g[3] - scratch.y * g[6]) / w;
    out[3] = (g[4] - scratch.y * g[7]) / w;
    return true;
  }

  /**
   * The place in the picture of a place on the ground.
   *
   * @param out receives shares of width and height
   * @return false behind the camera
   */
  public boolean image(double x, double y, double[] out) {
    double[] h = toImage;
    double w = h[6] * x + h[7] * y + h[8];
    if (!(w > 0)) {
      return false;
    }
    out[0] = (h[0] * x + h[1] * y + h[2]) / w;
    out[1] = (h[3] * x + h[4] * y + h[5]) / w;
    return true;
  }

  /**
   * Distance between a pair's place on the ground and what the map makes of its picture, metres.
   */
  public double errorMetres(Pair pair) {
    Ground at = new Ground();
    return ground(pair.imageX, pair.imageY, at)
        ? Math.hypot(at.x - pair.worldX, at.y - pair.worldY)
        : Double.POSITIVE_INFINITY;
  }

  /** The same in a picture of a size, pixels. */
  public double errorPixels(Pair pair, double width, double height) {
    double[] at = new double[2];
    return image(pair.worldX, pair.worldY, at)
        ? Math.hypot((at[0] - pair.imageX) * width, (at[1] - pair.imageY) * height)
        : Double.POSITIVE_INFINITY;
  }

  /** Root mean square of the reprojection errors on the ground, metres. Zero with four points. */
  public double rmsMetres() {
    double sum = 0;
    for (Pair each : pairs) {
      double e = errorMetres(each);
      sum += e * e;
    }
    return Math.sqrt(sum / pairs.size());
  }

  /** The same in a picture of a size, pixels. */
  public double rmsPixels(double width, double height) {
    double sum = 0;
    for (Pair each : pairs) {
      double e = errorPixels(each, width, height);
      sum += e * e;
    }
    return Math.sqrt(sum / pairs.size());
  }
}
