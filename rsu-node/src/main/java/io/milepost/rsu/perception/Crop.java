package io.milepost.rsu.perception;

/**
 * A part of a picture, source pixels. Its left and top edges are multiples of {@link #GRID}, so
 * that they exist in every subsampled plane.
 *
 * @param x left edge
 * @param y top edge
 * @param width columns
 * @param height rows
 */
record Crop(int x, int y, int width, int height) {
  /** The coarsest chroma subsampling that decoders give. */
  static final int GRID = 4;

  /** Side of a crop as a share of the picture's, at most: less gains too little. */
  private static final double MOST_SHARE = 0.5;

  /**
   * The part around a place that a model sees in full resolution, or at twice the resolution of the
   * whole picture where that is more. Kept inside the picture.
   *
   * @param placeX 0..1 of the width
   * @param placeY 0..1 of the height
   */
  static Crop around(
      double placeX, double placeY, int width, int height, int inputWidth, int inputHeight) {
    double whole = Math.min(inputWidth / (double) width, inputHeight / (double) height);
    double scale = Math.max(1, whole / MOST_SHARE);
    int w = side(inputWidth / scale, width);
    int h = side(inputHeight / scale, height);
    return new Crop(start(placeX * width, w, width), start(placeY * height, h, height), w, h);
  }

  private static int side(double wanted, int whole) {
    int cut = Math.max(GRID, (int) Math.round(wanted) / GRID * GRID);
    return Math.min(whole, cut);
  }

  private static int start(double centre, int side, int whole) {
    int first = (int) Math.round(centre - side / 2.0);
    return Math.max(0, Math.min(whole - side, first)) / GRID * GRID;
  }

  /**
   * Whether a box is cut off by an edge of this crop that is not an edge of the picture.
   *
   * @param slack distance from the edge that still counts, pixels
   */
  boolean cuts(Detection box, int pictureWidth, int pictureHeight, float slack) {
    return x > 0 && box.x() <= x + slack
        || y > 0 && box.y() <= y + slack
        || x + width < pictureWidth && box.x() + box.w() >= x + width - slack
        || y + height < pictureHeight && box.y() + box.h() >= y + height - slack;
  }
}
