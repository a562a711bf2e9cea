package io.milepost.rsu.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RtspCaptureTest {
  private static final CaptureConfig QUICK =
      new CaptureConfig(
          Duration.ofSeconds(5),
          Duration.ofSeconds(2),
          Duration.ofMillis(50),
          Duration.ofMillis(200),
          true);

  @TempDir static Path media;
  private static Path video;

  @BeforeAll
  static void makeVideo() {
    video = TestVideo.write(media.resolve("v.mp4"), "mp4", 640, 360, 25, 50, 25);
  }

  private static CameraCapture capture(String url) {
    return new CameraCapture(
        new CameraConfig("r", null, url, null, null, 0, 0, 0, null, 0, false),
        QUICK,
        new SourcePolicy(List.of(), Set.of()),
        Map.of());
  }

  @Test
  void shouldPlayOverTcpAndComeBackWhenTheConnectionBreaks() throws Exception {
    try (RtspServer server = new RtspServer(video, "user:pass")) {
      CameraCapture capture = capture(server.url("user:pass@"));
      List<Long> late = new CopyOnWriteArrayList<>();
      List<Long> pts = new CopyOnWriteArrayList<>();
      List<String> ended = new CopyOnWriteArrayList<>();
      capture.add(
          new PacketSink() {
            @Override
            public void begin(StreamInfo stream) {
              assertThat(stream.width()).isEqualTo(640);
            }

            @Override
            public void packet(AVPacket packet, long utcMicros, long arrivedNanos) {
              late.add(System.currentTimeMillis() - utcMicros / 1000);
              pts.add(packet.pts());
            }

            @Override
            public void end(String reason) {
              ended.add(reason);
            }
          });
      capture.start();
      await().atMost(Duration.ofSeconds(30)).until(() -> pts.size() >= 75);
      assertThat(capture.state(0).state()).isEqualTo("live");
      assertThat(capture.health().frames()).isGreaterThan(60);
      assertThat(capture.health().undecodable()).isZero();
      assertThat(List.copyOf(late).subList(50, 75))
          .allMatch(millis -> millis > -60 && millis < 1500);
      int before = pts.size();
      server.breakAll();
      await().atMost(Duration.ofSeconds(30)).until(() -> pts.size() >= before + 30);
      assertThat(ended).isNotEmpty();
      assertThat(capture.health().reconnects()).isPositive();
      assertThat(List.copyOf(pts)).isSorted().doesNotHaveDuplicates();
      capture.stop().get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void shouldSayThatThePasswordIsWrongAndNotHammer() throws Exception {
    try (RtspServer server = new RtspServer(video, "user:pass")) {
      CameraCapture capture = capture(server.url("user:wrong@"));
      CaptureConfig slow =
          new CaptureConfig(
              QUICK.connectTimeout(),
              QUICK.stallTimeout(),
              QUICK.backoffMin(),
              Duration.ofSeconds(60),
              true);
      CameraCapture patient =
          new CameraCapture(
              capture.camera(), slow, new SourcePolicy(List.of(), Set.of()), Map.of());
      patient.start();
      await().until(() -> patient.state(0).state().equals("down"));
      assertThat(patient.state(0).reason())
          .contains("refuses the name or password")
          .doesNotContain("wrong");
      int refused = server.refused.get();
      await()
          .during(Duration.ofSeconds(1))
          .atMost(Duration.ofSeconds(30))
          .until(() -> server.refused.get() == refused);
      patient.stop().get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void shouldSayThatTheConnectionIsRefused() throws Exception {
    int port;
    try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = gone.getLocalPort();
    }
    CameraCapture capture = capture("rtsp://127.0.0.1:" + port + "/x");
    capture.start();
    await().until(() -> capture.health().reconnects() >= 3);
    await().until(() -> capture.state(0).state().equals("down"));
    assertThat(capture.state(0).reason()).contains("Connection refused");
    capture.stop().get(20, TimeUnit.SECONDS);
  }

  @Test
  void shouldNotAskAMetadataServer() throws Exception {
    CameraCapture capture = capture("rtsp://169.254.169.254/latest");
    capture.start();
    await().until(() -> capture.state(0).state().equals("down"));
    assertThat(capture.state(0).reason()).contains("not allowed");
    capture.stop().get(20, TimeUnit.SECONDS);
  }
}
