package io.milepost.rsu.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.rsu.camera.PacketFile;
import io.milepost.rsu.camera.TestVideo;
import io.milepost.rsu.recording.playback.Playback;
import io.milepost.rsu.recording.playback.VirtualFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaybackTest {
  private static final long START = 1_750_000_000_000_000L;
  private static final long SECOND = 1_000_000;

  @TempDir static Path media;
  private static Path video;
  @TempDir Path data;
  private RecordingStore store;
  private Playback playback;

  @BeforeAll
  static void makeVideo() {
    video = TestVideo.write(media.resolve("v.mp4"), "mp4", 320, 240, 25, 250, 25);
  }

  @BeforeEach
  void open() {
    RecordingConfig config = new RecordingConfig(data.resolve("rec"), 3, 7, 1_000_000_000L, 0);
    store = RecordingStore.open(config, data, Clock.systemUTC());
    playback = new Playback(Footage.in(config.folder(), data.resolve("clips"), store.database()));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private List<Integer> record(long startMicros, int from, int to) {
    SegmentRecorder recorder = store.recorder("a");
    List<Integer> hashes = new Feed(video, recorder).play(startMicros, from, to);
    recorder.end("the end");
    long end = startMicros + (to - from) * 40_000L - 1000;
    await().until(() -> recorder.recordedUpToMicros() >= end && !recorder.status().recording());
    return hashes;
  }

  private Path written(VirtualFile file) throws IOException {
    ByteBuffer all = ByteBuffer.allocate((int) file.length());
    file.read(0, all);
    return Files.write(data.resolve("out.mp4"), all.array());
  }

  @Test
  void shouldPlayAllSegmentsAsOneFileWithEveryPacketUntouched() throws Exception {
    List<Integer> sent = record(START, 0, 250);
    try (VirtualFile file = playback.file("a", START, START + 10 * SECOND).orElseThrow()) {
      assertThat(file.fromMicros()).isEqualTo(START);
      assertThat(file.toMicros()).isBetween(START + 9_990_000, START + 10_010_000);
      Path out = written(file);
      assertThat(Feed.hashes(out)).isEqualTo(sent);
      List<Long> times = times(out);
      assertThat(times).hasSize(250);
      for (int i = 0; i < 250; i++) {
        assertThat(times.get(i)).isBetween(i * 40_000L - 1000, i * 40_000L + 1000);
      }
    }
  }

  @Test
  void shouldShowTheTimeAskedToThePicture() throws Exception {
    record(START, 0, 250);
    try (VirtualFile file =
        playback.file("a", START + 4_500_000, START + 6_200_000).orElseThrow()) {
      assertThat(file.fromMicros()).isBetween(START + 4_480_000, START + 4_520_000);
      assertThat(file.toMicros()).isBetween(START + 6_160_000, START + 6_240_000);
      // The key picture before it and those between are in the file, before its time 0.
      assertThat(times(written(file))).hasSizeBetween(55, 57).contains(0L).anyMatch(t -> t < 0);
    }
  }

  @Test
  void shouldAnswerAnyRangeAsThePartOfTheWhole() throws Exception {
    record(START, 0, 250);
    try (VirtualFile file = playback.file("a", START, START + 10 * SECOND).orElseThrow()) {
      byte[] whole = Files.readAllBytes(written(file));
      Random random = new Random(7);
      for (int i = 0; i < 200; i++) {
        int from = random.nextInt(whole.length);
        int to = from + 1 + random.nextInt(Math.min(20_000, whole.length - from));
        ByteBuffer part = ByteBuffer.allocate(to - from);
        file.read(from, part);
        assertThat(part.array()).isEqualTo(Arrays.copyOfRange(whole, from, to));
      }
    }
  }

  @Test
  void shouldKeepTheTimesWhenRecordingHadAGap() throws Exception {
    record(START, 0, 100);
    record(START + 7 * SECOND, 0, 50);
    try (VirtualFile file = playback.file("a", START, START + 20 * SECOND).orElseThrow()) {
      List<Long> times = times(written(file));
      assertThat(times).hasSize(150);
      assertThat(times.get(99)).isBetween(3_950_000L, 3_970_000L);
      assertThat(times.get(100)).isBetween(10_990_000L - 4 * SECOND, 11_010_000L - 4 * SECOND);
    }
  }

  @Test
  void shouldPlayWhatIsBeingWritten() throws Exception {
    SegmentRecorder recorder = store.recorder("a");
    new Feed(video, recorder).play(START, 0, 60);
    await().until(() -> recorder.recordedUpToMicros() > START + SECOND);
    try (VirtualFile file = playback.file("a", START, START + 10 * SECOND).orElseThrow()) {
      assertThat(times(written(file))).hasSizeGreaterThan(24);
    }
  }

  @Test
  void shouldHaveNothingWhenNothingIsRecorded() throws Exception {
    assertThat(playback.file("a", START, START + SECOND)).isEmpty();
    record(START, 0, 50);
    assertThat(playback.file("a", START + 60 * SECOND, START + 70 * SECOND)).isEmpty();
    assertThat(playback.file("b", START, START + SECOND)).isEmpty();
  }

  @Test
  void shouldLeaveOutADamagedSegment() throws Exception {
    record(START, 0, 250);
    Segment second = store.segments().all("a").get(1);
    Files.write(data.resolve("rec").resolve(second.path()), new byte[5000]);
    try (VirtualFile file = playback.file("a", START, START + 10 * SECOND).orElseThrow()) {
      assertThat(file.leftOut()).isEqualTo(1);
      assertThat(times(written(file))).hasSize(175);
    }
  }

  private static List<Long> times(Path file) {
    List<Long> times = new ArrayList<>();
    try (PacketFile packets = PacketFile.whole(file)) {
      for (AVPacket packet = packets.next(); packet != null; packet = packets.next()) {
        times.add(packet.pts());
      }
    }
    return times;
  }
}
