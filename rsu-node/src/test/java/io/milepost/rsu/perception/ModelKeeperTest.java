package io.milepost.rsu.perception;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.rsu.camera.FrameSlot;
import io.milepost.rsu.perception.TinyModels.Box;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.LinkedBlockingQueue;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The model is replaced under a running pool; every published picture is looked at once. */
class ModelKeeperTest {
  private static final Box CAR = new Box(3, 16, 16, 8, 4, 0, 0.9f);

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final LinkedBlockingQueue<FrameDetections> found = new LinkedBlockingQueue<>();
  private final FrameSlot slot = new FrameSlot();
  private final AVFrame picture = Pictures.plain(avutil.AV_PIX_FMT_YUV420P, 64, 64, 128, 128, 128);

  @TempDir Path home;
  private Path folder;
  private ModelKeeper keeper;
  private InferencePool pool;

  @BeforeEach
  void start() throws IOException {
    folder = Files.createDirectory(home.resolve("models"));
    Path file = TinyModels.elevenBoxes(folder);
    PerceptionConfig config = new PerceptionConfig(file.toString(), 1, 2, 0, 0, 10_000);
    keeper = new ModelKeeper(config, meters);
    pool = new InferencePool(keeper.load(), config, found::add, meters);
    keeper.serve(pool);
    pool.register(new CameraFeed("a", slot, 120));
  }

  @AfterEach
  void stop() {
    pool.close();
    keeper.close();
    slot.close();
    avutil.av_frame_free(picture);
    assertThat(meters.getMeters()).isEmpty();
  }

  @Test
  void shouldLookAtEveryPictureOnceWhenTheModelIsReplacedInBetween() throws Exception {
    TinyModels.classMajor(CAR).write(folder.resolve("one.onnx"));
    int pictures = 150;
    Thread operator =
        new Thread(
            () -> {
              for (int i = 0; i < 8; i++) {
                keeper.replace(i % 2 == 0 ? "one.onnx" : "eleven.onnx", "test");
              }
            });
    operator.start();
    long by1 = 0;
    for (int i = 0; i < pictures; i++) {
      slot.publish(picture, i, i, System.nanoTime());
      FrameDetections seen = found.poll(10, SECONDS);
      assertThat(seen).isNotNull();
      assertThat(seen.ptsMicros()).isEqualTo(i);
      assertThat(seen.detections().size()).isIn(1, 11);
      by1 += seen.detections().size() == 1 ? 1 : 0;
    }
    operator.join(20_000);

    assertThat(operator.isAlive()).isFalse();
    assertThat(found).isEmpty();
    assertThat(by1).isLessThan(pictures);
    assertThat(slot.overwritten()).isZero();
    assertThat(meters.get("milepost.model.swaps").tag("result", "ok").counter().count())
        .isEqualTo(8);
    assertThat(pool.degraded()).isEmpty();
  }

  @Test
  void shouldTellTheNewModelAndItsUseWhenItWasReplaced() throws Exception {
    String before = keeper.state().sha256();
    TinyModels.classMajor(CAR).write(folder.resolve("one.onnx"));

    keeper.replace(folder.resolve("one.onnx").toString(), "test");
    slot.publish(picture, 1, 1, System.nanoTime());

    assertThat(found.poll(10, SECONDS).detections()).hasSize(1);
    assertThat(keeper.state().sha256()).isNotEqualTo(before);
    assertThat(keeper.state().path()).endsWith("one.onnx");
    assertThat(keeper.state().runs()).isPositive();
    assertThat(keeper.state().bytes()).isGreaterThan(2 * 3 * 32 * 32 * 4);
    assertThat(meters.get("milepost.model.info").tag("file", "one.onnx").gauge().value())
        .isEqualTo(1);
    assertThat(meters.find("milepost.model.info").tag("file", "eleven.onnx").gauge()).isNull();
    assertThat(meters.get("milepost.model.runs").functionCounter().count()).isPositive();
    assertThat(meters.get("milepost.model.bytes").gauge().value())
        .isEqualTo(keeper.state().bytes());
    assertThat(meters.get("milepost.model.age.seconds").gauge().value()).isNotNegative();
  }

