package io.milepost.rsu.perception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.milepost.rsu.camera.VideoFrame;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every layout on a table of random numbers against a second decoder, written here from the
 * families' papers and exporters: whole arrays, double precision, no thought of speed.
 */
class LayoutOracleTest {
  private static final int SIDE = 64;
  private static final int GRID = 64 + 16 + 4;
  private static final int CLASSES = 3;
  private static final int SOURCE_W = 128;
  private static final int SOURCE_H = 96;
  private static final double SCORE = 0.25;
  private static final double IOU = 0.45;

  @TempDir Path folder;

  /** A box in input pixels by its corners. */
  private record Box(double x1, double y1, double x2, double y2, int type, double score) {
    double iou(Box o) {
      double w = Math.max(0, Math.min(x2, o.x2) - Math.max(x1, o.x1));
      double h = Math.max(0, Math.min(y2, o.y2) - Math.max(y1, o.y1));
      return w * h / ((x2 - x1) * (y2 - y1) + (o.x2 - o.x1) * (o.y2 - o.y1) - w * h);
    }
  }

  @ParameterizedTest
  @EnumSource(ModelLayout.class)
  void shouldAgreeWithTheOracleWhenTheTableIsRandom(ModelLayout layout) throws IOException {
    Random random = new Random(layout.ordinal() + 7L);
    double[][] boxes = new double[rows(layout)][4];
    double[][] scores = new double[rows(layout)][CLASSES];
    for (int i = 0; i < boxes.length; i++) {
      boxes[i] =
          new double[] {
            random.nextDouble() * SIDE,
            random.nextDouble() * SIDE,
            4 + random.nextDouble() * 20,
            4 + random.nextDouble() * 20
          };
      for (int c = 0; c < CLASSES; c++) {
        scores[i][c] = Math.pow(random.nextDouble(), 6);
      }
    }
    Path file = write(layout, boxes, scores);

    List<Detection> found;
    try (Model model = new ModelLoader(1).load(file);
        Detector detector = new Detector(model, DetectorConfig.defaults());
        VideoFrame frame = Pictures.grey(SOURCE_W, SOURCE_H, 0)) {
      assertThat(model.info().layout()).isEqualTo(layout);
      found = detector.detect("cam", frame).detections();
    }

    List<double[]> expected = oracle(layout, boxes, scores);
    assertThat(expected).hasSizeGreaterThan(5);
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      Detection d = found.get(i);
      double[] e = expected.get(i);
      assertThat(new double[] {d.x(), d.y(), d.w(), d.h(), d.confidence()})
          .containsExactly(new double[] {e[0], e[1], e[2], e[3], e[5]}, within(2e-3));
      assertThat(d.label()).isEqualTo(List.of("car", "person", "driver's door").get((int) e[4]));
    }
  }

  private static int rows(ModelLayout layout) {
    return switch (layout) {
      case YOLOV5 -> 3 * GRID;
      case END_TO_END, RT_DETR, D_FINE -> 300;
      default -> GRID;
    };
  }

  private static boolean best(ModelLayout layout) {
    return layout == ModelLayout.END_TO_END || layout == ModelLayout.D_FINE;
  }

  private static int argmax(double[] values) {
    int best = 0;
    for (int c = 1; c < values.length; c++) {
      best = values[c] > values[best] ? c : best;
    }
    return best;
  }

  /** Boxes above the threshold, best first. */
  private static List<Box> certain(double[][] boxes, double[][] scores) {
    List<Box> all = new ArrayList<>();
    for (int i = 0; i < boxes.length; i++) {
      double[] b = boxes[i];
      int type = argmax(scores[i]);
      double score = scores[i][type];
      if (score >= SCORE) {
        all.add(
            new Box(
                b[0] - b[2] / 2, b[1] - b[3] / 2, b[0] + b[2] / 2, b[1] + b[3] / 2, type, score));
      }
    }
    all.sort(Comparator.comparingDouble(Box::score).reversed());
    return all;
  }

  /** Boxes x, y, w, h in source pixels, class, score; best first. */
  private static List<double[]> oracle(ModelLayout layout, double[][] boxes, double[][] scores) {
    boolean suppress = !best(layout) && layout != ModelLayout.RT_DETR;
    List<Box> kept = new ArrayList<>();
    for (Box b : certain(boxes, scores)) {
      if (!suppress || kept.stream().noneMatch(k -> k.type == b.type && k.iou(b) > IOU)) {
        kept.add(b);
      }
    }
    // 128x96 in 64x64: half as large, 64x48, with 8 rows above when centred; or stretched.
    boolean stretched = layout == ModelLayout.RT_DETR || layout == ModelLayout.D_FINE;
    boolean topLeft = layout == ModelLayout.YOLOX || layout == ModelLayout.YOLOX_DECODED;
    double scaleY = stretched ? 1.5 : 2;
    double top = stretched || topLeft ? 0 : 8;
    List<double[]> found = new ArrayList<>();
    for (Box b : kept) {
      double x1 = Math.min(SOURCE_W, Math.max(0, b.x1 * 2));
      double x2 = Math.min(SOURCE_W, Math.max(0, b.x2 * 2));
      double y1 = Math.min(SOURCE_H, Math.max(0, (b.y1 - top) * scaleY));
      double y2 = Math.min(SOURCE_H, Math.max(0, (b.y2 - top) * scaleY));
      if (x2 > x1 && y2 > y1) {
        found.add(new double[] {x1, y1, x2 - x1, y2 - y1, b.type, b.score});
      }
    }
    return found;
  }

  private Path write(ModelLayout layout, double[][] boxes, double[][] scores) throws IOException {
    int n = boxes.length;
    TinyGraph graph = new TinyGraph().input("images", TinyGraph.FLOAT, 1, 3, SIDE, SIDE);
    graph.metadata("names", TinyModels.NAMES);
    if (layout == ModelLayout.D_FINE) {
      return split(graph, boxes, scores);
    }
    if (layout == ModelLayout.MILEPOST_1) {
      graph.metadata("milepost.layout", "milepost-1");
    }
    int columns =
        switch (layout) {
          case END_TO_END -> 6;
          case YOLOX, YOLOX_DECODED, YOLOV5 -> 5 + CLASSES;
          default -> 4 + CLASSES;
        };
    boolean classMajor = layout == ModelLayout.MILEPOST_1 || layout == ModelLayout.YOLOV8;
    float[] table = new float[n * columns];
    if (layout == ModelLayout.YOLOX_DECODED) {
      toOwnCells(boxes);
    }
    for (int i = 0; i < n; i++) {
      double[] row = row(layout, i, boxes[i], scores[i], columns);
      for (int c = 0; c < columns; c++) {
        table[classMajor ? c * n + i : i * columns + c] = (float) row[c];
      }
    }
    long[] shape = classMajor ? new long[] {1, columns, n} : new long[] {1, n, columns};
    return graph
        .constant("table", TinyGraph.FLOAT, table, shape)
        .node("Identity", List.of("table"), "output")
        .output("output", TinyGraph.FLOAT, shape)
        .write(folder.resolve("tiny.onnx"));
  }

  /** A box of a real export lies near its cell; by that raw and decoded are told apart. */
  private static void toOwnCells(double[][] boxes) {
    for (int i = 0; i < boxes.length; i++) {
      double[] cell = cell(i);
      boxes[i][0] = (cell[0] + boxes[i][0] / SIDE) * cell[2];
      boxes[i][1] = (cell[1] + boxes[i][1] / SIDE) * cell[2];
    }
  }

  /** Column, row and stride of an anchor. */
  private static double[] cell(int anchor) {
    int stride = anchor < 64 ? 8 : anchor < 80 ? 16 : 32;
    int at = anchor < 64 ? anchor : anchor < 80 ? anchor - 64 : anchor - 80;
    return new double[] {at % (SIDE / stride), at / (SIDE / stride), stride};
  }

  private static double[] row(
      ModelLayout layout, int i, double[] box, double[] scores, int columns) {
    double[] row = new double[columns];
    System.arraycopy(box, 0, row, 0, 4);
    switch (layout) {
      case END_TO_END -> {
        row[0] = box[0] - box[2] / 2;
        row[1] = box[1] - box[3] / 2;
        row[2] = box[0] + box[2] / 2;
        row[3] = box[1] + box[3] / 2;
        row[4] = scores[argmax(scores)];
        row[5] = argmax(scores);
      }
      case YOLOX, YOLOX_DECODED, YOLOV5 -> {
        if (layout == ModelLayout.YOLOX) {
          double[] cell = cell(i);
          row[0] = box[0] / cell[2] - cell[0];
          row[1] = box[1] / cell[2] - cell[1];
          row[2] = Math.log(box[2] / cell[2]);
          row[3] = Math.log(box[3] / cell[2]);
        }
        row[4] = Math.sqrt(scores[argmax(scores)]);
        for (int c = 0; c < CLASSES; c++) {
          row[5 + c] = row[4] == 0 ? 0 : scores[c] / row[4];
        }
      }
      default -> {
        for (int k = 0; k < 4 && layout == ModelLayout.RT_DETR; k++) {
          row[k] = box[k] / SIDE;
        }
        System.arraycopy(scores, 0, row, 4, CLASSES);
      }
    }
    return row;
  }

  /** Boxes leave the graph multiplied by the size that was put in, as the authors' export does. */
  private Path split(TinyGraph graph, double[][] boxes, double[][] scores) throws IOException {
    int n = boxes.length;
    float[] corners = new float[4 * n];
    float[] confidence = new float[n];
    float[] labels = new float[n];
    for (int i = 0; i < n; i++) {
      double[] b = boxes[i];
      corners[4 * i] = (float) ((b[0] - b[2] / 2) / SIDE);
      corners[4 * i + 1] = (float) ((b[1] - b[3] / 2) / SIDE);
      corners[4 * i + 2] = (float) ((b[0] + b[2] / 2) / SIDE);
      corners[4 * i + 3] = (float) ((b[1] + b[3] / 2) / SIDE);
      labels[i] = argmax(scores[i]);
      confidence[i] = (float) scores[i][argmax(scores[i])];
    }
    return graph
        .input("orig_target_sizes", TinyGraph.INT64, -1, 2)
        .constant("parts", TinyGraph.FLOAT, corners, 1, n, 4)
        .constant("types", TinyGraph.INT64, labels, 1, n)
        .constant("confidence", TinyGraph.FLOAT, confidence, 1, n)
        .node("Cast", List.of("orig_target_sizes"), "sides", "to", TinyGraph.FLOAT)
        .node("Concat", List.of("sides", "sides"), "twice", "axis", 1)
        .node("Mul", List.of("parts", "twice"), "boxes")
        .node("Identity", List.of("types"), "labels")
        .node("Identity", List.of("confidence"), "scores")
        .output("labels", TinyGraph.INT64, -1, n)
        .output("boxes", TinyGraph.FLOAT, -1, n, 4)
        .output("scores", TinyGraph.FLOAT, -1, n)
        .write(folder.resolve("tiny.onnx"));
  }
}
