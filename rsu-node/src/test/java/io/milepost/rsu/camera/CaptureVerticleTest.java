package io.milepost.rsu.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.protocol.message.CameraCommand;
import io.milepost.protocol.message.CameraReply;
import io.milepost.protocol.message.Topics;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptureVerticleTest {
  @TempDir Path media;
  private final Vertx vertx = Vertx.vertx();
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private CameraCapture capture;
  private LiveEncoder live;

  @BeforeEach
  void deploy() throws Exception {
    TestVideo.write(media.resolve("v.mp4"), "mp4", 320, 240, 25, 50, 25);
    Topics.registerCodecs(vertx.eventBus());
    CameraConfig camera =
        new CameraConfig("a", null, "file:v.mp4", null, null, 0, 0, 0, null, 0, true);
    capture =
        new CameraCapture(
            camera, CaptureConfig.DEFAULT, new SourcePolicy(List.of(media), Set.of()), Map.of());
    live = new LiveEncoder(capture, LiveConfig.DEFAULT, thread);
    vertx
        .deployVerticle(new CaptureVerticle(capture, live))
        .toCompletionStage()
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS);
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    assertThat(capture.state(0).state()).isEqualTo("stopped");
    live.close();
    thread.shutdownNow();
  }

  private CameraReply ask(CameraCommand.Action action) throws Exception {
    return Topics.cameraCommand("a")
        .request(vertx.eventBus(), new CameraCommand(action, "tester"), CameraReply.class)
        .toCompletionStage()
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS);
  }

  @Test
  void shouldAnswerSnapshotStopAndStart() throws Exception {
    await().until(() -> capture.health().frames() > 2);
    CameraReply snapshot = ask(CameraCommand.Action.SNAPSHOT);
    assertThat(snapshot.state()).isEqualTo("live");
    assertThat(snapshot.jpeg()).startsWith(0xff, 0xd8);
    assertThat(snapshot.ptsMicros()).isPositive();
    assertThat(ask(CameraCommand.Action.STOP).state()).isEqualTo("stopped");
    long frames = capture.health().frames();
    assertThat(ask(CameraCommand.Action.START)).isNotNull();
    await().atMost(Duration.ofSeconds(30)).until(() -> capture.health().frames() > frames);
  }

  @Test
  void shouldRefuseACommandItDoesNotKnow() {
    assertThatThrownBy(
            () ->
                vertx
                    .eventBus()
                    .request(
                        "milepost.cameras.a.command",
                        new io.vertx.core.json.JsonObject().put("action", "explode"))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS))
        .hasMessageContaining("explode");
  }

  @Test
  void shouldExportFiguresWithEveryDropReason() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    FrameSlot slot = new FrameSlot();
    capture.attach(slot);
    new CaptureMetrics(capture).bindTo(registry);
    await().until(() -> slot.overwritten() > 3);
    assertThat(registry.get("milepost.camera.frames").functionCounter().count()).isPositive();
    assertThat(
            registry
                .get("milepost.camera.drops")
                .tags("camera", "a", "reason", "newer_came")
                .functionCounter()
                .count())
        .isGreaterThan(3);
    assertThat(registry.get("milepost.camera.decode").functionTimer().totalTime(TimeUnit.SECONDS))
        .isPositive();
    assertThat(registry.get("milepost.camera.live").gauge().value()).isEqualTo(1);
    assertThat(registry.get("milepost.camera.packet.age.seconds").gauge().value())
        .isBetween(0.0, 1.0);
    capture.detach(slot);
    slot.close();
  }
}
