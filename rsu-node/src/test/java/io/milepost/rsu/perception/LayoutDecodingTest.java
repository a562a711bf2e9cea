package io.milepost.rsu.perception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.milepost.rsu.camera.VideoFrame;
import io.milepost.rsu.perception.TinyModels.Box;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every layout decodes to boxes worked out by hand. The source is 64x32, so in the 32x32 input it
 * is half as large: rows 8..24 when centred, 0..16 at the top left.
 */
class LayoutDecodingTest {
  private static final Box CAR = new Box(3, 16, 16, 8, 4, 0, 0.9f);
  private static final Box PERSON = new Box(20, 4, 12, 2, 6, 1, 0.5f);
  private static final Box FAINT = new Box(7, 25, 16, 4, 4, 0, 0.2f);

  @TempDir Path folder;

  @Test
  void shouldDecodeOursWhenMetadataSaysSo() throws IOException {
    TinyOnnx model =
        TinyModels.classMajor(CAR, PERSON, FAINT).metadata("milepost.layout", "milepost-1");

    expectCentred(detect(model, ModelLayout.MILEPOST_1));
  }

  @Test
  void shouldDecodeYolov8WhenOutputIsClassMajor() throws IOException {
    expectCentred(detect(TinyModels.classMajor(CAR, PERSON, FAINT), ModelLayout.YOLOV8));
  }

  @Test
  void shouldDecodeYolov8WhenOutputIsTransposed() throws IOException {
    expectCentred(detect(TinyModels.transposed(CAR, PERSON, FAINT), ModelLayout.YOLOV8_TRANSPOSED));
  }

  @Test
  void shouldDecodeYoloxWhenGridIsApplied() throws IOException {
    Box car = new Box(3, 16, 8, 8, 4, 0, 0.7f);
    Box faint = new Box(7, 25, 8, 4, 4, 0, 0.2f);

    List<Detection> found = detect(TinyModels.yoloxDecoded(car, faint), ModelLayout.YOLOX_DECODED);

    assertThat(found).hasSize(1);
    expect(found.get(0), "car", ObjectClass.CAR, 0.7f, 24, 12, 16, 8);
  }

  @Test
  void shouldApplyTheGridWhenYoloxIsRaw() throws IOException {
    // Anchor 6 is column 2, row 1 of the 8-pixel grid: centre ((2+0.5)*8, (1+0.25)*8) = (20, 10),
    // size (8*e^ln 1.5, 8*e^0) = (12, 8); score 0.9 * 0.8.
    TinyOnnx model =
        TinyModels.yoloxRaw(6, 0.5f, 0.25f, (float) Math.log(1.5), 0, 0.9f, 0.1f, 0.8f, 0.2f);

    List<Detection> found = detect(model, ModelLayout.YOLOX);

    assertThat(found).hasSize(1);
    expect(found.get(0), "person", ObjectClass.PERSON, 0.72f, 28, 12, 24, 16);
  }

  @Test
  void shouldApplyTheCoarsestGridWhenYoloxFindsTheLastAnchor() throws IOException {
    // The only cell of the 32-pixel grid: centre (16, 8) of a box 16 wide and 8 high.
    TinyOnnx model =
        TinyModels.yoloxRaw(
            20, 0.5f, 0.25f, (float) Math.log(0.5), (float) Math.log(0.25), 1, 0, 0, 0.6f);

    List<Detection> found = detect(model, ModelLayout.YOLOX);

    assertThat(found).hasSize(1);
    expect(found.get(0), "driver's door", ObjectClass.OTHER, 0.6f, 16, 8, 32, 16);
  }

  @Test
  void shouldCutBoxesAtTheEdgeWhenTheyReachBeyondThePicture() throws IOException {
    Box large = new Box(0, 16, 16, 60, 60, 0, 0.9f);
    Box outside = new Box(1, 16, 3, 4, 4, 1, 0.9f);

    List<Detection> found = detect(TinyModels.classMajor(large, outside), ModelLayout.YOLOV8);

    assertThat(found).hasSize(1);
    expect(found.get(0), "car", ObjectClass.CAR, 0.9f, 0, 0, 64, 32);
  }

  private static void expectCentred(List<Detection> found) {
    assertThat(found).hasSize(2);
    expect(found.get(0), "car", ObjectClass.CAR, 0.9f, 24, 12, 16, 8);
    expect(found.get(1), "person", ObjectClass.PERSON, 0.5f, 6, 2, 4, 12);
  }

  private List<Detection> detect(TinyOnnx tiny, ModelLayout expected) throws IOException {
    Path file = tiny.write(folder.resolve("tiny.onnx"));
    try (Model model = new ModelLoader(1).load(file);
        Detector detector = new Detector(model, DetectorConfig.defaults());
        VideoFrame frame = Pictures.grey(64, 32, 40_000)) {
      assertThat(model.info().layout()).isEqualTo(expected);
      FrameDetections found = detector.detect("cam", frame);
      assertThat(found.camera()).isEqualTo("cam");
      assertThat(found.ptsMicros()).isEqualTo(40_000);
      assertThat(found.width()).isEqualTo(64);
      assertThat(found.height()).isEqualTo(32);
      return found.detections();
    }
  }

  private static void expect(
      Detection d, String label, ObjectClass type, float confidence, float... box) {
    assertThat(d.label()).isEqualTo(label);
    assertThat(d.type()).isEqualTo(type);
    assertThat(d.confidence()).isCloseTo(confidence, within(1e-5f));
    assertThat(new float[] {d.x(), d.y(), d.w(), d.h()}).containsExactly(box, within(1e-3f));
  }
}
