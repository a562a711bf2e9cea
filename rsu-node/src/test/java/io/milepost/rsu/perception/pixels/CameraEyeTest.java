package io.milepost.rsu.perception.pixels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.milepost.protocol.message.MotionSeen;
import io.milepost.rsu.perception.Detection;
import io.milepost.rsu.perception.FrameDetections;
import io.milepost.rsu.perception.ObjectClass;
import io.milepost.simulator.scene.Light;
import io.milepost.simulator.scene.Scenario;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.junit.jupiter.api.Test;

class CameraEyeTest {
  private static final int BYTES_PER_PICTURE = 2_000;
  private static final double SLOWEST_MILLIS = 5;

  private static AVFrame textured(int width, int height) {
    AVFrame frame = avutil.av_frame_alloc();
    frame.format(avutil.AV_PIX_FMT_YUV420P).width(width).height(height);
    assertThat(avutil.av_frame_get_buffer(frame, 0)).isZero();
    texture(frame, 0);
    BytePointer.memset(frame.data(1), 128, (long) frame.linesize(1) * height / 2);
    BytePointer.memset(frame.data(2), 128, (long) frame.linesize(2) * height / 2);
    return frame;
  }

  private static void texture(AVFrame frame, int shift) {
    byte[] row = new byte[frame.linesize(0)];
    for (int y = 0; y < frame.height(); y++) {
      for (int x = 0; x < row.length; x++) {
        row[x] = (byte) (60 + (x / 40 + y / 30) % 5 * 20 + ((x * 31 + y * 17 + shift * 7) & 3));
      }
      new BytePointer(frame.data(0)).position((long) y * row.length).put(row);
    }
  }

  @Test
  void shouldCostLittleTimeAndNoHeapWhenNothingHappens() {
    AVFrame one = textured(1920, 1080);
    AVFrame two = textured(1920, 1080);
    texture(two, 1);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (CameraEye eye = new CameraEye("cam", EyeConfig.defaults())) {
      long pts = 0;
      for (int i = 0; i < 400; i++, pts += 80_000) {
        eye.picture(i % 2 == 0 ? one : two, pts, 0, 0);
      }
      long bytes = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
      long cpu = threads.getCurrentThreadCpuTime();
      int pictures = 600;
      for (int i = 0; i < pictures; i++, pts += 80_000) {
        eye.picture(i % 2 == 0 ? one : two, pts, 0, 0);
      }
      long spent = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - bytes;
      double millis = (threads.getCurrentThreadCpuTime() - cpu) / 1e6 / pictures;
      System.out.printf(
          "eye: %.3f ms CPU, %d bytes a picture of 1920x1080%n", millis, spent / pictures);
      assertThat(spent / pictures).isLessThan(BYTES_PER_PICTURE);
      assertThat(millis).isLessThan(SLOWEST_MILLIS);
    } finally {
      avutil.av_frame_free(one);
      avutil.av_frame_free(two);
    }
  }

  @Test
  void shouldCallACameraActiveWhileVehiclesPassAndStillAfterwards() {
    List<MotionSeen> motions = new ArrayList<>();
    try (Footage footage = new Footage()) {
      footage.eye.onMotion(motions::add);
      int[] road = new int[Footage.WIDTH * Footage.HEIGHT];
      for (double now = 0; now < 30; now += 0.1) {
        draw(road, now);
        if (now >= 10 && now < 14) {
          rectangle(road, (int) ((now - 10) * 60), 80, 40, 24, 0xD0D0D8);
        }
        footage.show(road, Footage.WIDTH, Footage.HEIGHT, now);
      }
      long second = 1_000_000_000L;
      assertThat(footage.eye.activity().idle(15 * second, 2 * second)).isFalse();
      assertThat(footage.eye.activity().idle(29 * second, 10 * second)).isTrue();
      assertThat(motions).hasSize(2);
      assertThat(motions.get(0).moving()).isTrue();
      assertThat(motions.get(0).sincePtsMicros()).isBetween(9_900_000L, 10_600_000L);
      assertThat(motions.get(1).moving()).isFalse();
      assertThat(motions.get(1).ptsMicros()).isBetween(13_000_000L, 15_500_000L);
      assertThat(motions.get(1).share()).isBetween(0.005, 0.1);
    }
  }

  @Test
  void shouldNotBelieveAPictureThatStandsStillFromOneMomentToTheNext() {
    try (Footage footage = new Footage()) {
      int[] road = new int[Footage.WIDTH * Footage.HEIGHT];
      for (double now = 0; now < 20; now += 0.1) {
        if (now < 12 || now >= 16) {
          draw(road, now);
          rectangle(road, (int) (now * 60) % 280, 80, 40, 24, 0xD0D0D8);
        }
        footage.show(road, Footage.WIDTH, Footage.HEIGHT, now);
        boolean usable = footage.eye.extend(frame(now, List.of())).sight().usable();
        if (now < 12 || now > 12.6) {
          assertThat(usable).as("at %.1f s", now).isEqualTo(now < 12 || now >= 16);
        }
      }
      assertThat(footage.eye.sight().usable()).as("no fault of the camera yet").isTrue();
    }
  }

