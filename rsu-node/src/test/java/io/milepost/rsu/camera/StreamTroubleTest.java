package io.milepost.rsu.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a stream does to its readers in the middle. */
class StreamTroubleTest {
  /** The clock of MPEG transport streams starts again after so long: 2^33 / 90 000 s. */
  private static final int WRAP_SECONDS = 95_443;

  private static final CaptureConfig QUICK =
      new CaptureConfig(
          Duration.ofSeconds(2),
          Duration.ofSeconds(2),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          true);

  @TempDir static Path media;

  @BeforeAll
  static void makeVideo() {
    TestVideo.stream(media.resolve("wrap.ts"), 320, 240, 100, WRAP_SECONDS - 2);
    TestVideo.stream(media.resolve("small.ts"), 320, 240, 50, 10);
    TestVideo.stream(media.resolve("large.ts"), 640, 360, 50, 12);
    TestVideo.stream(media.resolve("later.ts"), 320, 240, 50, 5000);
  }

  /** Plays files one after the other as one stream, and waits until it has ended. */
  private static CameraCapture play(Heard sink, String... files) throws Exception {
    CountDownLatch opened = new CountDownLatch(1);
    StreamOpener opener =
        uri -> {
          opened.countDown();
          ByteArrayInputStream all = new ByteArrayInputStream(new byte[0]);
          java.io.InputStream stream = all;
          for (String file : files) {
            stream = new SequenceInputStream(stream, Files.newInputStream(media.resolve(file)));
          }
          return stream;
        };
    CameraConfig camera =
        new CameraConfig("s", null, "test:x", null, null, 0, 0, 0, null, 0, false);
    CameraCapture capture =
        new CameraCapture(
            camera, QUICK, new SourcePolicy(List.of(), Set.of("test")), Map.of("test", opener));
    capture.add(sink);
    capture.start();
    assertThat(opened.await(2, TimeUnit.SECONDS)).isTrue();
    await().atMost(Duration.ofSeconds(30)).until(() -> capture.state(0).state().equals("down"));
    capture.stop().get(20, TimeUnit.SECONDS);
    return capture;
  }

  @Test
  void shouldGoOnWhenTheClockStartsAgain() throws Exception {
    Heard sink = new Heard();
    play(sink, "wrap.ts");
    assertThat(sink.dts).hasSize(100);
    assertThat(sink.begun).hasSize(1);
    for (int i = 1; i < sink.dts.size(); i++) {
      assertThat(sink.dts.get(i) - sink.dts.get(i - 1)).isBetween(39_990L, 40_010L);
    }
  }

  @Test
  void shouldBeginAnewWhenTheClockJumps() throws Exception {
    Heard sink = new Heard();
    play(sink, "small.ts", "later.ts", "small.ts");
    assertThat(sink.begun).hasSize(3);
    assertThat(sink.ended.subList(0, 2)).allMatch(reason -> reason.contains("clock jumped"));
    assertThat(sink.dts).hasSizeGreaterThan(145).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void shouldBeginAnewWithoutLossWhenTheSizeChanges() throws Exception {
    Heard sink = new Heard();
    CameraCapture capture = play(sink, "small.ts", "large.ts");
    assertThat(sink.begun).containsExactly("h264 320x240", "h264 640x360");
    assertThat(sink.ended.get(0)).contains("changed its picture");
    assertThat(sink.dts).hasSize(100).isSorted();
    assertThat(capture.health().frames()).isGreaterThan(97);
    assertThat(capture.state(0).width()).isEqualTo(640);
  }

  @Test
  void shouldTellItsReadersWhoseFaultItIs() throws Exception {
    Heard sink = new Heard();
    play(sink, "small.ts");
    assertThat(sink.troubles)
        .containsExactly(SourceException.Kind.CAMERA, SourceException.Kind.OPERATOR);
  }

  @Test
  void shouldTellReadersThatHaveNeverSeenAPacket() throws Exception {
    Heard sink = new Heard();
    CameraConfig camera =
        new CameraConfig(
            "n", null, "rtsp://no-such-camera.invalid/x", null, null, 0, 0, 0, null, 0, false);
    CameraCapture capture =
        new CameraCapture(camera, QUICK, new SourcePolicy(List.of(), Set.of()), Map.of());
    capture.add(sink);
    capture.start();
    await().atMost(Duration.ofSeconds(20)).until(() -> !sink.troubles.isEmpty());
    assertThat(sink.troubles).containsExactly(SourceException.Kind.NETWORK);
    assertThat(capture.state(0).reason()).contains("unknown to DNS");
    assertThat(sink.begun).isEmpty();
    capture.stop().get(20, TimeUnit.SECONDS);
  }

  @Test
  void shouldSayThatThereIsNoVideoDevice() {
    SourceOpener opener =
        new SourceOpener(new SourcePolicy(List.of(), Set.of()), Map.of(), Duration.ofSeconds(2));
    try (Interrupt interrupt = new Interrupt()) {
      assertThatThrownBy(() -> opener.open("v4l2:/dev/video99", interrupt))
          .isInstanceOf(SourceException.class)
          .hasMessageContaining("v4l2:/dev/video99 cannot be opened")
          .hasMessageContaining("No such file");
    }
  }
}
