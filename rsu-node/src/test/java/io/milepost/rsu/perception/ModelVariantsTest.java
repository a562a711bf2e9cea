package io.milepost.rsu.perception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.milepost.protocol.failure.MilepostException;
import io.milepost.rsu.camera.VideoFrame;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Forms in which the same family comes: types, open sizes, few classes, what is refused. */
class ModelVariantsTest {
  private static final int GRID = 21;

  @TempDir Path folder;

  @Test
  void shouldFeedAndReadHalfPrecisionWhenTheModelIsOfIt() throws IOException {
    // One box in every anchor; its three class scores are the means of the three input planes.
    float[] boxes = new float[4 * GRID];
    Arrays.fill(boxes, 16);
    Path file =
        new TinyGraph()
            .input("images", TinyGraph.FLOAT16, 1, 3, 32, 32)
            .constant("boxes", TinyGraph.FLOAT16, boxes, 1, 4, GRID)
            .constant("planes", TinyGraph.INT64, new float[] {1, 3, 1}, 3)
            .constant("table", TinyGraph.INT64, new float[] {1, 3, GRID}, 3)
            .node("GlobalAveragePool", List.of("images"), "means")
            .node("Reshape", List.of("means", "planes"), "column")
            .node("Expand", List.of("column", "table"), "scores")
            .node("Concat", List.of("boxes", "scores"), "output", "axis", 1)
            .output("output", TinyGraph.FLOAT16, 1, 7, GRID)
            .metadata("names", TinyModels.NAMES)
            .write(folder.resolve("half.onnx"));
    try (Model model = new ModelLoader(1).load(file);
        Detector detector = new Detector(model, DetectorConfig.defaults());
        // BT.601 red: 0.99, 0, 0.
        VideoFrame red = Pictures.plain(64, 64, 81, 90, 240)) {
      assertThat(model.info().file().precision()).isEqualTo("fp16");
      assertThat(model.info().file().input()).isEqualTo("float16");
      List<Detection> found = detector.detect("cam", red).detections();
      assertThat(found).hasSize(1);
      assertThat(found.get(0).label()).isEqualTo("car");
      assertThat(found.get(0).confidence()).isCloseTo(1, within(0.02f));
      assertThat(found.get(0).x()).isCloseTo(16, within(1e-3f));
    }
  }

  @Test
  void shouldSayInt8WhenTheGraphQuantises() throws IOException {
    float[] table = new float[7 * GRID];
    table[3] = table[GRID + 3] = 16;
    table[2 * GRID + 3] = table[3 * GRID + 3] = 8;
    table[4 * GRID + 3] = 0.75f;
    Path file =
        new TinyGraph()
            .input("images", TinyGraph.FLOAT, 1, 3, 32, 32)
            .constant("table", TinyGraph.FLOAT, table, 1, 7, GRID)
            .constant("scale", TinyGraph.FLOAT, new float[] {0.125f})
            .constant("zero", TinyGraph.UINT8, new float[] {0})
            .node("QuantizeLinear", List.of("table", "scale", "zero"), "bytes")
            .node("DequantizeLinear", List.of("bytes", "scale", "zero"), "output")
            .output("output", TinyGraph.FLOAT, 1, 7, GRID)
            .metadata("names", TinyModels.NAMES)
            .write(folder.resolve("int8.onnx"));
    try (Model model = new ModelLoader(1).load(file)) {
      assertThat(model.info().file().precision()).isEqualTo("int8");
      assertThat(model.info().file().opset()).isEqualTo(13);
      assertThat(model.info().file().producer()).isEqualTo("by hand 1.0");
      assertThat(model.info().selfTest().greyBoxes()).isEqualTo(1);
      assertThat(model.info().selfTest().bestScore()).isEqualTo(0.75f);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 5, 21, YOLOV8", "2, 6, 21, YOLOV8", "1, 21, 5, YOLOV8_TRANSPOSED",
    "2, 21, 6, YOLOV8_TRANSPOSED", "1, 21, 6, YOLOX", "1, 63, 6, YOLOV5",
    "1, 300, 6, END_TO_END", "7, 100, 6, END_TO_END", "7, 300, 11, RT_DETR"
  })
  void shouldTellFamiliesApartWhenClassesAreFew(int classes, int d1, int d2, ModelLayout layout)
      throws IOException {
    try (Model model = new ModelLoader(1).load(zeros(classes, d1, d2).write(file()))) {
      assertThat(model.info().layout()).isEqualTo(layout);
      assertThat(model.info().classes()).hasSize(classes);
    }
  }

