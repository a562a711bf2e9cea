package io.milepost.rsu.perception.pixels;

/**
 * Connected areas of a mask, eight neighbours, with their boxes. Reuses its work space; not
 * thread-safe.
 */
final class Blobs {
  /** Most areas told of one picture; the rest is dropped. */
  static final int MOST = 128;

  private int[] stack = new int[0];
  private boolean[] visited = new boolean[0];
  private int count;

  /** Which area a pixel belongs to, from 1; 0 for none. Valid until the next search. */
  short[] label = new short[0];

  final int[] left = new int[MOST];
  final int[] top = new int[MOST];
  final int[] right = new int[MOST];
  final int[] bottom = new int[MOST];
  final int[] area = new int[MOST];
  final int[] seeds = new int[MOST];

  /**
   * Finds areas.
   *
   * @param mask values by rows
   * @param member pixels of at least this value belong
   * @param seed an area needs a pixel of this value
   * @param least pixels an area needs
   * @return how many
   */
  int find(byte[] mask, int width, int height, int member, int seed, int least) {
    int n = width * height;
    if (stack.length != n) {
      stack = new int[n];
      visited = new boolean[n];
      label = new short[n];
    }
    java.util.Arrays.fill(label, (short) 0);
    java.util.Arrays.fill(visited, false);
    count = 0;
    for (int i = 0; i < n && count < MOST; i++) {
      if (mask[i] >= seed && !visited[i]) {
        fill(mask, width, height, i, member, seed);
        if (area[count] >= least) {
          count++;
        } else {
          unlabel(count + 1, width);
        }
      }
    }
    return count;
  }

  private void fill(byte[] mask, int width, int height, int from, int member, int seed) {
    int depth = 0;
    int at = count;
    left[at] = width;
    top[at] = height;
    right[at] = -1;
    bottom[at] = -1;
    area[at] = 0;
    seeds[at] = 0;
    stack[depth++] = from;
    visited[from] = true;
    while (depth > 0) {
      int i = stack[--depth];
      int x = i % width;
      int y = i / width;
      label[i] = (short) (at + 1);
      area[at]++;
      seeds[at] += mask[i] >= seed ? 1 : 0;
      left[at] = Math.min(left[at], x);
      right[at] = Math.max(right[at], x);
      top[at] = Math.min(top[at], y);
      bottom[at] = Math.max(bottom[at], y);
      for (int ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
        for (int nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
          int next = ny * width + nx;
          if (mask[next] >= member && !visited[next]) {
            visited[next] = true;
            stack[depth++] = next;
          }
        }
      }
    }
  }

  private void unlabel(int which, int width) {
    for (int y = top[which - 1]; y <= bottom[which - 1]; y++) {
      for (int x = left[which - 1]; x <= right[which - 1]; x++) {
        if (label[y * width + x] == which) {
          label[y * width + x] = 0;
        }
      }
    }
  }
}
