package io.milepost.rsu.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
  /** Who waits so long for a server does not take a busy machine for a dead one. */
  private static final CaptureConfig PATIENT = config(20);

  private static final CaptureConfig QUICK = config(2);

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
      capture.stop().get(20, TimeUnit.SECONDS);
    }
  }

  private static CaptureConfig config(int stallSeconds) {
    return new CaptureConfig(
        Duration.ofSeconds(2L * stallSeconds),
        Duration.ofSeconds(stallSeconds),
        Duration.ofMillis(50),
        Duration.ofMillis(200),
        true);
  }

  private CameraCapture start(String url, Transport transport) {
    return start(url, transport, PATIENT);
  }

  private CameraCapture start(String url, Transport transport, CaptureConfig config) {
    CameraConfig camera =
        new CameraConfig("g", null, url, null, null, 0, 0, 0, null, 0, false, 5, 0, transport);
    CameraCapture capture =
        new CameraCapture(camera, config, new SourcePolicy(List.of(), Set.of()), Map.of());
    started.add(capture);
    capture.start();
    return capture;
  }

  private static void awaitPictures(String name, CameraCapture capture, int more) {
    long before = capture.health().frames();
    await(name)
        .atMost(Duration.ofSeconds(40))
        .until(() -> capture.health().frames() >= before + more);
  }

  private static void awaitDown(CameraCapture capture) {
    await().atMost(Duration.ofSeconds(40)).until(() -> capture.state(0).state().equals("down"));
  }

  @Test
  void shouldShowPicturesOverEveryTransportThatTheServerOffers() {
    Map<String, CameraCapture> captures = new LinkedHashMap<>();
    for (String path : List.of("/h264", "/h265")) {
      for (Transport transport : Transport.values()) {
        captures.put(path + " " + transport, start(open.url(path), transport));
      }
    }
    captures.put("/udp AUTO", start(open.url("/udp"), Transport.AUTO));
    captures.put("/tcp AUTO", start(open.url("/tcp"), Transport.AUTO));
    captures.forEach(
        (name, capture) -> {
          awaitPictures(name, capture, 15);
          String codec = name.startsWith("/h265") ? "hevc" : "h264";
          assertThat(capture.state(0).codec()).as(name).isEqualTo(codec);
          assertThat(capture.state(0).width()).as(name).isEqualTo(320);
          assertThat(capture.health().undecodable()).as(name).isZero();
          assertThat(capture.health().reconnects()).as(name).isZero();
          assertThat(capture.health().trouble()).as(name).isEmpty();
        });
  }

  @Test
  void shouldSayWhatIsWrongWhenTheServerHasNoSuchThing() {
    Map<CameraCapture, String> wrong =
        Map.of(
            start(open.url("/tcp"), Transport.UDP), "set transport to auto",
            start(open.url("/udp"), Transport.TCP), "set transport to auto",
            start(open.url("/audio"), Transport.TCP), "no video",
            start(open.url("/nothing"), Transport.TCP), "no such stream");
    wrong.forEach(
        (capture, words) -> {
          awaitDown(capture);
          assertThat(capture.state(0).reason()).contains(words);
          assertThat(capture.health().trouble()).contains(SourceException.Kind.CAMERA);
        });
  }

  @ParameterizedTest
  @CsvSource({"basic", "digest"})
  void shouldSignInAndSayOnceThatAPasswordIsWrong(String method) throws Exception {
    try (GstServer locked = new GstServer(folder, method)) {
      CameraCapture right = start(locked.url("op:s3cret%20word", "/h264"), Transport.TCP);
      CameraCapture wrong = start(locked.url("op:guess", "/h264"), Transport.TCP);
      CameraCapture nobody = start(locked.url("/h264"), Transport.TCP);
      awaitPictures(method, right, 3);
      awaitDown(wrong);
      awaitDown(nobody);
      assertThat(wrong.state(0).reason())
          .contains("refuses the name or password")
          .doesNotContain("guess");
      assertThat(wrong.health().trouble()).contains(SourceException.Kind.CREDENTIALS);
      assertThat(nobody.health().trouble()).contains(SourceException.Kind.CREDENTIALS);
      awaitPictures(method, right, 15);
      assertThat(wrong.health().reconnects()).isEqualTo(1);
    }
  }

  @Test
  void shouldConnectAgainWhenTheServerFallsSilentWithoutAWord() throws Exception {
    try (GstServer fragile = new GstServer(folder, null)) {
      CameraCapture tcp = start(fragile.url("/h264"), Transport.TCP, QUICK);
      awaitPictures("before", tcp, 3);
      CameraCapture udp = start(fragile.url("/h264"), Transport.UDP, QUICK);
      awaitPictures("before", udp, 3);
      List<CameraCapture> captures = List.of(tcp, udp);
      fragile.freeze();
      for (CameraCapture capture : captures) {
        awaitDown(capture);
        assertThat(capture.state(0).reason()).contains("no answer in time");
        assertThat(capture.health().trouble()).contains(SourceException.Kind.NETWORK);
      }
      fragile.thaw();
      for (CameraCapture capture : captures) {
        awaitPictures("after", capture, 3);
        assertThat(capture.health().trouble()).isEmpty();
      }
    }
  }

  @Test
  void shouldSayThatNobodyListensWhenTheServerHasGone() throws Exception {
    CameraCapture capture;
    try (GstServer leaving = new GstServer(folder, null)) {
      capture = start(leaving.url("/h264"), Transport.TCP);
      awaitPictures("before", capture, 3);
    }
    awaitDown(capture);
    await().until(() -> capture.state(0).reason().contains("refused"));
    assertThat(capture.health().trouble()).contains(SourceException.Kind.CAMERA);
  }
}
