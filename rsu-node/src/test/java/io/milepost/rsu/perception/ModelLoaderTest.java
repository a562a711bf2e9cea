package io.milepost.rsu.perception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.rsu.perception.TinyModels.Box;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelLoaderTest {
  private static final Box CAR = new Box(3, 16, 16, 8, 4, 0, 0.9f);

  @TempDir Path folder;

  @Test
  void shouldDescribeTheModelWhenItIsYoloxNano() {
    Path file = SharedData.file("models/yolox_nano.onnx");
    try (Model model = new ModelLoader(1).load(file)) {
      ModelInfo info = model.info();
      assertThat(info.layout()).isEqualTo(ModelLayout.YOLOX);
      assertThat(info.inputWidth()).isEqualTo(416);
      assertThat(info.inputHeight()).isEqualTo(416);
      assertThat(info.classes()).hasSize(80).startsWith("person", "bicycle", "car");
      assertThat(info.sha256()).startsWith("695e750a5d57").hasSize(64);
      assertThat(info.licenceWarning()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nanodet_m.onnx | outputs are",
        "osnet_x0_25_msmt17.onnx | [1,512]",
        "nms-yolov8.onnx | outputs are"
      })
  void shouldNameTheOutputsWhenTheModelIsNoDetectorWeRead(String name, String part) {
    Path file = SharedData.file("models/" + name);
    refused(file)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(part)
        .hasMessageContaining("supported are milepost-1, YOLOX")
        .hasMessageMatching("(?s)[^\\n]+");
  }

  @Test
  void shouldRefuseWhenThereIsNoSuchFile() {
    refused(folder.resolve("absent.onnx")).hasMessageContaining("absent.onnx does not exist");
  }

  @Test
  void shouldRefuseWhenItIsAFolder() {
    refused(folder).hasMessageContaining("is a folder");
  }

  @Test
  void shouldRefuseWhenItIsText() throws IOException {
    refused(Files.writeString(folder.resolve("a.onnx"), "not a model at all\n".repeat(100)))
        .hasMessageContaining("it is not an ONNX file");
  }

  @Test
  void shouldRefuseWhenItIsEmpty() throws IOException {
    refused(Files.createFile(folder.resolve("empty.onnx")))
        .hasMessageEndingWith("empty.onnx cannot be used: it is empty; copy it again");
  }

  @Test
  void shouldRefuseWhenItIsCutShort() throws IOException {
    byte[] whole = Files.readAllBytes(TinyModels.elevenBoxes(folder));
    refused(Files.write(folder.resolve("cut.onnx"), Arrays.copyOf(whole, whole.length / 2)))
        .hasMessageContaining("cut.onnx");
  }

  @Test
  void shouldRefuseWhenScoresAreNoProbabilities() throws IOException {
    Box logit = new Box(3, 16, 16, 8, 4, 0, 3.5f);
    refused(TinyModels.classMajor(logit).write(folder.resolve("logits.onnx")))
        .hasMessageContaining("a score is 3.5, outside 0..1");
  }

  @Test
  void shouldRefuseWhenValuesAreNotFinite() throws IOException {
    Box broken = new Box(3, 16, Float.NaN, 8, 4, 0, 0.9f);
    refused(TinyModels.classMajor(broken).write(folder.resolve("nan.onnx")))
        .hasMessageContaining("is NaN");
  }

  @Test
  void shouldRefuseWhenOurLayoutIsOfALaterVersion() throws IOException {
    refused(
            TinyModels.classMajor(CAR)
                .metadata("milepost.layout", "milepost-2")
                .write(folder.resolve("later.onnx")))
        .hasMessageContaining("supported are milepost-1");
  }

  @Test
  void shouldRefuseWhenNothingNamesTheClasses() throws IOException {
    refused(withoutNames("bare.onnx"))
        .hasMessageContaining("output float32[1,7,21]")
        .hasMessageContaining("bare.onnx.json");
  }

  @Test
  void shouldTakeTheLabelFileWhenMetadataHasNone() throws IOException {
    Path file = withoutNames("side.onnx");
    Files.writeString(
        folder.resolve("side.onnx.json"), "{\"names\": [\"car\", \"smoke\", \"cone\"]}");
    try (Model model = new ModelLoader(1).load(file)) {
      assertThat(model.info().classes()).containsExactly("car", "smoke", "cone");
      assertThat(model.info().layout()).isEqualTo(ModelLayout.YOLOV8);
    }
  }

  @Test
  void shouldRefuseWhenTheLabelFileIsBroken() throws IOException {
    Path file = withoutNames("side.onnx");
    Files.writeString(folder.resolve("side.onnx.json"), "{\"names\": [");
    refused(file).hasMessageContaining("its label file").hasMessageContaining("side.onnx.json");
  }

  @Test
  void shouldWarnWhenTheLicenceIsAgpl() throws IOException {
    Path file =
        TinyModels.classMajor(CAR)
            .metadata("license", "AGPL-3.0 License (https://ultralytics.com/license)")
            .write(folder.resolve("agpl.onnx"));
    try (Model model = new ModelLoader(1).load(file)) {
      assertThat(model.info().licence()).startsWith("AGPL-3.0");
      assertThat(model.info().licenceWarning()).get().asString().contains("agpl.onnx", "AGPL-3.0");
    }
  }

  @Test
  void shouldRefuseWhenThreadsAreOutOfRange() {
    assertThatThrownBy(() -> new ModelLoader(0)).hasMessageContaining("1..16");
  }

  private Path withoutNames(String name) throws IOException {
    float[] table = new float[7 * TinyOnnx.ANCHORS];
    return new TinyOnnx(TinyOnnx.SIDE, TinyOnnx.SIDE, new long[] {1, 7, TinyOnnx.ANCHORS}, table)
        .write(folder.resolve(name));
  }

  private static org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> refused(
      Path file) {
    return assertThatThrownBy(() -> new ModelLoader(1).load(file).close())
        .isInstanceOf(MilepostException.class)
        .satisfies(
            e -> assertThat(((MilepostException) e).code()).isEqualTo(FailureCode.CONFIGURATION));
  }
}
