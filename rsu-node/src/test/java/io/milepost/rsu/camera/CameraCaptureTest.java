package io.milepost.rsu.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CameraCaptureTest {
  private static final CaptureConfig QUICK =
      new CaptureConfig(
          Duration.ofMillis(800),
          Duration.ofMillis(800),
          Duration.ofMillis(50),
          Duration.ofMillis(400),
          true);

  @TempDir static Path media;
  private final List<CameraCapture> started = new ArrayList<>();

  @BeforeAll
  static void makeVideo() {
    TestVideo.write(media.resolve("road.mp4"), "mp4", 320, 240, 25, 50, 25);
    TestVideo.write(media.resolve("road.ts"), "mpegts", 320, 240, 25, 75, 25);
  }

  @AfterEach
  void stopAll() throws Exception {
    for (CameraCapture capture : started) {
      capture.stop().get(20, TimeUnit.SECONDS);
    }
  }

  private CameraCapture capture(String id, String source, boolean loop, StreamOpener opener) {
    CameraConfig camera = new CameraConfig(id, null, source, null, null, 0, 0, 0, null, 0, loop);
    CameraCapture capture =
        new CameraCapture(
            camera,
            QUICK,
            new SourcePolicy(List.of(media), Set.of("test")),
            opener == null ? Map.of() : Map.of("test", opener));
    started.add(capture);
    return capture;
  }

  @Test
  void shouldPlayAFileInALoopWithContinuousTimeWhenAsked() {
    CameraCapture capture = capture("a", "file:" + media.resolve("road.mp4"), true, null);
    Recording sink = new Recording();
    capture.add(sink);
    capture.start();
    await().atMost(Duration.ofSeconds(30)).until(() -> sink.dts.size() > 60);
    assertThat(sink.begun).isEqualTo(1);
    assertThat(sink.ended).isEmpty();
    for (int i = 1; i < 60; i++) {
      assertThat(sink.dts.get(i) - sink.dts.get(i - 1)).isBetween(39_000L, 41_000L);
    }
    assertThat(sink.utc.get(59) - sink.utc.get(0)).isBetween(2_359_000L, 2_361_000L);
    assertThat(capture.state(3).state()).isEqualTo("live");
    assertThat(capture.state(3).codec()).isEqualTo("h264");
    assertThat(capture.state(3).width()).isEqualTo(320);
    assertThat(capture.state(3).fps()).isBetween(15.0, 30.0);
    assertThat(capture.health().frames()).isGreaterThan(55);
  }

  @Test
  void shouldKeepOnlyTheNewestFrameAndCountTheRestWhenNobodyTakesThem() {
    CameraCapture capture = capture("a", "file:road.mp4", false, null);
    try (FrameSlot slot = new FrameSlot();
        VideoFrame frame = new VideoFrame()) {
      capture.attach(slot);
      capture.start();
      await().atMost(Duration.ofSeconds(30)).until(() -> slot.published() == 50);
      assertThat(slot.overwritten()).isEqualTo(49);
      assertThat(slot.take(frame)).isTrue();
      assertThat(frame.ptsMicros()).isEqualTo(49 * 40_000L);
      assertThat(frame.width()).isEqualTo(320);
      assertThat(slot.take(frame)).isFalse();
      assertThat(capture.state(0).dropped()).isEqualTo(49);
      await().until(() -> capture.state(0).state().equals("stopped"));
      assertThat(capture.state(0).reason()).contains("ended");
    }
  }

  @Test
  void shouldSayWhyAndBackOffAndDisturbNobodyWhenACameraNeverAnswers() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String url = "rtsp://user:geheim@127.0.0.1:" + silent.getLocalPort() + "/stream";
      CameraCapture dead = capture("dead", url, false, null);
      CameraCapture good = capture("good", "file:road.mp4", true, null);
      dead.start();
      good.start();
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> dead.state(0).state().equals("down") && dead.health().reconnects() >= 2);
      assertThat(dead.state(0).reason()).contains("no answer").doesNotContain("geheim");
      assertThat(good.state(0).state()).isEqualTo("live");
      assertThat(good.health().reconnects()).isZero();
      long before = System.nanoTime();
      dead.stop().get(20, TimeUnit.SECONDS);
      assertThat(System.nanoTime() - before).isLessThan(5_000_000_000L);
      assertThat(dead.state(0).state()).isEqualTo("stopped");
    }
  }

  @Test
  void shouldDozeWhileNobodyNeedsThePicturesAndWakeWithTheNextPacketWhenRoused() throws Exception {
    Path file = TestVideo.write(media.resolve("long.ts"), "mpegts", 160, 120, 25, 400, 25);
    byte[] ts = Files.readAllBytes(file);
    int most = ts.length * 4 / 5;
    CountDownLatch asked = new CountDownLatch(1);
    InputStream halting =
        new InputStream() {
          private int at;

          @Override
          public int read() throws IOException {
            throw new IOException("not used");
          }

          @Override
          public int read(byte[] into, int offset, int wanted) {
            if (at >= most && asked.getCount() > 0) {
              await().atMost(Duration.ofSeconds(20)).until(() -> asked.getCount() == 0);
            }
            int n = Math.min(Math.min(wanted, 1000), ts.length - at);
            System.arraycopy(ts, at, into, offset, Math.max(0, n));
            at += n;
            return n <= 0 ? -1 : n;
          }
        };
    CameraConfig camera =
        new CameraConfig("d", null, "test:road", null, null, 0, 0, 0, null, 0, false);
    CameraCapture capture =
        new CameraCapture(
            camera,
            CaptureConfig.DEFAULT,
            new SourcePolicy(List.of(media), Set.of("test")),
            Map.of("test", uri -> halting));
    started.add(capture);
    capture.doze(1, nanos -> true);
    capture.start();
    await().atMost(Duration.ofSeconds(10)).until(() -> capture.health().packets() > 300);
    assertThat(capture.health().dozed()).isGreaterThan(20);
    assertThat(capture.health().frames()).isLessThan(capture.health().packets() - 20);
    assertThat(capture.health().wakes() + capture.health().wakesByStream()).isZero();
    long frames = capture.health().frames();
    capture.rouse(0);
    asked.countDown();
    await().atMost(Duration.ofSeconds(5)).until(() -> capture.health().frames() > frames + 40);
    assertThat(capture.health().wakes()).isEqualTo(1);
  }

  @Test
  void shouldDeliverPacketsOfAStreamOpenedByScheme() throws Exception {
    byte[] ts = Files.readAllBytes(media.resolve("road.ts"));
    CameraCapture capture =
        capture("s", "test:road?x=1", false, uri -> new ByteArrayInputStream(ts));
    Recording sink = new Recording();
    capture.add(sink);
    capture.start();
    await().atMost(Duration.ofSeconds(30)).until(() -> sink.ended.size() > 1);
    assertThat(sink.dts).hasSizeGreaterThanOrEqualTo(150);
    assertThat(sink.ended.get(0)).contains("has ended");
    assertThat(sink.dts).isSorted();
    assertThat(capture.health().reconnects()).isGreaterThan(0);
  }

  @Test
  void shouldReconnectWhenAStreamFreezes() throws Exception {
    byte[] ts = Files.readAllBytes(media.resolve("road.ts"));
    List<Frozen> opened = new CopyOnWriteArrayList<>();
    CameraCapture capture =
        capture(
            "f",
            "test:frozen",
            false,
            uri -> {
              opened.add(new Frozen(ts));
              return opened.get(opened.size() - 1);
            });
    Recording sink = new Recording();
    capture.add(sink);
    capture.start();
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              capture.watch();
              return opened.size() > 1;
            });
    assertThat(opened.get(0).closed.getCount()).isZero();
    assertThat(sink.ended.get(0)).contains("broken off");
    long before = System.nanoTime();
    capture.stop().get(20, TimeUnit.SECONDS);
    assertThat(System.nanoTime() - before).isLessThan(5_000_000_000L);
  }

  @Test
  void shouldStartAgainAfterAStop() throws Exception {
    CameraCapture capture = capture("a", "file:road.mp4", true, null);
    capture.start();
    await().until(() -> capture.state(0).state().equals("live"));
    capture.stop().get(20, TimeUnit.SECONDS);
    assertThat(capture.state(0).state()).isEqualTo("stopped");
    capture.start();
    await().until(() -> capture.state(0).state().equals("live"));
  }

  @Test
  void shouldEncodeOncePerPictureForAllViewersAndNothingWhenNobodyLooks() throws Exception {
    CameraCapture capture = capture("a", "file:road.mp4", true, null);
    ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    try (LiveEncoder live = new LiveEncoder(capture, new LiveConfig(160, 75, 10), thread)) {
      assertThat(live.newest()).isEmpty();
      capture.start();
      await().until(() -> capture.health().frames() > 20);
      assertThat(live.encoded()).isZero();
      List<JpegPicture> one = new CopyOnWriteArrayList<>();
      List<JpegPicture> two = new CopyOnWriteArrayList<>();
      long before = System.nanoTime();
      try (LivePictures.Subscription first = live.subscribe(Rendition.STANDARD, one::add);
          LivePictures.Subscription second = live.subscribe(Rendition.STANDARD, two::add)) {
        await().until(() -> one.size() >= 10 && two.size() >= 10);
      }
      double seconds = (System.nanoTime() - before) / 1e9;
      assertThat(live.encoded() / seconds).isBetween(2.0, 12.5);
      assertThat(two.get(3)).isSameAs(one.get(one.indexOf(two.get(3))));
      assertThat(one.get(0).width()).isEqualTo(160);
      assertThat(one.get(0).height()).isEqualTo(120);
      var image = javax.imageio.ImageIO.read(new ByteArrayInputStream(one.get(0).jpeg()));
      assertThat(image.getWidth()).isEqualTo(160);
      assertThat(live.newest()).isPresent();
    } finally {
      thread.shutdownNow();
    }
  }

  @Test
  void shouldGoOnWhenASinkThrows() {
    CameraCapture capture = capture("a", "file:road.mp4", true, null);
    Recording sink = new Recording();
    capture.add(
        new PacketSink() {
          @Override
          public void begin(StreamInfo stream) {
            throw new IllegalStateException("broken sink");
          }

          @Override
          public void packet(AVPacket packet, long utcMicros, long arrivedNanos) {}

          @Override
          public void end(String reason) {}
        });
    capture.add(sink);
    capture.start();
    await().until(() -> sink.dts.size() > 10);
    assertThat(capture.health().reconnects()).isZero();
  }

  @Test
  void shouldRefuseSourcesOutsideThePolicy(@TempDir Path elsewhere) throws Exception {
    Files.copy(media.resolve("road.mp4"), elsewhere.resolve("secret.mp4"));
    Files.createSymbolicLink(media.resolve("link.mp4"), elsewhere.resolve("secret.mp4"));
    SourcePolicy policy = new SourcePolicy(List.of(media), Set.of("sim"));
    assertThat(policy.check("sim:collision?seed=1").scheme()).isEqualTo("sim");
    assertThat(policy.file(policy.check("file:road.mp4"))).isRegularFile();
    for (String bad :
        List.of(
            "http://example.org/x.m3u8",
            "concat:a|b",
            "v4l2:/etc/passwd",
            "v4l2:/dev/video0/../sda",
            "rtsp:nohost",
            "nothing")) {
      assertThatThrownBy(() -> policy.check(bad)).isInstanceOf(SourceException.class);
    }
    for (String bad :
        List.of(
            "file:" + elsewhere.resolve("secret.mp4"),
            "file:" + media + "/../" + elsewhere.getFileName() + "/secret.mp4",
            "file:link.mp4")) {
      assertThatThrownBy(() -> policy.file(policy.check(bad))).hasMessageContaining("outside");
    }
    assertThatThrownBy(() -> policy.file(policy.check("file:none.mp4")))
        .hasMessageContaining("does not exist");
    for (String host : List.of("169.254.169.254", "[fe80::1]", "0.0.0.0", "[fd00:ec2::254]")) {
      assertThatThrownBy(() -> policy.resolve(host)).hasMessageContaining("not allowed");
    }
    assertThat(policy.resolve("127.0.0.1")).hasSize(1);
  }

  /** Remembers what it was told. */
  private static final class Recording implements PacketSink {
    final List<Long> dts = new CopyOnWriteArrayList<>();
    final List<Long> utc = new CopyOnWriteArrayList<>();
    final List<String> ended = new CopyOnWriteArrayList<>();
    volatile int begun;

    @Override
    public void begin(StreamInfo stream) {
      begun++;
    }

    @Override
    public void packet(AVPacket packet, long utcMicros, long arrivedNanos) {
      dts.add(packet.dts());
      utc.add(utcMicros);
    }

    @Override
    public void end(String reason) {
      ended.add(reason);
    }
  }

  /** Delivers some bytes and then nothing more until it is closed. */
  private static final class Frozen extends InputStream {
    private final byte[] bytes;
    private final CountDownLatch closed = new CountDownLatch(1);
    private int at;

    Frozen(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public int read() {
      throw new UnsupportedOperationException();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (at >= bytes.length) {
        try {
          closed.await();
        } catch (InterruptedException e) {
          throw new IOException("interrupted", e);
        }
        throw new IOException("closed");
      }
      int n = Math.min(length, bytes.length - at);
      System.arraycopy(bytes, at, into, offset, n);
      at += n;
      return n;
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }
}
