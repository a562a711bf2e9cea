package io.milepost.rsu.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.rsu.camera.PacketFile;
import io.milepost.rsu.camera.TestVideo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.global.avcodec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentRecorderTest {
  private static final long START = 1_749_999_999_123_000L;

  @TempDir static Path media;
  private static Path video;
  @TempDir Path data;

  @BeforeAll
  static void makeVideo() {
    video = TestVideo.write(media.resolve("v.mp4"), "mp4", 320, 240, 25, 250, 25);
  }

  private RecordingConfig config() {
    return new RecordingConfig(data.resolve("rec"), 3, 7, 1_000_000_000L, 0);
  }

  private RecordingStore open() {
    return RecordingStore.open(config(), data, Clock.systemUTC());
  }

  @Test
  void shouldOpenWhenTheDiskHasAFolderThatNobodyMayRead() throws IOException {
    Path lost = Files.createDirectories(config().folder().resolve("lost+found"));
    Files.setPosixFilePermissions(lost, Set.of());
    assumeFalse(Files.isReadable(lost), "root reads every folder");
    try (RecordingStore store = open()) {
      assertThat(store.degraded()).isEmpty();
    } finally {
      Files.setPosixFilePermissions(lost, PosixFilePermissions.fromString("rwx------"));
    }
  }

  @Test
  void shouldKeepEveryPacketUntouchedInSegmentsNamedByTheirTime() throws Exception {
    List<Integer> sent;
    List<Integer> kept = new ArrayList<>();
    try (RecordingStore store = open()) {
      SegmentRecorder recorder = store.recorder("a");
      sent = new Feed(video, recorder).play(START, 0, 250);
      recorder.end("the end");
      await().until(() -> recorder.status().segments() == 4);
      List<Segment> segments = store.segments().all("a");
      assertThat(segments).hasSize(4);
      assertThat(segments.get(0).path()).isEqualTo("a/2025-06-15/1749999999123.mp4");
      assertThat(segments.get(1).path()).isEqualTo("a/2025-06-15/1750000002123.mp4");
      assertThat(segments.get(0).endReason()).isEqualTo("full");
      assertThat(segments.get(3).endReason()).isEqualTo("the end");
      for (int i = 0; i < 4; i++) {
        Segment each = segments.get(i);
        Path file = config().folder().resolve(each.path());
        assertThat(each.startMicros()).isEqualTo(START + i * 3_000_000L);
        assertThat(each.endMicros() - each.startMicros())
            .isBetween(i < 3 ? 2_999_000L : 999_000L, i < 3 ? 3_001_000L : 1_001_000L);
        assertThat(each.frames()).isEqualTo(i < 3 ? 75 : 25);
        assertThat(each.bytes()).isEqualTo(Files.size(file));
        assertThat(each.sha256()).isEqualTo(Digests.sha256(file));
        kept.addAll(Feed.hashes(file));
      }
      assertThat(recorder.status().problem()).isNull();
      assertThat(recorder.status().recordedUpToMillis()).isEqualTo(START / 1000 + 10_000);
    }
    assertThat(sent).hasSize(250);
    assertThat(kept).isEqualTo(sent);
  }

  @Test
  void shouldPassOtherCodecsThroughUntouched() throws Exception {
    List<Path> sources = new ArrayList<>();
    sources.add(TestVideo.write(media.resolve("m.avi"), "avi", 320, 240, 10, 40, 1));
    Path shared = TestVideo.sharedData();
    if (shared != null) {
      sources.add(shared.resolve("media-malformed/mp4parse/mp4parse_tests_hevc_white_frame.mp4"));
    }
    try (RecordingStore store = open()) {
      for (int i = 0; i < sources.size(); i++) {
        String camera = "c" + i;
        SegmentRecorder recorder = store.recorder(camera);
        List<Integer> sent = new Feed(sources.get(i), recorder).play(START, 0, 1000);
        recorder.end("the end");
        await().until(() -> recorder.status().segments() >= 1 && !recorder.status().recording());
        List<Integer> kept = new ArrayList<>();
        for (Segment each : store.segments().all(camera)) {
          kept.addAll(Feed.hashes(config().folder().resolve(each.path())));
        }
        assertThat(kept).isNotEmpty().isEqualTo(sent);
      }
    }
  }

  @Test
  void shouldMakeTheOpenSegmentReadableUpToASecondAgo() {
    try (RecordingStore store = open()) {
      SegmentRecorder recorder = store.recorder("a");
      new Feed(video, recorder).play(START, 0, 60);
      await().until(() -> recorder.status().recordedUpToMillis() >= START / 1000 + 1400);
      Segment open = store.segments().all("a").get(0);
      assertThat(open.isOpen()).isTrue();
      assertThat(recorder.status().recording()).isTrue();
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> recorder.status().recordedUpToMillis() == START / 1000 + 2400);
    }
  }

  @Test
  void shouldLoseAtMostASecondWhenTheProcessDiesInMidSegment() throws Exception {
    Path file = config().folder().resolve("a/2025-06-15/1749999999123.mp4");
    Files.createDirectories(file.getParent());
    try (RecordingDatabase database = new RecordingDatabase(data.resolve("segments.db"))) {
      new SegmentIndex(database).begin("a", "a/2025-06-15/1749999999123.mp4", START);
      abandon(file, 68);
    }
    Files.write(file, new byte[] {0, 0, 9, 0, 'm', 'o', 'o', 'f', 1, 2}, StandardOpenOption.APPEND);
    Path unknown = config().folder().resolve("b/2025-06-15/1750000099000.mp4");
    Files.createDirectories(unknown.getParent());
    Files.copy(file, unknown);
    Path empty = config().folder().resolve("b/2025-06-15/1750000199000.mp4");
    Files.write(empty, new byte[100]);
    try (RecordingStore store = open()) {
      store.awaitRepair();
      Segment repaired = store.segments().all("a").get(0);
      assertThat(repaired.endReason()).isEqualTo("repaired");
      assertThat(repaired.frames()).isBetween(68L - 25, 68L);
      assertThat(repaired.endMicros() - START).isEqualTo(repaired.frames() * 40_000);
      assertThat(repaired.sha256()).isEqualTo(Digests.sha256(file));
      assertThat(Feed.hashes(file)).hasSize((int) repaired.frames());
      assertThat(store.segments().all("b")).hasSize(1);
      assertThat(store.segments().all("b").get(0).startMicros()).isEqualTo(1_750_000_099_000_000L);
      assertThat(empty).doesNotExist();
    }
  }

  private static void abandon(Path file, int packets) throws IOException {
    SegmentWriter writer = null;
    try (PacketFile source = PacketFile.whole(video)) {
      for (int i = 0; i < packets; i++) {
        AVPacket packet = source.next();
        if (writer == null) {
          writer = new SegmentWriter(file, StreamCopy.of(source.info()), packet, START);
        }
        writer.write(packet, (packet.flags() & avcodec.AV_PKT_FLAG_KEY) != 0);
      }
    }
    writer.close();
  }

  @Test
  void shouldKeepTheIndexWhenTheFolderIsAnEmptyMount() throws Exception {
    try (RecordingStore store = open()) {
      new Feed(video, store.recorder("a")).play(START, 0, 75);
    }
    Files.move(config().folder(), data.resolve("unmounted"));
    try (RecordingStore store = open()) {
      assertThat(store.segments().all("a")).hasSize(1);
      assertThat(store.degraded()).singleElement().asString().contains("mounted");
    }
    Files.delete(config().folder());
    Files.move(data.resolve("unmounted"), config().folder());
    try (RecordingStore store = open()) {
      assertThat(store.segments().all("a")).hasSize(1);
      assertThat(store.degraded()).isEmpty();
    }
  }

  @Test
  void shouldCountAndTellAndRecoverWhenTheFolderVanishes() throws Exception {
    try (RecordingStore store = open()) {
      SegmentRecorder recorder = store.recorder("a");
      Feed feed = new Feed(video, recorder);
      feed.play(START, 0, 60);
      await().until(() -> recorder.status().recordedUpToMillis() > 0);
      Files.move(config().folder(), data.resolve("gone"));
      Files.writeString(config().folder(), "a file where the folder should be");
      feed.play(START + 20_000_000, 0, 100);
      await().until(() -> recorder.status().writeErrors() >= 1);
      assertThat(recorder.status().problem()).contains("camera a cannot be recorded");
      assertThat(store.degraded()).isNotEmpty();
      Files.delete(config().folder());
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                feed.play(START + 60_000_000, 0, 100);
                return recorder.status().segments() > 0;
              });
      assertThat(recorder.status().problem()).isNull();
      assertThat(recorder.status().droppedPackets()).isPositive();
    }
  }

  @Test
  void shouldDropAndCountUpToTheNextKeyPictureWhenTheDiskStandsStill() throws Exception {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    try (RecordingDatabase database = new RecordingDatabase(data.resolve("segments.db"))) {
      SegmentIndex index = new SegmentIndex(database);
      RecordingFolder folder = new RecordingFolder(config().folder());
      CoverageLedger ledger = new CoverageLedger(database, index, Clock.systemUTC());
      SegmentRecorder recorder =
          new SegmentRecorder("a", new CameraTape("a", config(), folder, index, ledger));
      new RecordingMetrics(recorder, () -> 1).bindTo(registry);
      Feed feed = new Feed(video, recorder);
      synchronized (database) {
        for (int i = 0; i < 12; i++) {
          feed.play(START + i * 10_000_000L, 0, 250);
        }
        assertThat(recorder.status().droppedPackets()).isBetween(900L, 1100L);
        assertThat(recorder.status().queuedBytes()).isLessThanOrEqualTo(16L << 20);
        assertThat(recorder.status().problem()).contains("too slow");
      }
      recorder.close();
      assertThat(index.all("a")).isNotEmpty();
      for (Segment each : index.all("a")) {
        assertThat(Feed.hashes(config().folder().resolve(each.path())))
            .hasSize((int) each.frames());
      }
      assertThat(registry.get("milepost.recording.drops").functionCounter().count())
          .isGreaterThan(899);
    }
  }

  @Test
  void shouldDeleteOldestFirstByBytesAndByAgeButNeverWhatAClipNeeds() throws Exception {
    RecordingConfig small = new RecordingConfig(data.resolve("rec"), 1, 7, 10_000_000L, 0);
    Feed.Hand clock = new Feed.Hand(START / 1000 + 20_000);
    try (RecordingStore store = RecordingStore.open(small, data, clock)) {
      SegmentRecorder recorder = store.recorder("a");
      new Feed(video, recorder).play(START, 0, 250);
      recorder.end("done");
      await().until(() -> recorder.status().segments() == 10);
      List<Segment> all = store.segments().all("a");
      store
          .clips()
          .order(
              new Clip(
                  "c",
                  "i",
                  "a",
                  "c.mp4",
                  START,
                  START + 500_000,
                  START,
                  0,
                  null,
                  Clip.State.ORDERED));
      long keep = all.stream().skip(6).mapToLong(Segment::bytes).sum();
      assertThat(retention(small, store, clock, 0).sweep()).isZero();
      long most = keep + all.get(0).bytes();
      RecordingConfig own =
          new RecordingConfig(
              small.folder(),
              1,
              7,
              10_000_000L,
              0,
              1,
              0,
              Map.of("a", new RecordingConfig.Limits(0, most)));
      assertThat(retention(own, store, clock, 0).sweep()).isEqualTo(5);
      List<Segment> left = store.segments().all("a");
      assertThat(left).hasSize(5);
      assertThat(left.get(0)).isEqualTo(all.get(0));
      assertThat(left.get(1)).isEqualTo(all.get(6));
      assertThat(small.folder().resolve(all.get(1).path())).doesNotExist();
      clock.millis += Duration.ofDays(8).toMillis();
      store.sweep();
      assertThat(store.segments().all("a")).containsExactly(all.get(0));
      store.clips().close("c");
      store.sweep();
      assertThat(store.segments().all("a")).isEmpty();
    }
  }

  private static Retention retention(
      RecordingConfig config, RecordingStore store, Clock clock, long free) {
    return new Retention(
        config,
        new RecordingFolder(config.folder()),
        store.segments(),
        store.coverage(),
        clock,
        () -> free);
  }
}
