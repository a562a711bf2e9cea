package io.milepost.rsu.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What servers of real cameras answer, from the collection of the project retina. */
class OddServersTest {
  private static final Pattern VIDEO = Pattern.compile("a=rtpmap:(\\d+) H264/90000");

  private static final List<String> H264 =
      List.of(
          "anpviz_sdp.txt",
          "dahua_describe_h264_aac_onvif.txt",
          "foscam_describe.txt",
          "gw_main_describe.txt",
          "gw_sub_describe.txt",
          "h264dvr_describe.txt",
          "hikvision_describe.txt",
          "ipcam_describe.txt",
          "macrovideo_describe.txt",
          "missing_content_type_describe.txt",
          "reolink_describe.txt",
          "reolink_describe_control_first.txt",
          "ubiquiti_sdp.txt",
          "vstarcam_describe.txt");

  private static final List<String> H265 =
      List.of(
          "anjvision_describe.txt",
          "dahua_describe_h265_pcma.txt",
          "geovision_sdp.txt",
          "tplink_sdp.txt");

  @TempDir static Path media;
  private static Path video;
  private static Path replies;

  @BeforeAll
  static void find() {
    Path shared = TestVideo.sharedData();
    assumeTrue(
        shared != null && Files.isDirectory(shared.resolve("rtsp/retina")),
        "the RTSP replies of the shared data are missing (MILEPOST_SHARED_DATA)");
    replies = shared.resolve("rtsp/retina/src/client/testdata");
    video = TestVideo.write(media.resolve("v.mp4"), "mp4", 320, 240, 25, 50, 25);
  }

  private static CameraCapture start(String url) {
    CaptureConfig quick =
        new CaptureConfig(
            Duration.ofSeconds(3),
            Duration.ofSeconds(3),
            Duration.ofSeconds(1),
            Duration.ofSeconds(60),
            true);
    CameraConfig camera = new CameraConfig("o", null, url, null, null, 0, 0, 0, null, 0, false);
    CameraCapture capture =
        new CameraCapture(camera, quick, new SourcePolicy(List.of(), Set.of()), Map.of());
    capture.start();
    return capture;
  }

  private static String read(String name) throws Exception {
    return Files.readString(replies.resolve(name), StandardCharsets.ISO_8859_1);
  }

  private static String body(String description) {
    String sdp =
        description.startsWith("RTSP/")
            ? description.substring(description.indexOf("\r\n\r\n") + 4)
            : description;
    return sdp.indexOf('\r') < 0 ? sdp.replace("\n", "\r\n") : sdp;
  }

  /** The reply as it came; the numbers that a test must change are changed. */
  private static String reply(String description) {
    String sdp = body(description);
    String head =
        description.startsWith("RTSP/")
            ? description.substring(0, description.indexOf("\r\n\r\n"))
            : "RTSP/1.0 200 OK\r\nContent-Type: application/sdp";
    head = head.replaceAll("(?i)\\r\\n(CSeq|Content-Length):[^\\r]*", "");
    return head + "\r\nContent-Length: " + sdp.length() + "\r\n\r\n" + sdp;
  }

  @Test
  void shouldShowPicturesOfCamerasThatDescribeThemselvesSo() throws Exception {
    List<RtspServer> servers = new ArrayList<>();
    Map<String, CameraCapture> captures = new LinkedHashMap<>();
    for (String name : H264) {
      Matcher type = VIDEO.matcher(read(name));
      assertThat(type.find()).as("H.264 in " + name).isTrue();
      RtspServer server = new RtspServer(video, null);
      server.replies.put("DESCRIBE", reply(read(name)));
      server.payloadType = Integer.parseInt(type.group(1));
      server.setsInBand = true;
      servers.add(server);
      captures.put(name, start(server.url("")));
    }
    captures.forEach(
        (name, capture) ->
            await(name)
                .atMost(Duration.ofSeconds(30))
                .until(() -> capture.health().frames() > 3 || capture.health().reconnects() > 0));
    for (Map.Entry<String, CameraCapture> each : captures.entrySet()) {
      assertThat(each.getValue().state(0).reason()).as(each.getKey()).isNull();
      assertThat(each.getValue().state(0).width()).as(each.getKey()).isEqualTo(320);
      each.getValue().stop().get(20, TimeUnit.SECONDS);
    }
    for (RtspServer server : servers) {
      assertThat(server.requests).filteredOn(line -> line.startsWith("SETUP")).isNotEmpty();
      server.close();
    }
  }

  @Test
  void shouldAskCamerasWithH265ToPlay() throws Exception {
    for (String name : H265) {
      try (RtspServer server = new RtspServer(video, null)) {
        server.replies.put("DESCRIBE", reply(read(name)));
        server.interleaved = new byte[0];
        CameraCapture capture = start(server.url(""));
        await(name)
            .atMost(Duration.ofSeconds(30))
            .until(() -> server.requests.stream().anyMatch(line -> line.startsWith("PLAY")));
        assertThat(server.requests).filteredOn(line -> line.startsWith("SETUP")).isNotEmpty();
        capture.stop().get(20, TimeUnit.SECONDS);
      }
    }
  }

  @Test
  void shouldSignInWhereTheChallengeHasNoLength() throws Exception {
    try (RtspServer server = new RtspServer(video, null)) {
      server.replies.put(
          "DESCRIBE", read("longse_unauthorized.txt").replaceAll("\\r\\nCSeq:[^\\r]*", ""));
      CameraCapture capture = start(server.url("admin:guess@"));
      await().atMost(Duration.ofSeconds(30)).until(() -> capture.state(0).state().equals("down"));
      assertThat(capture.health().trouble()).contains(SourceException.Kind.CREDENTIALS);
      assertThat(server.requests).filteredOn(line -> line.endsWith("signed")).hasSize(1);
      capture.stop().get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void shouldReadARecordedStreamToItsEnd() throws Exception {
    try (RtspServer server = new RtspServer(video, null)) {
      server.replies.put("DESCRIBE", reply(read("bunny_describe.txt")));
      server.interleaved =
          Files.readAllBytes(replies.resolve("../../../benches/bunny.rtsp").normalize());
      CameraCapture capture = start(server.url(""));
      await().atMost(Duration.ofSeconds(30)).until(() -> capture.health().frames() > 40);
      assertThat(capture.state(0).codec()).isEqualTo("h264");
      capture.stop().get(20, TimeUnit.SECONDS);
    }
  }
}
