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
 * The inputs and outputs of a model by their part in detection.
 *
 * @param picture the picture, float32 or float16 {@code [1,3,height,width]}; a side left open is -1
 * @param sizes where D-FINE wants to be told the size of the picture; null elsewhere
 * @param outputs one table of boxes; or boxes, scores and labels in this order
 */
record ModelPorts(Port picture, Port sizes, List<Port> outputs) {
  private static final String SIZES = "orig_target_sizes";

  /**
   * One input or output.
   *
   * @param name in the graph
   * @param type of its elements
   * @param shape as declared, -1 for what is left open
   */
  record Port(String name, OnnxJavaType type, long[] shape) {
    boolean half() {
      return type == OnnxJavaType.FLOAT16;
    }

    boolean real() {
      return type == OnnxJavaType.FLOAT || half();
    }

    /** True for a plain list of whole numbers for each picture. */
    boolean whole() {
      return type == OnnxJavaType.INT64 && rank() == 2;
    }

    int rank() {
      return shape.length;
    }

    private boolean single() {
      return rank() > 0 && (shape[0] == 1 || shape[0] == -1);
    }

    private boolean end(long side) {
      return shape[rank() - 1] == side || shape[rank() - 1] == -1;
    }

    @Override
    public String toString() {
      String sides =
          Arrays.stream(shape)
              .mapToObj(d -> d < 0 ? "?" : Long.toString(d))
              .collect(Collectors.joining(","));
      String kind =
          type == OnnxJavaType.FLOAT ? "float32" : type.toString().toLowerCase(Locale.ROOT);
      return name + " " + kind + "[" + sides + "]";
    }
  }

  boolean split() {
    return sizes != null;
  }

  /** The table's shape as declared, or that of the boxes. */
  Port table() {
    return outputs.get(0);
  }

  /** Finds the parts; empty when the model has others. */
  static Optional<ModelPorts> of(Collection<NodeInfo> inputs, Collection<NodeInfo> outputs) {
    List<Port> in = ports(inputs);
    List<Port> out = ports(outputs);
    Port picture = in.stream().filter(ModelPorts::isPicture).findFirst().orElse(null);
    if (picture == null || in.size() != inputs.size() || out.size() != outputs.size()) {
      return Optional.empty();
    }
    if (in.size() == 2) {
      return threeOutputs(picture, in, out);
    }
    return in.size() == 1 ? oneTable(picture, out) : Optional.empty();
  }

  private static Optional<ModelPorts> threeOutputs(Port picture, List<Port> in, List<Port> out) {
    Port sizes = named(in, SIZES);
    Port boxes = named(out, "boxes");
    Port scores = named(out, "scores");
    Port labels = named(out, "labels");
    boolean whole = sizes != null && boxes != null && scores != null && labels != null;
    return whole
            && out.size() == 3
            && sizes.whole()
            && sizes.end(2)
            && boxes.real()
            && boxes.rank() == 3
            && boxes.end(4)
            && scores.real()
            && scores.rank() == 2
            && labels.whole()
        ? Optional.of(new ModelPorts(picture, sizes, List.of(boxes, scores, labels)))
        : Optional.empty();
  }

  /** Older YOLOv5 and YOLOv7 exports append their raw heads of rank 5 to the table. */
  private static Optional<ModelPorts> oneTable(Port picture, List<Port> out) {
    List<Port> tables = out.stream().filter(p -> p.rank() == 3 && p.real() && p.single()).toList();
    long rawHeads = out.stream().filter(p -> p.rank() == 5).count();
    return tables.size() == 1 && rawHeads == out.size() - 1
        ? Optional.of(new ModelPorts(picture, null, tables))
        : Optional.empty();
  }

  static boolean isPicture(Port port) {
    return port.rank() == 4
        && port.real()
        && port.single()
        && port.shape[1] == 3
        && open(port.shape[2])
        && open(port.shape[3]);
  }

  private static boolean open(long side) {
    return side == -1 || InputSize.usable(side);
  }

  private static Port named(List<Port> ports, String name) {
    return ports.stream().filter(p -> p.name.equals(name)).findFirst().orElse(null);
  }

  /** The tensors among them. */
  static List<Port> ports(Collection<NodeInfo> nodes) {
    return nodes.stream()
        .filter(node -> node.getInfo() instanceof TensorInfo)
        .map(
            node -> {
              TensorInfo info = (TensorInfo) node.getInfo();
              return new Port(node.getName(), info.type, info.getShape());
            })
        .toList();
  }

  /** Inputs or outputs in words: {@code output float32[1,3549,85], …}, eight at most. */
  static String describe(Collection<NodeInfo> nodes) {
    List<Port> ports = ports(nodes);
    String shown = ports.stream().limit(8).map(Port::toString).collect(Collectors.joining(", "));
    String more = ports.size() > 8 ? shown + " and " + (ports.size() - 8) + " more" : shown;
    return ports.size() == nodes.size() ? more : more + " (and what is no tensor)";
  }
}