  @Test
  void shouldSuspendTheRulesAtOnceWhenThePictureStandsStillAndThereIsNoModel() {
    try (Footage footage = new Footage(EyeConfig.defaults(), true)) {
      int[] road = new int[Footage.WIDTH * Footage.HEIGHT];
      for (double now = 0; now < 14; now += 0.1) {
        if (now < 12) {
          draw(road, now);
          rectangle(road, (int) (now * 60) % 280, 80, 40, 24, 0xD0D0D8);
        }
        int[] shown = road.clone();
        if (Math.abs(now - 13) < 0.01) {
          // A key picture of what is frozen: all pixels a little different.
          Arrays.setAll(shown, i -> road[i] + 0x010101);
        }
        footage.show(shown, Footage.WIDTH, Footage.HEIGHT, now);
        if (now < 12 || now > 12.6) {
          assertThat(footage.rules.suspended()).as("at %.1f s", now).isEqualTo(now > 12);
        }
      }
      assertThat(footage.eye.sight().usable()).as("no fault of the camera yet").isTrue();
    }
  }

  @Test
  void shouldBelieveAPictureInWhichOnlyTheTrafficStops() {
    try (Footage footage = new Footage()) {
      int[] road = new int[Footage.WIDTH * Footage.HEIGHT];
      for (double now = 0; now < 20; now += 0.1) {
        draw(road, now);
        rectangle(road, (int) (Math.min(now, 12) * 60) % 280, 80, 40, 24, 0xD0D0D8);
        footage.show(road, Footage.WIDTH, Footage.HEIGHT, now);
        assertThat(footage.eye.extend(frame(now, List.of())).sight().usable()).isTrue();
      }
    }
  }

  @Test
  void shouldReportAThingLeftLyingWhenItStaysForTenSeconds() {
    try (Footage footage = new Footage()) {
      int[] road = new int[Footage.WIDTH * Footage.HEIGHT];
      for (double now = 0; now < 50; now += 0.1) {
        draw(road, now);
        if (now >= 30) {
          rectangle(road, 150, 100, 12, 9, 0x201810);
        }
        footage.show(road, Footage.WIDTH, Footage.HEIGHT, now);
      }
      assertThat(footage.seen).extracting(Detection::type).containsOnly(ObjectClass.DEBRIS);
      assertThat(footage.seenAt.get(0)).isBetween(39.9, 42.0);
      Detection thing = footage.seen.get(0);
      assertThat(thing.x()).isBetween(144f, 152f);
      assertThat(thing.y()).isBetween(94f, 102f);
    }
  }

  @Test
  void shouldReportNoDebrisWhereTheModelSeesAVehicle() {
    try (CameraEye eye = new CameraEye("cam", EyeConfig.defaults());
        Footage painter = new Footage()) {
      Detection car = new Detection("car", ObjectClass.CAR, 0.8f, 148, 98, 18, 14);
      int[] road = new int[Footage.WIDTH * Footage.HEIGHT];
      for (double now = 0; now < 50; now += 0.1) {
        painter.eye.extend(frame(now, List.of(car)));
        draw(road, now);
        if (now >= 30) {
          rectangle(road, 150, 100, 12, 9, 0x201810);
        }
        painter.show(road, Footage.WIDTH, Footage.HEIGHT, now);
        painter.eye.extend(frame(now, List.of(car)));
      }
      assertThat(painter.eye.extend(frame(50, List.of(car))).detections()).containsExactly(car);
    }
  }

  @Test
  void shouldSeeTheSameWhenAFileIsReadTwice() {
    try (Footage first = new Footage().clip("kenway_accident4.mp4");
        Footage second = new Footage().clip("kenway_accident4.mp4")) {
      assertThat(second.seen).isEqualTo(first.seen);
      assertThat(second.eye.figures().pictures()).isEqualTo(first.eye.figures().pictures());
      assertThat(second.eye.figures().moving()).isEqualTo(first.eye.figures().moving());
    }
  }

  @Test
  void shouldFindMostStoppedVehiclesWhenThereIsNoModel() {
    int found = 0;
    for (long seed = 1; seed <= 4; seed++) {
      try (Footage footage = new Footage(EyeConfig.defaults(), true)) {
        footage.play(
            io.milepost.simulator.scene.ScenarioSpec.of(Scenario.STOPPED_VEHICLE, seed)
                .withLight(Light.DAY)
                .withFps(10),
            40);
        boolean told =
            footage.told.stream().anyMatch(f -> f.type().code().equals("stopped_vehicle"));
        found += told ? 1 : 0;
      }
    }
    assertThat(found).as("of four scenes").isGreaterThanOrEqualTo(2);
  }

