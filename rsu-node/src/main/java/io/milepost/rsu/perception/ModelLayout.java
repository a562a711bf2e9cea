package io.milepost.rsu.perception;

/** The families of detector whose input and output Milepost understands. */
public enum ModelLayout {
  /**
   * Ours: {@code [1,4+nc,A]}, rows cx, cy, w, h in input pixels, then class scores 0..1; RGB 0..1,
   * centred letterbox. Declared by the metadata key {@code milepost.layout}.
   */
  MILEPOST_1("milepost-1", false, true, false, true),
  /**
   * YOLOX as its authors export it: {@code [1,A,5+nc]}, boxes relative to the grid cell, {@code w}
   * and {@code h} as logarithms; BGR 0..255, picture at the top left.
   */
  YOLOX("YOLOX (raw grid)", true, false, true, false),
  /** YOLOX with the grid already applied: cx, cy, w, h in input pixels. */
  YOLOX_DECODED("YOLOX (decoded)", true, false, true, false),
  /** YOLOv8 and YOLO11 as exported: {@code [1,4+nc,A]}; RGB 0..1, centred letterbox. */
  YOLOV8("YOLOv8/11", false, true, false, true),
  /** YOLOv8 and YOLO11 from exporters that transpose: {@code [1,A,4+nc]}. */
  YOLOV8_TRANSPOSED("YOLOv8/11 (transposed)", false, true, false, false);

  /** Grey value of the letterbox bars, 0..255; all supported families were trained with it. */
  static final int PAD = 114;

  /** Cell sizes of the three grids, in input pixels, in the order of the output's anchors. */
  static final int[] STRIDES = {8, 16, 32};

  private final String title;
  private final boolean bgrBytes;
  private final boolean centred;
  private final boolean objectness;
  private final boolean classMajor;

  ModelLayout(
      String title, boolean bgrBytes, boolean centred, boolean objectness, boolean classMajor) {
    this.title = title;
    this.bgrBytes = bgrBytes;
    this.centred = centred;
    this.objectness = objectness;
    this.classMajor = classMajor;
  }

  /** Name for people. */
  public String title() {
    return title;
  }

  /** True for planes B, G, R of 0..255; false for R, G, B of 0..1. */
  boolean bgrBytes() {
    return bgrBytes;
  }

  /**
   * True when the letterbox has bars on both sides; false when the picture sits at the top left.
   */
  boolean centred() {
    return centred;
  }

  /** True when an objectness score precedes the class scores and multiplies them. */
  boolean objectness() {
    return objectness;
  }

  /** True for {@code [1,channels,A]}, false for {@code [1,A,channels]}. */
  boolean classMajor() {
    return classMajor;
  }

  /** Values before the first class score of an anchor. */
  int head() {
    return objectness ? 5 : 4;
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
