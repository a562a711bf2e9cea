package io.milepost.rsu.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.incident.IncidentState;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.message.ClipReady;
import io.milepost.protocol.message.IncidentChanged;
import io.milepost.protocol.message.Topics;
import io.milepost.rsu.camera.CameraCapture;
import io.milepost.rsu.camera.CameraConfig;
import io.milepost.rsu.camera.CaptureConfig;
import io.milepost.rsu.camera.SourcePolicy;
import io.milepost.simulator.live.SimulatedCamera;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A simulated camera, live, through capture, recorder and clip, as a node runs them. */
class SimulatedRecordingIT {
  @TempDir Path data;

  @Test
  void shouldKeepAClipOfAnIncidentSeenByALiveCamera() throws Exception {
    Vertx vertx = Vertx.vertx();
    Topics.registerCodecs(vertx.eventBus());
    CameraConfig camera =
        new CameraConfig(
            "a", null, "sim:free?seed=3&size=320x180", null, null, 0, 0, 0, null, 0, false);
    CameraCapture capture =
        new CameraCapture(
            camera,
            CaptureConfig.DEFAULT,
            new SourcePolicy(List.of(), Set.of("sim")),
            Map.of("sim", SimulatedCamera::open));
    List<ClipReady> clips = new CopyOnWriteArrayList<>();
    try (RecordingStore store =
        RecordingStore.open(
            new RecordingConfig(data.resolve("rec"), 3, 7, 1_000_000_000L, 0),
            data,
            Clock.systemUTC())) {
      SegmentRecorder recorder = store.recorder("a");
      capture.add(recorder);
      long started = System.currentTimeMillis();
      capture.start();
      ClipKeeper keeper =
          new ClipKeeper(
              "rsu-a", new ClipConfig(3, 3, 0.5), store, data.resolve("clips"), Clock.systemUTC());
      Topics.CLIPS.consume(vertx.eventBus(), clips::add);
      vertx
          .deployVerticle(
              new ClipVerticle("rsu-a", keeper),
              new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER))
          .toCompletionStage()
          .toCompletableFuture()
          .get(20, TimeUnit.SECONDS);
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> recorder.status().recordedUpToMillis() > started + 4000);
      assertThat(recorder.status().recordedUpToMillis())
          .isLessThanOrEqualTo(System.currentTimeMillis() + 50);
      long moment = System.currentTimeMillis();
      Topics.INCIDENTS.publish(
          vertx.eventBus(),
          new IncidentChanged(
              IncidentChanged.Change.CONFIRMED, incident(moment), Map.of(), System.nanoTime()));
      await().atMost(Duration.ofSeconds(30)).until(() -> clips.size() == 2);
      assertThat(clips.get(0).complete()).isFalse();
      assertThat(clips.get(1).complete()).isTrue();
      assertThat(clips.get(1).id()).isEqualTo(clips.get(0).id());
      assertThat(clips.get(1).startUtcMillis()).isBetween(moment - 5100, moment - 2900);
      assertThat(clips.get(1).endUtcMillis()).isBetween(moment + 2900, moment + 3100);
      assertThat(keeper.library().list("rsu-a-1-1")).containsExactly(clips.get(1));
    } finally {
      capture.stop().get(10, TimeUnit.SECONDS);
      vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
  }

  private static Incident incident(long moment) {
    return new Incident(
        "rsu-a-1-1",
        1,
        IncidentType.COLLISION,
        Severity.HIGH,
        IncidentState.OPEN,
        0.9,
        "rsu-a",
        "a",
        "A1",
        null,
        0,
        0,
        500,
        null,
        moment,
        moment,
        moment,
        null,
        "a collision",
        List.of(),
        null,
        null,
        null);
  }
}
