package io.milepost.rsu.perception;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.rsu.camera.FrameSlot;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InferencePoolTest {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final FrameSlot slotA = new FrameSlot();
  private final FrameSlot slotB = new FrameSlot();
  private final AVFrame picture = Pictures.plain(avutil.AV_PIX_FMT_YUV420P, 64, 64, 128, 128, 128);

  @TempDir Path folder;
  private Model model;

  @BeforeEach
  void load() throws IOException {
    model = new ModelLoader(1).load(TinyModels.elevenBoxes(folder));
  }

  @AfterEach
  void free() {
    model.close();
    slotA.close();
    slotB.close();
    avutil.av_frame_free(picture);
  }

  @Test
  void shouldLookAtBothCamerasInOrderWhenTheyShareOneSession() throws InterruptedException {
    var found = new LinkedBlockingQueue<FrameDetections>();
    var seen = new CopyOnWriteArrayList<FrameDetections>();
    try (InferencePool pool = new InferencePool(model, config(2), found::add, meters)) {
      pool.register(new CameraFeed("a", slotA, 120));
      pool.register(new CameraFeed("b", slotB, 120));
      for (int i = 0; i < 40; i++) {
        publish(slotA, i);
        publish(slotB, i);
        seen.add(found.poll(5, SECONDS));
        seen.add(found.poll(5, SECONDS));
      }
      assertThat(pool.inferredFps("a")).isPositive();
    }
    assertThat(seen).doesNotContainNull();
    for (String camera : List.of("a", "b")) {
      assertThat(seen.stream().filter(f -> f.camera().equals(camera)).map(f -> f.ptsMicros()))
          .containsExactlyElementsOf(LongStream.range(0, 40).boxed().toList());
    }
    assertThat(seen).allSatisfy(f -> assertThat(f.detections()).hasSize(11));
  }

  @Test
  void shouldSayThatItIsBlindWhenAWorkerHasEnded() {
    try (InferencePool pool =
        new InferencePool(
            model,
            config(1),
            f -> {
              throw new LinkageError("made up");
            },
            meters)) {
      assertThat(pool.degraded()).isEmpty();
      pool.register(new CameraFeed("a", slotA, 120));
      publish(slotA, 0);
      await().until(() -> pool.degraded().isPresent());
      assertThat(pool.degraded().get()).contains("1 of 1 inference workers have ended");
    }
  }

  @Test
  void shouldLookAtTheNewestOnlyWhenPicturesComeFasterThanTheModel() throws InterruptedException {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    var seen = new CopyOnWriteArrayList<Long>();
    try (InferencePool pool =
        new InferencePool(
            model,
            config(1),
            f -> {
              seen.add(f.ptsMicros());
              busy.countDown();
              waitFor(go);
            },
            meters)) {
      pool.register(new CameraFeed("a", slotA, 120));
      publish(slotA, 0);
      assertThat(busy.await(5, SECONDS)).isTrue();
      for (int i = 1; i <= 1000; i++) {
        publish(slotA, i);
      }
      double overwritten =
          meters
              .get("milepost.inference.dropped")
              .tag("reason", "newer_came")
              .functionCounter()
              .count();
      assertThat(overwritten).isEqualTo(999);
      go.countDown();
      await().until(() -> seen.size() == 2);
    }
    assertThat(seen).containsExactly(0L, 1000L);
  }

  @Test
  void shouldDropAndCountWhenAPictureGotTooOld() throws InterruptedException {
    var found = new LinkedBlockingQueue<FrameDetections>();
    try (InferencePool pool = new InferencePool(model, config(1), found::add, meters)) {
      pool.register(new CameraFeed("a", slotA, 120));
      slotA.publish(picture, 1, 0, System.nanoTime() - SECONDS.toNanos(60));
      await()
          .until(
              () ->
                  meters
                          .get("milepost.inference.dropped")
                          .tag("reason", "too_old")
                          .counter()
                          .count()
                      == 1);
      publish(slotA, 2);
      assertThat(found.poll(5, SECONDS)).extracting(FrameDetections::ptsMicros).isEqualTo(2L);
    }
  }

  @Test
  void shouldGoOnAndCountWhenOnePictureCannotBeScaled() throws InterruptedException {
    var found = new LinkedBlockingQueue<FrameDetections>();
    AVFrame broken = Pictures.plain(avutil.AV_PIX_FMT_YUV420P, 64, 64, 0, 0, 0);
    broken.format(avutil.AV_PIX_FMT_VAAPI);
    try (InferencePool pool = new InferencePool(model, config(1), found::add, meters)) {
      pool.register(new CameraFeed("a", slotA, 120));
      slotA.publish(broken, 1, 0, System.nanoTime());
      await()
          .until(
              () ->
                  meters.get("milepost.inference.dropped").tag("reason", "failed").counter().count()
                      == 1);
      publish(slotA, 2);
      assertThat(found.poll(5, SECONDS)).extracting(FrameDetections::ptsMicros).isEqualTo(2L);
    }
    avutil.av_frame_free(broken);
  }

  @Test
  void shouldLookAtWhatWaitsAlreadyWhenACameraIsRegistered() throws InterruptedException {
    var found = new LinkedBlockingQueue<FrameDetections>();
    publish(slotA, 7);
    try (InferencePool pool = new InferencePool(model, config(1), found::add, meters)) {
      pool.register(new CameraFeed("a", slotA, 10));
      assertThat(found.poll(5, SECONDS)).extracting(FrameDetections::ptsMicros).isEqualTo(7L);
    }
  }

  @Test
  void shouldLookTwiceAndCountWhenRulesAskForAPlace() {
    Pace pace = new Pace(120, 5, 0, new Attention(), new Activity());
    try (InferencePool pool = new InferencePool(model, config(1), f -> {}, meters)) {
      pool.register(new CameraFeed("a", slotA, pace));
      pace.attention().lookAt("collision-1", 0.5, 0.5, System.nanoTime());
      await()
          .pollInterval(Duration.ofMillis(20))
          .until(
              () -> {
                publish(slotA, System.nanoTime() / 1000);
                return meters.get("milepost.inference.second.looks").counter().count() >= 2;
              });
      assertThat(pool.grantedFps("a")).isPositive();
      assertThat(meters.get("milepost.inference.dropped").tag("reason", "failed").counter().count())
          .isZero();
    }
  }

  @Test
  void shouldStopLookingAndForgetItsFiguresWhenACameraIsUnregistered() throws InterruptedException {
    var found = new LinkedBlockingQueue<FrameDetections>();
    try (InferencePool pool = new InferencePool(model, config(1), found::add, meters)) {
      pool.register(new CameraFeed("a", slotA, 120));
      pool.register(new CameraFeed("b", slotB, 120));
      pool.unregister("a");
      publish(slotA, 1);
      publish(slotB, 2);

      assertThat(found.poll(5, SECONDS)).extracting(FrameDetections::camera).isEqualTo("b");
      assertThat(slotA.waitingSinceNanos()).isNotZero();
      assertThat(meters.find("milepost.inference.dropped").tag("camera", "a").meters()).isEmpty();
    }
    assertThat(found).isEmpty();
    assertThat(meters.getMeters()).isEmpty();
  }

  @Test
  void shouldLoseNoPictureOfOthersWhenCamerasComeAndGo() throws Exception {
    var found = new LinkedBlockingQueue<FrameDetections>();
    var goneBy = new AtomicInteger();
    try (InferencePool pool = new InferencePool(model, config(2), found::add, meters)) {
      pool.register(new CameraFeed("a", slotA, 120));
      Thread restless =
          new Thread(
              () -> {
                while (goneBy.get() >= 0 && !Thread.currentThread().isInterrupted()) {
                  pool.register(new CameraFeed("b", slotB, 120));
                  publish(slotB, goneBy.get());
                  pool.unregister("b");
                  goneBy.incrementAndGet();
                }
              });
      restless.start();
      for (int i = 0; i < 60; i++) {
        publish(slotA, i);
        FrameDetections next = found.poll(5, SECONDS);
        while (next != null && next.camera().equals("b")) {
          next = found.poll(5, SECONDS);
        }
        assertThat(next).isNotNull();
        assertThat(next.ptsMicros()).isEqualTo(i);
      }
      restless.interrupt();
      restless.join(5000);
      assertThat(restless.isAlive()).isFalse();
    }
    assertThat(goneBy.get()).isGreaterThan(20);
    assertThat(meters.getMeters()).isEmpty();
  }

  @Test
  void shouldReturnFromUnregisteringOnlyWhenNothingOfTheCameraIsLookedAt() throws Exception {
    var looking = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    var delivered = new AtomicInteger();
    try (InferencePool pool =
        new InferencePool(
            model,
            config(1),
            f -> {
              looking.countDown();
              waitFor(goOn);
              delivered.incrementAndGet();
            },
            meters)) {
      pool.register(new CameraFeed("a", slotA, 120));
      publish(slotA, 1);
      waitFor(looking);
      Thread remover = new Thread(() -> pool.unregister("a"));
      remover.start();
      await().until(() -> remover.getState() == Thread.State.WAITING);
      assertThat(delivered.get()).isZero();
      goOn.countDown();
      remover.join(5000);
      assertThat(remover.isAlive()).isFalse();
      assertThat(delivered.get()).isEqualTo(1);
    }
  }

  private void publish(FrameSlot slot, long pts) {
    slot.publish(picture, pts, pts, System.nanoTime());
  }

  /** The longest age there is, so that a busy machine does not decide the test. */
  private static PerceptionConfig config(int workers) {
    return new PerceptionConfig("eleven.onnx", 1, workers, 0, 0, 10_000);
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
