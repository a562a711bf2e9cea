package io.milepost.rsu.perception;

import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;

/**
 * Reads a model's output into {@link Candidates}. Scans contiguous rows only; allocates nothing per
 * frame. Not thread-safe.
 */
final class OutputDecoder {
  /** Values of an end-to-end row: corners, score, class. */
  private static final int ROW = 6;

  private final ModelLayout layout;
  private final int inputWidth;
  private final int inputHeight;
  private final int anchors;
  private final int classes;
  private final float[] row;
  private final float[] best;
  private final int[] arg;
  private final float[] boxes;
  private final int[] gridX;
  private final int[] gridY;
  private final int[] stride;

  OutputDecoder(ModelLayout layout, int inputWidth, int inputHeight, int anchors, int classes) {
    this.layout = layout;
    this.inputWidth = inputWidth;
    this.inputHeight = inputHeight;
    this.anchors = anchors;
    this.classes = classes;
    this.row = new float[Math.max(Math.max(anchors, ROW), layout.head() + classes)];
    this.best = new float[layout.classMajor() ? anchors : 0];
    this.arg = new int[layout.classMajor() ? anchors : 0];
    this.boxes = new float[layout.classMajor() ? 4 * anchors : 0];
    boolean grid = layout == ModelLayout.YOLOX;
    this.gridX = new int[grid ? anchors : 0];
    this.gridY = new int[grid ? anchors : 0];
    this.stride = new int[grid ? anchors : 0];
    if (grid) {
      layGrid();
    }
  }

  /** A decoder for this model. */
  static OutputDecoder of(Model model) {
    ModelInfo info = model.info();
    return new OutputDecoder(
        info.layout(),
        info.inputWidth(),
        info.inputHeight(),
        model.anchors(),
        info.classes().size());
  }

  private void layGrid() {
    int a = 0;
    for (int s : ModelLayout.STRIDES) {
      for (int y = 0; y < inputHeight / s; y++) {
        for (int x = 0; x < inputWidth / s; x++, a++) {
          gridX[a] = x;
          gridY[a] = y;
          stride[a] = s;
        }
      }
    }
  }

  /** Replaces the candidates by those boxes of the last run whose score reaches the threshold. */
  void decode(ModelTensors tensors, float threshold, Candidates into) {
    into.clear();
    if (layout.classMajor()) {
      decodeClassMajor(tensors.table(), threshold, into);
    } else if (layout.rows()) {
      decodeRows(tensors.table(), threshold, into);
    } else if (layout.split()) {
      decodeSplit(tensors.table(), tensors.scores(), tensors.labels(), threshold, into);
    } else {
      decodeAnchorMajor(tensors.table(), threshold, into);
    }
  }

  private void decodeClassMajor(FloatBuffer output, float threshold, Candidates into) {
    output.get(4 * anchors, best, 0, anchors);
    Arrays.fill(arg, 0);
    for (int c = 1; c < classes; c++) {
      output.get((4 + c) * anchors, row, 0, anchors);
      for (int a = 0; a < anchors; a++) {
        if (row[a] > best[a]) {
          best[a] = row[a];
          arg[a] = c;
        }
      }
    }
    output.get(0, boxes, 0, 4 * anchors);
    for (int a = 0; a < anchors; a++) {
      if (best[a] >= threshold) {
        into.add(
            boxes[a],
            boxes[anchors + a],
            boxes[2 * anchors + a],
            boxes[3 * anchors + a],
            best[a],
            arg[a]);
      }
    }
  }

  private void decodeRows(FloatBuffer output, float threshold, Candidates into) {
    for (int a = 0; a < anchors; a++) {
      output.get(a * ROW, row, 0, ROW);
      int type = (int) row[5];
      if (row[4] >= threshold && type >= 0 && type < classes) {
        into.addCorners(row[0], row[1], row[2], row[3], row[4], type);
      }
    }
  }

  private void decodeSplit(
      FloatBuffer corners, FloatBuffer scores, LongBuffer labels, float threshold, Candidates to) {
    for (int a = 0; a < anchors; a++) {
      float score = scores.get(a);
      long type = labels.get(a);
      if (score >= threshold && type >= 0 && type < classes) {
        corners.get(4 * a, row, 0, 4);
        to.addCorners(row[0], row[1], row[2], row[3], score, (int) type);
      }
    }
  }

  private void decodeAnchorMajor(FloatBuffer output, float threshold, Candidates into) {
    int head = layout.head();
    int channels = head + classes;
    boolean objectness = layout.objectness();
    for (int a = 0; a < anchors; a++) {
      int at = a * channels;
      // No class score exceeds 1, so a box cannot pass once its objectness does not.
      float weight = objectness ? output.get(at + 4) : 1;
      if (weight < threshold) {
        continue;
      }
      output.get(at, row, 0, channels);
      int type = head;
      for (int c = head + 1; c < channels; c++) {
        if (row[c] > row[type]) {
          type = c;
        }
      }
      float score = weight * row[type];
      if (score >= threshold) {
        addAnchor(a, score, type - head, into);
      }
    }
  }

  private void addAnchor(int a, float score, int type, Candidates into) {
    if (layout == ModelLayout.YOLOX) {
      int s = stride[a];
      into.add(
          (row[0] + gridX[a]) * s,
          (row[1] + gridY[a]) * s,
          (float) Math.exp(row[2]) * s,
          (float) Math.exp(row[3]) * s,
          score,
          type);
    } else if (layout == ModelLayout.RT_DETR) {
      into.add(
          row[0] * inputWidth,
          row[1] * inputHeight,
          row[2] * inputWidth,
          row[3] * inputHeight,
          score,
          type);
    } else {
      into.add(row[0], row[1], row[2], row[3], score, type);
    }
  }
}
