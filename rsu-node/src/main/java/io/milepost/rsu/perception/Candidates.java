package io.milepost.rsu.perception;

import java.util.Arrays;

/**
 * Boxes that passed the threshold, as parallel arrays in input pixels; reused for every frame. Not
 * thread-safe.
 */
final class Candidates {
  /** Best boxes that go into suppression; more only cost time (quadratic). */
  static final int MAX_BEFORE_NMS = 1000;

  /** Boxes reported for one frame at most. */
  static final int MAX_AFTER_NMS = 300;

  final float[] x1;
  final float[] y1;
  final float[] x2;
  final float[] y2;
  final float[] score;
  final int[] label;
  private final long[] order;
  private final int[] kept = new int[MAX_AFTER_NMS];
  private int size;

  Candidates(int anchors) {
    x1 = new float[anchors];
    y1 = new float[anchors];
    x2 = new float[anchors];
    y2 = new float[anchors];
    score = new float[anchors];
    label = new int[anchors];
    order = new long[anchors];
  }

  void clear() {
    size = 0;
  }

  int size() {
    return size;
  }

  void add(float cx, float cy, float w, float h, float confidence, int type) {
    addCorners(cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2, confidence, type);
  }

  void addCorners(float left, float top, float right, float bottom, float confidence, int type) {
    x1[size] = left;
    y1[size] = top;
    x2[size] = right;
    y2[size] = bottom;
    score[size] = confidence;
    label[size] = type;
    size++;
  }

  /**
   * Greedy suppression within each class, best first.
   *
   * @param iou boxes of one class overlapping a better one by more than this are dropped
   * @return how many are left; {@link #kept(int)} names them, best first
   */
  int suppress(float iou) {
    for (int i = 0; i < size; i++) {
      // Scores are not negative, so their bits sort as they do; ties go to the lower index.
      order[i] = ((long) Float.floatToRawIntBits(score[i]) << 32) | (0xffff_ffffL & ~i);
    }
    Arrays.sort(order, 0, size);
    int last = Math.max(0, size - MAX_BEFORE_NMS);
    int count = 0;
    for (int i = size - 1; i >= last && count < MAX_AFTER_NMS; i--) {
      int candidate = ~(int) order[i];
      if (!overlapsKept(candidate, count, iou)) {
        kept[count++] = candidate;
      }
    }
    return count;
  }

  /** Index of the n-th best box that suppression left. */
  int kept(int n) {
    return kept[n];
  }

  private boolean overlapsKept(int a, int count, float iou) {
    for (int k = 0; k < count; k++) {
      int b = kept[k];
      if (label[a] == label[b] && iou(a, b) > iou) {
        return true;
      }
    }
    return false;
  }

  private float iou(int a, int b) {
    float w = Math.min(x2[a], x2[b]) - Math.max(x1[a], x1[b]);
    float h = Math.min(y2[a], y2[b]) - Math.max(y1[a], y1[b]);
    if (w <= 0 || h <= 0) {
      return 0;
    }
    float both = w * h;
    float either = (x2[a] - x1[a]) * (y2[a] - y1[a]) + (x2[b] - x1[b]) * (y2[b] - y1[b]) - both;
    return both / either;
  }
}
