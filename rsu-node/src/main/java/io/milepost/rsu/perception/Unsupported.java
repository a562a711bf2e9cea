package io.milepost.rsu.perception;

import ai.onnxruntime.NodeInfo;
import io.milepost.rsu.perception.ModelPorts.Port;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Says of a model that is not supported what was found in it, and what it looks like. */
final class Unsupported {
  private final Collection<NodeInfo> inputs;
  private final Collection<NodeInfo> outputs;
  private final Map<String, String> metadata;

  Unsupported(
      Collection<NodeInfo> inputs, Collection<NodeInfo> outputs, Map<String, String> metadata) {
    this.inputs = inputs;
    this.outputs = outputs;
    this.metadata = metadata;
  }

  /** For a model whose ports are not those of a detector we read. */
  String byPorts() {
    return sentence(guess());
  }

  /** For a table that fits no family with these labels. */
  String byTable(Path file, InputSize size, long[] table, List<String> names) {
    String declared = metadata.get("milepost.layout");
    String guess =
        declared == null
            ? fits(size, (int) table[1], (int) table[2], names.size())
            : "its metadata declare the layout " + declared + " for " + names.size() + " classes";
    String more =
        names.isEmpty()
            ? "; class names other than COCO's 80 must be in its metadata or in "
                + ClassNames.sideCar(file).getFileName()
            : "";
    return sentence(guess) + more;
  }

  private String sentence(String guess) {
    return "its inputs are "
        + ModelPorts.describe(inputs)
        + " and its outputs are "
        + ModelPorts.describe(outputs)
        + (guess.isEmpty() ? "" : ", " + guess)
        + "; "
        + LayoutRecognition.SUPPORTED;
  }

  private static String fits(InputSize size, int first, int second, int names) {
    int grid = ModelLayout.anchors(size.width(), size.height());
    String labels = names == 0 ? "none are named" : names + " are named";
    if (second == grid && first > 4) {
      return "which would be YOLOv8/9/11/12 for " + (first - 4) + " classes, but " + labels;
    }
    if (first == grid && second > 5) {
      return "which would be YOLOX for "
          + (second - 5)
          + " classes or transposed YOLOv8 for "
          + (second - 4)
          + ", but "
          + labels;
    }
    if (first == 3 * grid && second > 5) {
      return "which would be YOLOv5/7 for " + (second - 5) + " classes, but " + labels;
    }
    return first <= 1000 && second > 4
        ? "which would be RT-DETR for " + (second - 4) + " classes, but " + labels
        : "which is no number of boxes that an input of " + size + " gives";
  }

  private String guess() {
    String task = metadata.get("task");
    if (task != null && !task.equals("detect")) {
      return "and its metadata say it is for the task " + task + ", not detect";
    }
    List<Port> in = ModelPorts.ports(inputs);
    List<Port> out = ModelPorts.ports(outputs);
    if (in.stream().noneMatch(ModelPorts::isPicture)) {
      return pictureGuess(in);
    }
    if (out.stream().anyMatch(p -> p.name().matches("dets|pred_boxes|logits|pred_logits"))) {
      return "as DETR or RF-DETR with logits has";
    }
    if (out.stream().anyMatch(p -> p.name().matches("num_dets|num_detections|det_boxes"))) {
      return "as a graph with a suppression plug-in has; export it without";
    }
    boolean rawHeads = out.stream().allMatch(p -> p.rank() == 5 || isRawHead(p));
    if (rawHeads) {
      return "as YOLOv5/7 without its last layer has: heads whose anchors are not in the file;"
          + " export it with the detection layer";
    }
    if (out.size() >= 4 && out.stream().allMatch(p -> p.rank() == 2 || p.rank() == 3)) {
      return "as NanoDet, PicoDet or SSD has: a head for each grid";
    }
    if (out.size() == 2 && out.stream().anyMatch(p -> p.rank() == 4)) {
      return "as a model of masks has; export the one for boxes";
    }
    return out.size() == 1 && out.get(0).rank() == 2
        ? "as a classifier or an embedding has: one vector for a picture, no boxes"
        : "";
  }

  private static String pictureGuess(List<Port> in) {
    Port four = in.stream().filter(p -> p.rank() == 4).findFirst().orElse(null);
    if (four == null) {
      return "so it takes no picture";
    }
    long[] shape = four.shape();
    if (shape[0] > 1) {
      return "so it was made for batches of " + shape[0] + "; export it with batch 1";
    }
    if (!four.real()) {
      return "and pictures go in as float32 or float16";
    }
    return shape[1] == 3
        ? "and the sides of its input must be multiples of 32 from 32 to 2048"
        : "and its input is no picture of three planes [1,3,height,width]";
  }

  /** A head {@code [1, 3·(5+nc), h, w]}. */
  private static boolean isRawHead(Port port) {
    return port.rank() == 4 && port.shape()[1] % 3 == 0 && port.shape()[1] / 3 > 5;
  }
}