  /** The same with two levels more in its left half: not frozen, and nothing that moves. */
  private static AVFrame noisier(int width, int height) {
    AVFrame frame = textured(width, height);
    byte[] row = new byte[frame.linesize(0)];
    for (int y = 0; y < height; y++) {
      BytePointer at = new BytePointer(frame.data(0)).position((long) y * row.length);
      at.get(row);
      for (int x = 0; x < width / 2; x++) {
        row[x] += 2;
      }
      at.put(row);
    }
    return frame;
  }

  @Test
  void shouldLookLessOftenWhenNothingMovesAndAtOnceMoreOftenWhenLittleDoes() {
    AVFrame still = textured(640, 360);
    AVFrame other = noisier(640, 360);
    AVFrame spot = textured(640, 360);
    byte[] bright = new byte[16];
    java.util.Arrays.fill(bright, (byte) 235);
    for (int y = 100; y < 112; y++) {
      new BytePointer(spot.data(0)).position((long) y * spot.linesize(0) + 200).put(bright);
    }
    try (CameraEye eye = new CameraEye("cam", EyeConfig.defaults())) {
      long pts = 0;
      for (; pts < 40_000_000; pts += 40_000) {
        eye.picture(pts / 200_000 % 2 == 0 ? still : other, pts, 0, 0);
        assertThat(eye.calm() && pts < 24_500_000).isFalse();
      }
      long before = eye.figures().pictures();
      for (; pts < 50_000_000; pts += 40_000) {
        eye.picture(pts / 200_000 % 2 == 0 ? still : other, pts, 0, 0);
      }
      assertThat(eye.figures().pictures() - before).isBetween(49L, 51L);
      long begun = pts;
      while (eye.calm() && pts < 51_000_000) {
        eye.picture(spot, pts, 0, 0);
        pts += 40_000;
      }
      assertThat(pts - begun).isLessThanOrEqualTo(240_000);
      before = eye.figures().pictures();
      for (long end = pts + 2_000_000; pts < end; pts += 40_000) {
        eye.picture(spot, pts, 0, 0);
      }
      assertThat(eye.figures().pictures() - before).isBetween(24L, 26L);
    }
    avutil.av_frame_free(still);
    avutil.av_frame_free(other);
    avutil.av_frame_free(spot);
  }

  @Test
  void shouldNotTakeAPauseForAJumpOfTheClockWhenPicturesWereLeftOut() {
    AVFrame one = textured(640, 360);
    AVFrame two = noisier(640, 360);
    try (CameraEye eye = new CameraEye("cam", EyeConfig.defaults())) {
      long pts = 0;
      for (; pts < 30_000_000; pts += 40_000) {
        eye.picture(pts / 200_000 % 2 == 0 ? one : two, pts, 0, 0);
      }
      for (int i = 0; i < 30; i++, pts += 1_500_000) {
        eye.leftOut();
        eye.picture(i % 2 == 0 ? one : two, pts, 0, 0);
        assertThat(eye.sight().usable()).isTrue();
        assertThat(eye.calm()).isTrue();
      }
    }
    avutil.av_frame_free(one);
    avutil.av_frame_free(two);
  }

  @Test
  void shouldNameTheKeyWhenAValueIsOutOfRange() {
    assertThatThrownBy(() -> new EyeConfig(20, 0, true, -1, false, true, true, true))
        .hasMessageContaining("eye.width must be 80.0..640.0");
    assertThatThrownBy(() -> new EyeConfig(0, 50, true, -1, false, true, true, true))
        .hasMessageContaining("eye.fps");
    assertThatThrownBy(() -> new EyeConfig(0, 0, true, 2, false, true, true, true))
        .hasMessageContaining("motion.sensitivity");
  }

  private static FrameDetections frame(double now, List<Detection> found) {
    long pts = Math.round(now * 1e6);
    return new FrameDetections(
        "cam", pts, pts / 1000, Footage.WIDTH, Footage.HEIGHT, found, 0, 0, 0, 0);
  }

  /** A road with texture and a little noise. */
  private static void draw(int[] road, double now) {
    int n = (int) Math.round(now * 10);
    for (int y = 0; y < Footage.HEIGHT; y++) {
      for (int x = 0; x < Footage.WIDTH; x++) {
        int grey = 90 + (x / 16 + y / 12) % 4 * 12 + ((x * 31 + y * 17 + n * 13) * 7919 >> 4 & 3);
        road[y * Footage.WIDTH + x] = grey << 16 | grey << 8 | grey;
      }
    }
  }

  private static void rectangle(int[] road, int x0, int y0, int w, int h, int rgb) {
    for (int y = y0; y < y0 + h; y++) {
      for (int x = Math.max(0, x0); x < Math.min(Footage.WIDTH, x0 + w); x++) {
        road[y * Footage.WIDTH + x] = rgb;
      }
    }
  }
}
