package io.milepost.rsu.camera.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.rsu.camera.CameraCapture;
import io.milepost.rsu.camera.CameraConfig;
import io.milepost.rsu.camera.CaptureConfig;
import io.milepost.rsu.camera.SourcePolicy;
import io.milepost.rsu.camera.TestVideo;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveMuxerTest {
  private static final CaptureConfig QUICK =
      new CaptureConfig(
          CaptureConfig.DEFAULT.connectTimeout(),
          CaptureConfig.DEFAULT.stallTimeout(),
          CaptureConfig.DEFAULT.backoffMin(),
          CaptureConfig.DEFAULT.backoffMax(),
          false);

  @TempDir static Path media;
  private final LiveMuxer muxer = new LiveMuxer("cam-1");
  private final List<LiveFragment> got = new CopyOnWriteArrayList<>();
  private CameraCapture capture;

  @BeforeAll
  static void makeVideo() {
    TestVideo.write(media.resolve("road.mp4"), "mp4", 320, 240, 25, 75, 25);
  }

  @AfterEach
  void stop() throws Exception {
    if (capture != null) {
      capture.stop().get(20, TimeUnit.SECONDS);
    }
    muxer.close();
  }

  private void play(String file) {
    CameraConfig camera =
        new CameraConfig("cam-1", null, "file:" + file, null, null, 0, 0, 0, null, 0, true);
    capture =
        new CameraCapture(camera, QUICK, new SourcePolicy(List.of(media), Set.of()), Map.of());
    capture.add(muxer);
    capture.start();
  }

  @Test
  void shouldMuxNothingWhileNobodyWatchesButBeginWithAKeyPictureAtOnce() {
    play("road.mp4");
    await().until(() -> muxer.heldBytes() > 0 && capture.health().packets() > 30);
    assertThat(muxer.muxed()).isZero();
    assertThat(muxer.current()).isEmpty();
    try (LiveVideo.Subscription watching = muxer.subscribe(got::add)) {
      await().until(() -> got.size() > 40);
      assertThat(muxer.heldBytes()).isZero();
    }
    long muxed = muxer.muxed();
    long packets = capture.health().packets();
    await().until(() -> capture.health().packets() > packets + 5);
    assertThat(muxer.muxed()).isBetween(muxed, muxed + 1);
    assertThat(got.get(0).kind()).isEqualTo(LiveFragment.Kind.INIT);
    assertThat(got.get(0).codec()).matches("avc1\\.[0-9a-f]{6}");
    assertThat(got.get(1).kind()).isEqualTo(LiveFragment.Kind.KEY);
    for (int i = 1; i < got.size(); i++) {
      assertThat(got.get(i).number()).isEqualTo(got.get(i - 1).number() + 1);
    }
  }

  @Test
  void shouldMakeMp4WithTheTimesOfTheCamera() throws Exception {
    play("road.mp4");
    try (LiveVideo.Subscription watching = muxer.subscribe(got::add)) {
      await().until(() -> got.size() > 60);
    }
    List<LiveFragment> pieces = List.copyOf(got);
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (LiveFragment piece : pieces) {
      whole.write(piece.bytes());
    }
    List<Long> times = times(Files.write(media.resolve("live.mp4"), whole.toByteArray()));
    assertThat(times).hasSize(pieces.size() - 1);
    for (int i = 0; i < times.size(); i++) {
      LiveFragment piece = pieces.get(i + 1);
      assertThat(times.get(i)).isCloseTo(piece.ptsMicros() - piece.baseMicros(), within(25));
    }
  }

  private static org.assertj.core.data.Offset<Long> within(long micros) {
    return org.assertj.core.data.Offset.offset(micros);
  }

  @Test
  void shouldGiveTheRunningGopToASecondViewerAndMuxOnceForBoth() {
    play("road.mp4");
    List<LiveFragment> second = new CopyOnWriteArrayList<>();
    try (LiveVideo.Subscription one = muxer.subscribe(got::add);
        LiveVideo.Subscription two = muxer.subscribe(second::add)) {
      await().until(() -> got.size() > 40 && second.size() > 40);
      List<LiveFragment> current = muxer.current();
      assertThat(current.get(0).kind()).isEqualTo(LiveFragment.Kind.INIT);
      assertThat(current.get(1).kind()).isEqualTo(LiveFragment.Kind.KEY);
      assertThat(current.stream().skip(2)).allMatch(f -> f.kind() == LiveFragment.Kind.DELTA);
      assertThat(second.get(30)).isSameAs(got.get(30));
    }
  }

  @Test
  void shouldSayWhyWhenBrowsersDoNotPlayTheCodec() throws Exception {
    Path file = media.resolve("old.avi");
    TestVideo.write(file, "avi", 320, 240, 25, 50, 25);
    play("old.avi");
    try (LiveVideo.Subscription watching = muxer.subscribe(got::add)) {
      await().until(() -> muxer.problem().isPresent());
    }
    assertThat(muxer.problem().orElseThrow()).contains("cam-1", "mjpeg");
    assertThat(got).isEmpty();
  }

  /** Presentation times in a file, microseconds. */
  private static List<Long> times(Path file) {
    List<Long> times = new ArrayList<>();
    AVFormatContext format = new AVFormatContext(null);
    assertThat(
            avformat.avformat_open_input(
                format, file.toString(), (AVInputFormat) null, (AVDictionary) null))
        .isZero();
    AVPacket packet = avcodec.av_packet_alloc();
    double tick = 1e6 / format.streams(0).time_base().den();
    while (avformat.av_read_frame(format, packet) >= 0) {
      times.add(Math.round(packet.pts() * tick));
      avcodec.av_packet_unref(packet);
    }
    avcodec.av_packet_free(packet);
    avformat.avformat_close_input(format);
    return times;
  }
}
