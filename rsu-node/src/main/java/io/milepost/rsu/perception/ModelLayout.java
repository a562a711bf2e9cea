package io.milepost.rsu.perception;

/** The families of detector whose input and output Milepost understands. */
public enum ModelLayout {
  /**
   * Ours: {@code [1,4+nc,A]}, rows cx, cy, w, h in input pixels, then class scores 0..1; RGB 0..1,
   * centred letterbox. Declared by the metadata key {@code milepost.layout}.
   */
  MILEPOST_1("milepost-1", Feed.RGB_CENTRED, Table.CLASS_MAJOR, true),
  /**
   * YOLOX as its authors export it: {@code [1,A,5+nc]}, boxes relative to the grid cell, {@code w}
   * and {@code h} as logarithms; BGR 0..255, picture at the top left.
   */
  YOLOX("YOLOX (raw grid)", Feed.BGR_TOP_LEFT, Table.WITH_OBJECTNESS, true),
  /** YOLOX with the grid already applied: cx, cy, w, h in input pixels. */
  YOLOX_DECODED("YOLOX (decoded)", Feed.BGR_TOP_LEFT, Table.WITH_OBJECTNESS, true),
  /** YOLOv5 and YOLOv7 with their anchors applied: {@code [1,3A,5+nc]}; RGB 0..1. */
  YOLOV5("YOLOv5/7", Feed.RGB_CENTRED, Table.WITH_OBJECTNESS, true),
  /**
   * YOLOv8, YOLOv9, YOLO11 and YOLO12 as exported: {@code [1,4+nc,A]}; RGB 0..1, centred letterbox.
   */
  YOLOV8("YOLOv8/9/11/12", Feed.RGB_CENTRED, Table.CLASS_MAJOR, true),
  /** The same from exporters that transpose: {@code [1,A,4+nc]}. */
  YOLOV8_TRANSPOSED("YOLOv8/9/11/12 (transposed)", Feed.RGB_CENTRED, Table.ANCHOR_MAJOR, true),
  /**
   * YOLOv10, YOLO26 and every Ultralytics export with suppression inside: {@code [1,N,6]} of x1,
   * y1, x2, y2 in input pixels, score, class. Only the threshold is left to do.
   */
  END_TO_END("YOLOv10/26 (end to end)", Feed.RGB_CENTRED, Table.ROWS, false),
  /**
   * RT-DETR as Ultralytics exports it: {@code [1,N,4+nc]}, cx, cy, w, h as parts of the input; the
   * picture is stretched over the whole input, as in its training.
   */
  RT_DETR("RT-DETR (Ultralytics)", Feed.RGB_STRETCHED, Table.ANCHOR_MAJOR, false),
  /**
   * RT-DETR and D-FINE of their authors: a second input {@code orig_target_sizes} and the outputs
   * {@code labels}, {@code boxes} (x1, y1, x2, y2 in pixels of that size) and {@code scores}.
   */
  D_FINE("RT-DETR/D-FINE (labels, boxes, scores)", Feed.RGB_STRETCHED, Table.SPLIT, false);

  /** Grey value of the letterbox bars, 0..255; all supported families were trained with it. */
  static final int PAD = 114;

  /** Cell sizes of the three grids, in input pixels, in the order of the output's anchors. */
  static final int[] STRIDES = {8, 16, 32};

  /** How a picture is put into the input. */
  private enum Feed {
    RGB_CENTRED,
    BGR_TOP_LEFT,
    RGB_STRETCHED
  }

  /** How the output is laid out. */
  private enum Table {
    CLASS_MAJOR,
    ANCHOR_MAJOR,
    WITH_OBJECTNESS,
    ROWS,
    SPLIT
  }

  private final String title;
  private final Feed feed;
  private final Table table;
  private final boolean overlapping;

  ModelLayout(String title, Feed feed, Table table, boolean overlapping) {
    this.title = title;
    this.feed = feed;
    this.table = table;
    this.overlapping = overlapping;
  }

  /** Name for people. */
  public String title() {
    return title;
  }

  /** True for planes B, G, R of 0..255; false for R, G, B of 0..1. */
  boolean bgrBytes() {
    return feed == Feed.BGR_TOP_LEFT;
  }

  /** Where a source of this size lies in an input of that size. */
  Letterbox place(int sourceWidth, int sourceHeight, int inputWidth, int inputHeight) {
    return feed == Feed.RGB_STRETCHED
        ? new Letterbox(0, 0, inputWidth, inputHeight, sourceWidth, sourceHeight)
        : Letterbox.fit(
            sourceWidth, sourceHeight, inputWidth, inputHeight, feed == Feed.RGB_CENTRED);
  }

  /** True when an objectness score precedes the class scores and multiplies them. */
  boolean objectness() {
    return table == Table.WITH_OBJECTNESS;
  }

  /** True for {@code [1,channels,A]}, false for {@code [1,A,channels]}. */
  boolean classMajor() {
    return table == Table.CLASS_MAJOR;
  }

  /** True for rows of corners, score and class. */
  boolean rows() {
    return table == Table.ROWS;
  }

  /** True when labels, boxes and scores are three outputs. */
  boolean split() {
    return table == Table.SPLIT;
  }

  /** True when one object may have several boxes, so that suppression is left to do. */
  boolean overlapping() {
    return overlapping;
  }

  /** Values before the first class score of an anchor. */
  int head() {
    return objectness() ? 5 : 4;
  }

  /** Anchors of the three grids at this input size. */
  static int anchors(int width, int height) {
    int sum = 0;
    for (int stride : STRIDES) {
      sum += (width / stride) * (height / stride);
    }
    return sum;
  }
}
