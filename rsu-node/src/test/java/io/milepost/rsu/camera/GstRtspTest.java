package io.milepost.rsu.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cameras over RTSP as GStreamer's server speaks it. */
class GstRtspTest {
  private static final CaptureConfig QUICK =
      new CaptureConfig(
          Duration.ofSeconds(6),
          Duration.ofMillis(1500),
          Duration.ofMillis(50),
          Duration.ofMillis(200),
          true);

  @TempDir static Path folder;
  private static GstServer open;
  private final List<CameraCapture> started = new ArrayList<>();

  @BeforeAll
  static void startServer() throws Exception {
    open = new GstServer(folder, null);
  }

  @AfterAll
  static void stopServer() throws Exception {
    if (open != null) {
      open.close();
    }
  }

  @AfterEach
  void stopAll() throws Exception {
    for (CameraCapture capture : started) {
      capture.stop().get(5, TimeUnit.SECONDS);
    }
  }

  private CameraCapture start(String url, Transport transport) {
    CameraConfig camera =
        new CameraConfig(
            "g", null, url, null, null, 0, 0, 0, null, 0, false, 5, 0, transport);
    CameraCapture capture =
        new CameraCapture(camera, QUICK, new SourcePolicy(List.of(), Set.of()), Map.of());
    started.add(capture);
    capture.start();
    return capture;
  }

  private static void awaitPictures(CameraCapture capture, int more) {
    long before = capture.health().frames();
    await()
        .atMost(Duration.ofSeconds(15))
        .until(() -> capture.health().frames() >= before + more);
  }

  private static void awaitDown(CameraCapture capture) {
    await()
        .atMost(Duration.ofSeconds(15))
        .until(() -> capture.state(0).state().equals("down"));
  }

  @ParameterizedTest
  @CsvSource({
    "/h264, TCP, h264", "/h264, UDP, h264", "/h265, TCP, hevc", "/h265, UDP, hevc",
    "/h264, AUTO, h264", "/udp, AUTO, h264", "/udp, UDP, h264"
  })
  void shouldShowPicturesOverEveryTransportWhenTheServerOffersIt(
      String path, Transport transport, String codec) {
    CameraCapture capture = start(open.url(path), transport);
    awaitPictures(capture, 20);
    assertThat(capture.state(0).codec()).isEqualTo(codec);
    assertThat(capture.state(0).width()).isEqualTo(320);
    assertThat(capture.health().undecodable()).isZero();
    assertThat(capture.health().reconnects()).isZero();
    assertThat(capture.health().trouble()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/tcp, UDP, transport",
    "/udp, TCP, transport",
    "/audio, TCP, no video",
    "/nothing, TCP, no such stream"
  })
  void shouldSayWhatIsWrongWhenTheServerHasNoSuchThing(
      String path, Transport transport, String words) {
    CameraCapture capture = start(open.url(path), transport);
    awaitDown(capture);
    assertThat(capture.state(0).reason()).contains(words);
    assertThat(capture.health().trouble()).contains(SourceException.Kind.CAMERA);
  }

  @ParameterizedTest
  @CsvSource({"basic", "digest"})
  void shouldSignInAndSayOnceThatAPasswordIsWrong(String method) throws Exception {
    try (GstServer locked = new GstServer(folder, method)) {
      CameraCapture right = start(locked.url("op:s3cret%20word", "/h264"), Transport.TCP);
      CameraCapture wrong = start(locked.url("op:guess", "/h264"), Transport.TCP);
      CameraCapture nobody = start(locked.url("/h264"), Transport.TCP);
      awaitPictures(right, 5);
      awaitDown(wrong);
      awaitDown(nobody);
      assertThat(wrong.state(0).reason())
          .contains("refuses the name or password")
          .doesNotContain("guess");
      assertThat(wrong.health().trouble()).contains(SourceException.Kind.CREDENTIALS);
      assertThat(nobody.health().trouble()).contains(SourceException.Kind.CREDENTIALS);
      long attempts = wrong.health().reconnects();
      awaitPictures(right, 25);
      assertThat(wrong.health().reconnects()).isEqualTo(attempts).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource({"TCP", "UDP"})
  void shouldConnectAgainWhenTheServerFallsSilentWithoutAWord(Transport transport)
      throws Exception {
    try (GstServer fragile = new GstServer(folder, null)) {
      CameraCapture capture = start(fragile.url("/h264"), transport);
      awaitPictures(capture, 5);
      fragile.freeze();
      awaitDown(capture);
      assertThat(capture.state(0).reason()).contains("no answer in time");
      assertThat(capture.health().trouble()).contains(SourceException.Kind.NETWORK);
      fragile.thaw();
      awaitPictures(capture, 5);
      assertThat(capture.health().trouble()).isEmpty();
    }
  }

  @Test
  void shouldSayThatNobodyListensWhenTheServerHasGone() throws Exception {
    CameraCapture capture;
    try (GstServer leaving = new GstServer(folder, null)) {
      capture = start(leaving.url("/h264"), Transport.TCP);
      awaitPictures(capture, 5);
    }
    awaitDown(capture);
    await().until(() -> capture.state(0).reason().contains("refused"));
    assertThat(capture.health().trouble()).contains(SourceException.Kind.CAMERA);
  }
}
