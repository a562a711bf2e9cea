package io.milepost.rsu.perception;

import java.io.IOException;
import java.nio.file.Path;

/** Tables of the supported layouts, each with boxes at known places in a 32x32 input. */
final class TinyModels {
  static final String NAMES = "{0: 'car', 1: 'person', 2: \"driver's door\"}";
  static final int CLASSES = 3;

  private TinyModels() {}

  /** One proposed box: anchor row, centre, size in input pixels, class, score. */
  record Box(int anchor, float cx, float cy, float w, float h, int type, float score) {}

  /** A class-major table [1,4+nc,A]. */
  static TinyOnnx classMajor(Box... boxes) {
    int a = TinyOnnx.ANCHORS;
    float[] table = new float[(4 + CLASSES) * a];
    for (Box b : boxes) {
      table[b.anchor] = b.cx;
      table[a + b.anchor] = b.cy;
      table[2 * a + b.anchor] = b.w;
      table[3 * a + b.anchor] = b.h;
      table[(4 + b.type) * a + b.anchor] = b.score;
    }
    return model(table, 4 + CLASSES, a);
  }

  /** An anchor-major table [1,A,4+nc]. */
  static TinyOnnx transposed(Box... boxes) {
    int channels = 4 + CLASSES;
    float[] table = new float[channels * TinyOnnx.ANCHORS];
    for (Box b : boxes) {
      put(table, b.anchor * channels, b.cx, b.cy, b.w, b.h);
      table[b.anchor * channels + 4 + b.type] = b.score;
    }
    return model(table, TinyOnnx.ANCHORS, channels);
  }

  /** YOLOX with the grid applied; boxes of other anchors lie in their own cells with score 0. */
  static TinyOnnx yoloxDecoded(Box... boxes) {
    int channels = 5 + CLASSES;
    float[] table = new float[channels * TinyOnnx.ANCHORS];
    int row = 0;
    for (int stride : new int[] {8, 16, 32}) {
      for (int y = 0; y < TinyOnnx.SIDE / stride; y++) {
        for (int x = 0; x < TinyOnnx.SIDE / stride; x++, row += channels) {
          put(table, row, (x + 0.5f) * stride, (y + 0.5f) * stride, stride, stride);
        }
      }
    }
    for (Box b : boxes) {
      put(table, b.anchor * channels, b.cx, b.cy, b.w, b.h);
      // Objectness times class gives the score.
      table[b.anchor * channels + 4] = 0.8f;
      table[b.anchor * channels + 5 + b.type] = b.score / 0.8f;
    }
    return model(table, TinyOnnx.ANCHORS, channels);
  }

  /**
   * YOLOX as exported, one box in the given anchor.
   *
   * @param raw dx, dy, log w, log h, objectness, then class scores
   */
  static TinyOnnx yoloxRaw(int anchor, float... raw) {
    int channels = 5 + CLASSES;
    float[] table = new float[channels * TinyOnnx.ANCHORS];
    put(table, anchor * channels, raw);
    return model(table, TinyOnnx.ANCHORS, channels);
  }

  private static void put(float[] table, int at, float... values) {
    System.arraycopy(values, 0, table, at, values.length);
  }

  private static TinyOnnx model(float[] table, long rows, long columns) {
    return new TinyOnnx(TinyOnnx.SIDE, TinyOnnx.SIDE, new long[] {1, rows, columns}, table)
        .metadata("names", NAMES);
  }

  /** Ten cars in a row and one person: a model whose answer is always the same. */
  static Path elevenBoxes(Path folder) throws IOException {
    Box[] boxes = new Box[11];
    for (int i = 0; i < 10; i++) {
      boxes[i] = new Box(i, 2 + 3 * i, 16, 2, 4, 0, 0.9f - i * 0.01f);
    }
    boxes[10] = new Box(10, 16, 12, 2, 6, 1, 0.95f);
    return classMajor(boxes)
        .metadata("milepost.layout", "milepost-1")
        .write(folder.resolve("eleven.onnx"));
  }
}
