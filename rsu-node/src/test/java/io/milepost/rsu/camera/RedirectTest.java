package io.milepost.rsu.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a camera's server may lead this node, and with what. */
class RedirectTest {
  @TempDir static Path media;
  private static Path video;
  private final SourcePolicy policy = new SourcePolicy(List.of(), Set.of());

  @BeforeAll
  static void makeVideo() {
    video = TestVideo.write(media.resolve("v.mp4"), "mp4", 320, 240, 25, 25, 25);
  }

  private String codecOf(String url) {
    SourceOpener opener = new SourceOpener(policy, Map.of(), Duration.ofSeconds(4));
    try (Interrupt interrupt = new Interrupt();
        MediaSource source = opener.open(url, Transport.TCP, interrupt)) {
      return source.info().codec();
    }
  }

  private static void lead(RtspServer from, String location) {
    from.replies.put(
        "DESCRIBE",
        "RTSP/1.0 302 Moved\r\nLocation: " + location + "\r\nContent-Length: 0\r\n\r\n");
  }

  @Test
  void shouldFollowToTheSameHostWithThePasswordAndToAnotherWithout() throws Exception {
    try (RtspServer from = new RtspServer(video, null);
        RtspServer to = new RtspServer(video, "user:pass")) {
      lead(from, to.url(""));
      assertThat(codecOf(from.url("user:pass@"))).isEqualTo("h264");
      to.requests.clear();
      lead(from, to.url("").replace("127.0.0.1", "localhost"));
      assertThatThrownBy(() -> codecOf(from.url("user:pass@")))
          .hasMessageContaining("refuses the name or password");
      assertThat(to.requests).isNotEmpty().noneMatch(line -> line.endsWith("signed"));
    }
  }

  @Test
  void shouldSayNothingToAnAddressThatIsNotAllowed() throws Exception {
    try (RtspServer from = new RtspServer(video, null);
        ServerSocket secret = new ServerSocket(0, 5, InetAddress.getByName("0.0.0.0"))) {
      // Linux connects 0.0.0.0 to this machine, so what is said there can be heard here.
      lead(from, "rtsp://0.0.0.0:" + secret.getLocalPort() + "/latest");
      assertThatThrownBy(() -> codecOf(from.url(""))).hasMessageContaining("not allowed");
      secret.setSoTimeout(200);
      try (Socket knocked = secret.accept();
          InputStream in = knocked.getInputStream()) {
        assertThat(in.read()).isEqualTo(-1);
      } catch (java.net.SocketTimeoutException nobody) {
        assertThat(nobody).isNotNull();
      }
      lead(from, "rtsp://169.254.169.254/latest");
      assertThatThrownBy(() -> codecOf(from.url(""))).hasMessageContaining("not allowed");
      lead(from, "http://127.0.0.1/latest");
      assertThatThrownBy(() -> codecOf(from.url(""))).hasMessageContaining("not allowed");
    }
  }

  @Test
  void shouldEndACircle() throws Exception {
    try (RtspServer from = new RtspServer(video, null)) {
      lead(from, from.url(""));
      assertThatThrownBy(() -> codecOf(from.url(""))).hasMessageContaining("circle");
      assertThat(from.requests).filteredOn(line -> line.startsWith("DESCRIBE")).hasSize(4);
    }
  }

  @Test
  void shouldGiveFfmpegTheNumberThatWasChecked() throws Exception {
    try (RtspServer server = new RtspServer(video, null)) {
      String url = server.url("").replace("127.0.0.1", "localhost");
      assertThat(codecOf(url)).isEqualTo("h264");
      assertThat(server.requests)
          .isNotEmpty()
          .allMatch(line -> line.contains("rtsp://127.0.0.1:" + server.port() + "/stream"));
    }
    URI six = new URI("rtsp://u:p%40@camera.example:8554/a%20b?c=d");
    InetAddress number = InetAddress.getByName("2001:db8::7");
    assertThat(new RtspAddress(six, number).pinned())
        .isEqualTo("rtsp://u:p%40@[2001:db8:0:0:0:0:0:7]:8554/a%20b?c=d");
  }

  @Test
  void shouldNotBecomePlainNorWriteHeaders() throws Exception {
    RtspAddress safe = new RtspAddress(new URI("rtsps://cam/x"), InetAddress.getLoopbackAddress());
    assertThatThrownBy(() -> safe.follow("rtsp://cam/x")).hasMessageContaining("not allowed");
    assertThatThrownBy(() -> safe.follow("rtsps://ca m/")).hasMessageContaining("no address");
    assertThat(safe.follow("/y?z=1")).hasToString("rtsps://cam/y?z=1");
    assertThatThrownBy(() -> policy.check("rtsp://a%0d%0aX:b@cam/"))
        .hasMessageContaining("control characters");
  }
}
