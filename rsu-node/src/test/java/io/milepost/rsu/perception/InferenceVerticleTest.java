package io.milepost.rsu.perception;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.message.ModelRequest;
import io.milepost.protocol.message.ModelState;
import io.milepost.protocol.message.Topics;
import io.milepost.rsu.camera.FrameSlot;
import io.milepost.rsu.perception.pixels.CameraEye;
import io.milepost.rsu.perception.pixels.EyeConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(VertxExtension.class)
class InferenceVerticleTest {
  @TempDir Path folder;

  @Test
  void shouldPublishDetectionsWhenACameraShowsAPicture(Vertx vertx, VertxTestContext test)
      throws IOException {
    PerceptionTopics.registerCodecs(vertx.eventBus());
    FrameSlot slot = new FrameSlot();
    AVFrame picture = Pictures.plain(avutil.AV_PIX_FMT_YUV420P, 64, 64, 128, 128, 128);
    var verticle = verticle(TinyModels.elevenBoxes(folder), slot);
    PerceptionTopics.detections("cam")
        .consume(
            vertx.eventBus(),
            found ->
                test.verify(
                    () -> {
                      assertThat(found.ptsMicros()).isEqualTo(5);
                      assertThat(found.detections()).hasSize(11);
                      assertThat(verticle.degraded()).isEmpty();
                      vertx
                          .undeploy(verticle.deploymentID())
                          .onComplete(
                              test.succeeding(
                                  done -> {
                                    assertThat(verticle.pool()).isEmpty();
                                    slot.close();
                                    avutil.av_frame_free(picture);
                                    test.completeNow();
                                  }));
                    }));

    vertx
        .deployVerticle(verticle)
        .onComplete(test.succeeding(id -> slot.publish(picture, 5, 5, System.nanoTime())));
  }

  @Test
  void shouldFailToStartWithASentenceWhenTheModelIsMissing(Vertx vertx, VertxTestContext test) {
    try (FrameSlot slot = new FrameSlot()) {
      vertx
          .deployVerticle(verticle(folder.resolve("absent.onnx"), slot))
          .onComplete(
              test.failing(
                  e ->
                      test.verify(
                          () -> {
                            assertThat(e)
                                .isInstanceOf(MilepostException.class)
                                .hasMessageContaining("absent.onnx does not exist");
                            test.completeNow();
                          })));
    }
  }

  @Test
  void shouldTellAndReplaceItsModelWhenAskedOnTheBus(Vertx vertx, VertxTestContext test)
      throws IOException {
    Topics.registerCodecs(vertx.eventBus());
    PerceptionTopics.registerCodecs(vertx.eventBus());
    FrameSlot slot = new FrameSlot();
    TinyModels.classMajor(new TinyModels.Box(3, 16, 16, 8, 4, 0, 0.9f))
        .write(folder.resolve("one.onnx"));
    vertx
        .deployVerticle(verticle(TinyModels.elevenBoxes(folder), slot))
        .compose(id -> ask(vertx, null))
        .compose(
            before -> {
              test.verify(() -> assertThat(before.path()).endsWith("eleven.onnx"));
              return ask(vertx, "one.onnx");
            })
        .compose(
            after -> {
              test.verify(() -> assertThat(after.path()).endsWith("one.onnx"));
              return ask(vertx, "../../etc/passwd");
            })
        .onComplete(
            test.failing(
                e ->
                    test.verify(
                        () -> {
                          assertThat(((MilepostException) e).code())
                              .isEqualTo(FailureCode.BAD_REQUEST);
                          slot.close();
                          test.completeNow();
                        })));
  }

  private static Future<ModelState> ask(Vertx vertx, String path) {
    return Topics.MODEL.request(
        vertx.eventBus(), new ModelRequest(path, "test"), ModelState.class, Duration.ofSeconds(20));
  }

  @Test
  void shouldPublishWhatTheEyeSeesWhenThereIsNoModel(Vertx vertx, VertxTestContext test) {
    PerceptionTopics.registerCodecs(vertx.eventBus());
    FrameSlot slot = new FrameSlot();
    AVFrame picture = Pictures.plain(avutil.AV_PIX_FMT_YUV420P, 64, 64, 128, 128, 128);
    CameraEye eye = new CameraEye("cam", EyeConfig.defaults());
    InferenceVerticle verticle =
        new InferenceVerticle(
            new PerceptionConfig(PerceptionConfig.NO_MODEL, 1, 1, 0, 0, 10_000),
            List.of(new CameraFeed("cam", slot, Pace.of(10), eye)),
            new SimpleMeterRegistry());
    PerceptionTopics.detections("cam")
        .consume(
            vertx.eventBus(),
            found ->
                test.verify(
                    () -> {
                      assertThat(found.width()).isEqualTo(64);
                      assertThat(found.detections()).isEmpty();
                      assertThat(verticle.pool()).isEmpty();
                      eye.close();
                      slot.close();
                      avutil.av_frame_free(picture);
                      test.completeNow();
                    }));

    vertx
        .deployVerticle(verticle)
        .onComplete(test.succeeding(id -> eye.picture(picture, 5, 5, System.nanoTime())));
  }

  private static InferenceVerticle verticle(Path model, FrameSlot slot) {
    return new InferenceVerticle(
        new PerceptionConfig(model.toString(), 1, 1, 0, 0, 10_000),
        List.of(new CameraFeed("cam", slot, 10)),
        new SimpleMeterRegistry());
  }
}
