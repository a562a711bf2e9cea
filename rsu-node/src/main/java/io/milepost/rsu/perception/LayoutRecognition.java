package io.milepost.rsu.perception;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.TensorInfo;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Tells from the shapes of a model's input and output, and from its labels, which family it is.
 *
 * @param layout family; YOLOX still has to be told raw from decoded by a run
 * @param width input width, pixels
 * @param height input height, pixels
 * @param anchors boxes proposed for every picture
 * @param classes labels
 */
record LayoutRecognition(
    ModelLayout layout, int width, int height, int anchors, List<String> classes) {

  static final String SUPPORTED =
      "supported are milepost-1, YOLOX [1,A,5+classes] and YOLOv8/11 [1,4+classes,A] or its"
          + " transpose, one float32 input [1,3,height,width] of fixed size, without NMS inside";

  private static final int MAX_SIDE = 2048;

  /** The one float32 picture a model takes, as {width, height}; empty for anything else. */
  static Optional<int[]> pictureSize(Collection<NodeInfo> inputs) {
    if (inputs.size() != 1) {
      return Optional.empty();
    }
    return floatTensor(inputs.iterator().next(), 4)
        .filter(s -> s[1] == 3 && usable(s[2]) && usable(s[3]))
        .map(s -> new int[] {(int) s[3], (int) s[2]});
  }

  private static boolean usable(long side) {
    return side >= 32 && side <= MAX_SIDE && side % 32 == 0;
  }

  /** Shape of the one float32 output of rank 3 with batch 1; empty for anything else. */
  static Optional<long[]> boxTable(Collection<NodeInfo> outputs) {
    return outputs.size() == 1 ? floatTensor(outputs.iterator().next(), 3) : Optional.empty();
  }

  private static Optional<long[]> floatTensor(NodeInfo node, int rank) {
    if (!(node.getInfo() instanceof TensorInfo tensor) || tensor.type != OnnxJavaType.FLOAT) {
      return Optional.empty();
    }
    long[] shape = tensor.getShape();
    return shape.length == rank && (shape[0] == 1 || shape[0] == -1)
        ? Optional.of(shape)
        : Optional.empty();
  }

  /**
   * Recognises the family.
   *
   * @param declared the value of {@code milepost.layout}, null when absent
   * @param size input width and height
   * @param table output shape, as it really came out of a run
   * @param names labels as declared; empty when the file declares none
   * @return empty when it is none of the supported ones
   */
  static Optional<LayoutRecognition> of(
      String declared, int[] size, long[] table, List<String> names) {
    int first = (int) table[1];
    int second = (int) table[2];
    if (declared != null) {
      boolean ours = declared.equals("milepost-1") && !names.isEmpty();
      return ours && first == 4 + names.size() && second > 0
          ? found(ModelLayout.MILEPOST_1, size, second, names)
          : Optional.empty();
    }
    int grid = ModelLayout.anchors(size[0], size[1]);
    if (second == grid) {
      return withNames(ModelLayout.YOLOV8, size, grid, first, names);
    }
    if (first != grid) {
      return Optional.empty();
    }
    Optional<LayoutRecognition> yolox = withNames(ModelLayout.YOLOX, size, grid, second, names);
    return yolox.isPresent()
        ? yolox
        : withNames(ModelLayout.YOLOV8_TRANSPOSED, size, grid, second, names);
  }

  /**
   * The number of labels tells 5+nc from 4+nc; without labels only COCO's 80 are taken for sure.
   */
  private static Optional<LayoutRecognition> withNames(
      ModelLayout layout, int[] size, int anchors, int channels, List<String> names) {
    List<String> labels = names.isEmpty() ? ClassNames.COCO : names;
    return channels == layout.head() + labels.size()
        ? found(layout, size, anchors, labels)
        : Optional.empty();
  }

  private static Optional<LayoutRecognition> found(
      ModelLayout layout, int[] size, int anchors, List<String> labels) {
    return Optional.of(new LayoutRecognition(layout, size[0], size[1], anchors, labels));
  }

  /** Inputs or outputs in words: {@code output float32[1,3549,85], …}, eight at most. */
  static String describe(Collection<NodeInfo> nodes) {
    String shown =
        nodes.stream().limit(8).map(LayoutRecognition::describe).collect(Collectors.joining(", "));
    return nodes.size() > 8 ? shown + " and " + (nodes.size() - 8) + " more" : shown;
  }

  private static String describe(NodeInfo node) {
    if (!(node.getInfo() instanceof TensorInfo tensor)) {
      return node.getName() + " (not a tensor)";
    }
    String shape =
        Arrays.stream(tensor.getShape())
            .mapToObj(d -> d < 0 ? "?" : Long.toString(d))
            .collect(Collectors.joining(","));
    String type =
        tensor.type == OnnxJavaType.FLOAT
            ? "float32"
            : tensor.type.toString().toLowerCase(Locale.ROOT);
    return node.getName() + " " + type + "[" + shape + "]";
  }
}
