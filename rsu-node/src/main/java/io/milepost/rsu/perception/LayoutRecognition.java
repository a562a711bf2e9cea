package io.milepost.rsu.perception;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tells from the shape of a model's table, its metadata and its labels which family it is.
 *
 * @param layout family
 * @param anchors boxes proposed for every picture
 * @param classes labels
 */
record LayoutRecognition(ModelLayout layout, int anchors, List<String> classes) {
  static final String SUPPORTED =
      "supported are milepost-1, YOLOX [1,A,5+classes], YOLOv5/7 [1,3A,5+classes], YOLOv8/9/11/12"
          + " [1,4+classes,A] or its transpose, YOLOv10/26 [1,N,6], RT-DETR [1,N,4+classes], and"
          + " RT-DETR/D-FINE with labels, boxes and scores";

  /** Rows of an end-to-end output at most; a grid at any usual input size has more. */
  private static final int MAX_ROWS = 1000;

  private static final int ROW = 6;

  /**
   * Recognises the family.
   *
   * @param size input width and height
   * @param trial shapes and values as they came out of a run
   * @param names labels as declared; empty when the file declares none
   * @param metadata of the file
   * @return empty when it is none of the supported ones
   */
  static Optional<LayoutRecognition> of(
      InputSize size, TrialRun trial, List<String> names, Map<String, String> metadata) {
    String declared = metadata.get("milepost.layout");
    int first = (int) trial.shape()[1];
    int second = (int) trial.shape()[2];
    if (declared != null) {
      boolean ours = declared.equals("milepost-1") && !names.isEmpty();
      return ours && first == 4 + names.size() && second > 0
          ? found(ModelLayout.MILEPOST_1, second, names)
          : Optional.empty();
    }
    if (trial.split()) {
      return found(ModelLayout.D_FINE, first, names.isEmpty() ? ClassNames.COCO : names);
    }
    boolean endToEnd = "true".equalsIgnoreCase(metadata.get("end2end"));
    int grid = ModelLayout.anchors(size.width(), size.height());
    if (!endToEnd && (second == grid || first == grid || first == 3 * grid)) {
      return onGrid(size, trial, grid, names);
    }
    return first <= MAX_ROWS
        ? withoutGrid(trial, first, second, names, endToEnd)
        : Optional.empty();
  }

  private static Optional<LayoutRecognition> onGrid(
      InputSize size, TrialRun trial, int grid, List<String> names) {
    int first = (int) trial.shape()[1];
    int second = (int) trial.shape()[2];
    if (second == grid) {
      return withNames(ModelLayout.YOLOV8, grid, first, names);
    }
    if (first == 3 * grid) {
      return withNames(ModelLayout.YOLOV5, first, second, names);
    }
    Optional<LayoutRecognition> yolox = withNames(ModelLayout.YOLOX, grid, second, names);
    if (yolox.isPresent() && trial.gridApplied(size, second)) {
      return withNames(ModelLayout.YOLOX_DECODED, grid, second, names);
    }
    return yolox.isPresent()
        ? yolox
        : withNames(ModelLayout.YOLOV8_TRANSPOSED, grid, second, names);
  }

  private static Optional<LayoutRecognition> withoutGrid(
      TrialRun trial, int first, int second, List<String> names, boolean endToEnd) {
    // Six columns are also RT-DETR's for two classes; whole numbers in the last one tell.
    boolean rows = second == ROW && (endToEnd || names.size() != 2 || trial.lastColumnIsWhole());
    if (rows) {
      return found(ModelLayout.END_TO_END, first, names.isEmpty() ? ClassNames.COCO : names);
    }
    return endToEnd ? Optional.empty() : withNames(ModelLayout.RT_DETR, first, second, names);
  }

  /**
   * The number of labels tells 5+nc from 4+nc; without labels only COCO's 80 are taken for sure.
   */
  private static Optional<LayoutRecognition> withNames(
      ModelLayout layout, int anchors, int channels, List<String> names) {
    List<String> labels = names.isEmpty() ? ClassNames.COCO : names;
    return channels == layout.head() + labels.size()
        ? found(layout, anchors, labels)
        : Optional.empty();
  }

  private static Optional<LayoutRecognition> found(
      ModelLayout layout, int anchors, List<String> labels) {
    return Optional.of(new LayoutRecognition(layout, anchors, labels));
  }
}
