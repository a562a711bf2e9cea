package io.milepost.rsu.perception;

/**
 * Where a picture lies inside a model's input, aspect ratio kept.
 *
 * @param left first column of the picture, input pixels
 * @param top first row of the picture, input pixels
 * @param width columns it covers
 * @param height rows it covers
 * @param sourceWidth width of the source, pixels
 * @param sourceHeight height of the source, pixels
 */
record Letterbox(int left, int top, int width, int height, int sourceWidth, int sourceHeight) {

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

  /** Column of the source at a column of the input, kept inside the picture. */
  float toSourceX(float x) {
    return clamp((x - left) * sourceWidth / width, sourceWidth);
  }

  /** Row of the source at a row of the input, kept inside the picture. */
  float toSourceY(float y) {
    return clamp((y - top) * sourceHeight / height, sourceHeight);
  }

  private static float clamp(float value, float limit) {
    return Math.max(0, Math.min(limit, value));
  }
}