  @Test
  void shouldTellRtDetrFromEndToEndByItsNumbersWhenTwoClassesGiveSixColumns() throws IOException {
    float[] rows = new float[300 * 6];
    rows[4] = 0.3f;
    rows[5] = 0.6f;
    try (Model model = new ModelLoader(1).load(table(2, rows, 300, 6).write(file()))) {
      assertThat(model.info().layout()).isEqualTo(ModelLayout.RT_DETR);
    }
    rows[5] = 1;
    try (Model model = new ModelLoader(1).load(table(2, rows, 300, 6).write(file()))) {
      assertThat(model.info().layout()).isEqualTo(ModelLayout.END_TO_END);
    }
  }

  @Test
  void shouldTakeTheTableWhenOlderExportsAppendTheirRawHeads() throws IOException {
    Path file =
        zeros(3, 63, 8)
            .constant("heads", TinyGraph.FLOAT, new float[3 * 16 * 8], 1, 3, 4, 4, 8)
            .node("Identity", List.of("heads"), "head")
            .output("head", TinyGraph.FLOAT, 1, 3, 4, 4, 8)
            .write(file());
    try (Model model = new ModelLoader(1).load(file);
        Detector detector = new Detector(model, DetectorConfig.defaults());
        VideoFrame frame = Pictures.grey(64, 32, 0)) {
      assertThat(model.info().layout()).isEqualTo(ModelLayout.YOLOV5);
      assertThat(detector.detect("cam", frame).detections()).isEmpty();
    }
  }

  @Test
  void shouldChooseTheSizeWhenTheModelLeavesItOpen() throws IOException {
    try (Model model = new ModelLoader(1).load(open(640, 640, null))) {
      assertThat(model.info().inputWidth()).isEqualTo(640);
      assertThat(model.info().inputHeight()).isEqualTo(640);
    }
    try (Model model = new ModelLoader(1).load(open(96, 64, "[64, 96]"));
        Detector detector = new Detector(model, DetectorConfig.defaults());
        VideoFrame frame = Pictures.grey(96, 64, 0)) {
      assertThat(model.info().inputWidth()).isEqualTo(96);
      assertThat(model.info().inputHeight()).isEqualTo(64);
      assertThat(detector.detect("cam", frame).detections()).isEmpty();
    }
    InputSize asked = InputSize.of("160x96");
    ModelOptions options = new ModelOptions(1, ExecutionProvider.CPU, asked);
    try (Model model = new ModelLoader(options).load(open(160, 96, "[640, 640]"))) {
      assertThat(model.info().inputWidth()).isEqualTo(160);
    }
    assertThatThrownBy(() -> new ModelLoader(options).load(zeros(3, 7, 21).write(file())))
        .hasMessageContaining("asks for 160x96 but its input is fixed to 32x32");
    assertThatThrownBy(() -> InputSize.of("640x100"))
        .hasMessageContaining("perception.input_size must be WIDTHxHEIGHT");
  }

  @Test
  void shouldRefuseWhenBoxesAreNotWhereTheyShouldBe() throws IOException {
    float[] far = new float[7 * GRID];
    far[3] = 500;
    far[4 * GRID + 3] = 0.5f;
    refused(table(3, far, 7, GRID)).hasMessageContaining("a box reaches from (500,0) to (500,0)");
    float[] parts = new float[7 * GRID];
    parts[3] = 0.5f;
    parts[4 * GRID + 3] = 0.5f;
    refused(table(3, parts, 7, GRID)).hasMessageContaining("parts of the picture, not pixels");
    float[] row = new float[300 * 6];
    row[2] = row[3] = 20;
    row[4] = 0.5f;
    row[5] = 7;
    refused(table(3, row, 300, 6)).hasMessageContaining("a class is 7.0 but 3 are named");
  }

  @Test
  void shouldNameTheFamilyAndTheClassesWhenTheyDoNotAgree() throws IOException {
    refused(zeros(3, 84, 21))
        .hasMessageContaining("which would be YOLOv8/9/11/12 for 80 classes, but 3 are named");
    refused(zeros(3, 63, 85))
        .hasMessageContaining("which would be YOLOv5/7 for 80 classes, but 3 are named");
    refused(zeros(3, 300, 84))
        .hasMessageContaining("which would be RT-DETR for 80 classes, but 3 are named");
  }

