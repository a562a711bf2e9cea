package io.milepost.rsu.perception;

/**
 * Where a picture lies inside a model's input, aspect ratio kept.
 *
 * @param left first column of the picture, input pixels
 * @param top first row of the picture, input pixels
 * @param width columns it covers
 * @param height rows it covers
 * @param sourceX first column of the source that is shown
 * @param sourceY first row of the source that is shown
 * @param sourceWidth width of what is shown of the source, pixels
 * @param sourceHeight height of what is shown of the source, pixels
 */
record Letterbox(
    int left,
    int top,
    int width,
    int height,
    int sourceX,
    int sourceY,
    int sourceWidth,
    int sourceHeight) {

  /** Where a whole picture lies. */
  Letterbox(int left, int top, int width, int height, int sourceWidth, int sourceHeight) {
    this(left, top, width, height, 0, 0, sourceWidth, sourceHeight);
  }

  /** Fits a source into an input; bars on both sides when centred, else at the right and bottom. */
  static Letterbox fit(
      int sourceWidth, int sourceHeight, int inputWidth, int inputHeight, boolean centred) {
    double ratio = Math.min(inputWidth / (double) sourceWidth, inputHeight / (double) sourceHeight);
    int width = Math.max(1, Math.min(inputWidth, (int) Math.round(sourceWidth * ratio)));
    int height = Math.max(1, Math.min(inputHeight, (int) Math.round(sourceHeight * ratio)));
    int left = centred ? (inputWidth - width) / 2 : 0;
    int top = centred ? (inputHeight - height) / 2 : 0;
    return new Letterbox(left, top, width, height, sourceWidth, sourceHeight);
  }

  /** The same place in the input showing another part of the source of the same size. */
  Letterbox showing(int x, int y) {
    return sourceX == x && sourceY == y
        ? this
        : new Letterbox(left, top, width, height, x, y, sourceWidth, sourceHeight);
  }

  /** Column of the source at a column of the input, kept inside the picture. */
  float toSourceX(float x) {
    return sourceX + clamp((x - left) * sourceWidth / width, sourceWidth);
  }

  /** Row of the source at a row of the input, kept inside the picture. */
  float toSourceY(float y) {
    return sourceY + clamp((y - top) * sourceHeight / height, sourceHeight);
  }

  private static float clamp(float value, float limit) {
    return Math.max(0, Math.min(limit, value));
  }
}