  @Test
  void shouldKeepTheFormerModelWhenTheNewOneCannotBeUsed() throws Exception {
    Files.writeString(folder.resolve("text.onnx"), "no model\n".repeat(100));
    String before = keeper.state().sha256();

    assertThatThrownBy(() -> keeper.replace("text.onnx", "test"))
        .isInstanceOf(MilepostException.class)
        .satisfies(
            e -> assertThat(((MilepostException) e).code()).isEqualTo(FailureCode.BAD_REQUEST))
        .hasMessageContaining(
            "it is not an ONNX file or only a part of one; copy it again; the former model goes on");
    slot.publish(picture, 1, 1, System.nanoTime());

    assertThat(found.poll(10, SECONDS).detections()).hasSize(11);
    assertThat(keeper.state().sha256()).isEqualTo(before);
    assertThat(meters.get("milepost.model.swaps").tag("result", "failed").counter().count())
        .isEqualTo(1);
  }

  @Test
  void shouldRefuseWhenTheFileLiesOutsideTheModelsFolder() throws Exception {
    Path outside = TinyModels.classMajor(CAR).write(home.resolve("out.onnx"));
    Files.createSymbolicLink(folder.resolve("link.onnx"), outside);
    for (String asked : new String[] {"../out.onnx", outside.toString(), "link.onnx"}) {
      assertThatThrownBy(() -> keeper.replace(asked, "test"))
          .hasMessageContaining("must name an .onnx file in the models folder");
    }
    assertThatThrownBy(() -> keeper.replace("none.onnx", "test"))
        .hasMessageContaining("there is no model none.onnx");
    assertThatThrownBy(() -> keeper.replace("a\0b", "test"))
        .hasMessageContaining("there is no model");
  }

  @Test
  void shouldTakeTheFileAgainOnceItHasChangedAndSettled() throws Exception {
    Path file = folder.resolve("eleven.onnx");
    String before = keeper.state().sha256();
    keeper.renewIfChanged();
    assertThat(keeper.state().sha256()).isEqualTo(before);

    change(TinyModels.classMajor(CAR).write(home.resolve("next.onnx")), file, 1);
    keeper.renewIfChanged();
    assertThat(keeper.state().sha256()).as("may still be written").isEqualTo(before);
    keeper.renewIfChanged();

    assertThat(keeper.state().sha256()).isNotEqualTo(before);
    assertThat(keeper.problem()).isEmpty();
  }

  @Test
  void shouldSayWhyAndGoOnWhenTheChangedFileCannotBeUsed() throws Exception {
    Path file = folder.resolve("eleven.onnx");
    String before = keeper.state().sha256();
    change(Files.writeString(home.resolve("next.onnx"), "no model\n".repeat(100)), file, 1);
    keeper.renewIfChanged();
    keeper.renewIfChanged();
    keeper.renewIfChanged();

    assertThat(keeper.state().sha256()).isEqualTo(before);
    assertThat(keeper.problem()).get().asString().contains("eleven.onnx", "former model goes on");
    assertThat(keeper.state().problem()).isEqualTo(keeper.problem().get());
    assertThat(meters.get("milepost.model.swaps").tag("result", "failed").counter().count())
        .isEqualTo(1);

    change(TinyModels.classMajor(CAR).write(home.resolve("next.onnx")), file, 2);
    keeper.renewIfChanged();
    keeper.renewIfChanged();

    assertThat(keeper.problem()).isEmpty();
    assertThat(keeper.state().sha256()).isNotEqualTo(before);
  }

  /** As {@code mv} does, with a time that differs whatever the file system's clock. */
  private static void change(Path from, Path to, int seconds) throws IOException {
    Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    Files.setLastModifiedTime(to, FileTime.fromMillis(1_000_000_000L + 1000L * seconds));
  }
}