  @Test
  void shouldSayWhatItLooksLikeWhenItIsAnotherKindOfModel() throws IOException {
    refused(zeros(3, 7, 21).metadata("task", "segment"))
        .hasMessageContaining("for the task segment, not detect");
    TinyGraph heads = new TinyGraph().input("images", TinyGraph.FLOAT, 1, 3, 32, 32);
    for (int side : new int[] {4, 2, 1}) {
      heads
          .constant("c" + side, TinyGraph.FLOAT, new float[255 * side * side], 1, 255, side, side)
          .node("Identity", List.of("c" + side), "o" + side)
          .output("o" + side, TinyGraph.FLOAT, 1, 255, side, side);
    }
    refused(heads).hasMessageContaining("heads whose anchors are not in the file");
    refused(new TinyGraph().input("images", TinyGraph.FLOAT, 4, 3, 32, 32).same(7, GRID))
        .hasMessageContaining("batches of 4");
    refused(new TinyGraph().input("images", TinyGraph.UINT8, 1, 3, 32, 32).same(7, GRID))
        .hasMessageContaining("float32 or float16");
    refused(new TinyGraph().input("images", TinyGraph.FLOAT, 1, 3, 300, 300).same(7, GRID))
        .hasMessageContaining("multiples of 32");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nanodet_m.onnx | a head for each grid",
        "osnet_x0_25_msmt17.onnx | one vector for a picture",
        "nms-yolov8.onnx | so it takes no picture"
      })
  void shouldSayWhatItLooksLikeWhenARealModelIsNoDetectorWeRead(String name, String words) {
    Path file = SharedData.file("models/" + name);
    assertThatThrownBy(() -> new ModelLoader(1).load(file)).hasMessageContaining(words);
  }

  @ParameterizedTest
  @CsvSource({"CUDA", "TENSORRT"})
  void shouldSayWhatToDoWhenTheLibraryLacksTheProvider(ExecutionProvider provider)
      throws IOException {
    Path file = TinyModels.elevenBoxes(folder);
    assertThatThrownBy(() -> new ModelLoader(new ModelOptions(1, provider, null)).load(file))
        .isInstanceOf(MilepostException.class)
        .hasMessageContaining("perception.provider is " + provider.code())
        .hasMessageContaining("built for cpu alone")
        .hasMessageContaining("onnxruntime.native.path");
    assertThatThrownBy(() -> ExecutionProvider.of("gpu"))
        .hasMessageContaining("must be one of cpu, cuda, tensorrt but is gpu");
  }

  private Path file() {
    return folder.resolve("tiny.onnx");
  }

  private org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> refused(
      TinyGraph graph) throws IOException {
    Path file = graph.write(file());
    return assertThatThrownBy(() -> new ModelLoader(1).load(file).close())
        .isInstanceOf(MilepostException.class)
        .hasMessageContaining("tiny.onnx cannot be used")
        .hasMessageMatching("[^\\n]+");
  }

  private static TinyGraph zeros(int classes, int d1, int d2) {
    return table(classes, new float[d1 * d2], d1, d2);
  }

  private static TinyGraph table(int classes, float[] values, int d1, int d2) {
    StringBuilder names = new StringBuilder("{");
    for (int i = 0; i < classes; i++) {
      names.append(i).append(": 'c").append(i).append("', ");
    }
    return new TinyGraph()
        .input("images", TinyGraph.FLOAT, 1, 3, 32, 32)
        .constant("table", TinyGraph.FLOAT, values, 1, d1, d2)
        .node("Identity", List.of("table"), "output")
        .output("output", TinyGraph.FLOAT, 1, d1, d2)
        .metadata("names", names.append("}").toString());
  }

  /** Batch, height, width and anchors left open, as exporters write them when asked. */
  private Path open(int width, int height, String imgsz) throws IOException {
    int anchors = width * height / 64 + width * height / 256 + width * height / 1024;
    TinyGraph graph =
        new TinyGraph()
            .input("images", TinyGraph.FLOAT, -1, 3, -1, -1)
            .constant("table", TinyGraph.FLOAT, new float[7 * anchors], 1, 7, anchors)
            .node("Identity", List.of("table"), "output")
            .output("output", TinyGraph.FLOAT, -1, -1, -1)
            .metadata("names", TinyModels.NAMES);
    return (imgsz == null ? graph : graph.metadata("imgsz", imgsz)).write(file());
  }
}
