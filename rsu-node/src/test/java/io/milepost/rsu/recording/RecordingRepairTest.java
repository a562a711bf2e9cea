package io.milepost.rsu.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.protocol.message.CameraState;
import io.milepost.rsu.camera.CameraConfig;
import io.milepost.rsu.camera.PacketFile;
import io.milepost.rsu.camera.TestVideo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.global.avcodec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingRepairTest {
  private static final long START = 1_749_999_999_000_000L;

  @TempDir static Path media;
  private static Path video;
  @TempDir Path data;

  @BeforeAll
  static void makeVideo() {
    video = TestVideo.write(media.resolve("v.mp4"), "mp4", 320, 240, 25, 250, 25);
  }

  private RecordingStore open() {
    return open(Clock.systemUTC());
  }

  private RecordingStore open(Clock clock) {
    return RecordingStore.open(
        new RecordingConfig(data.resolve("rec"), 3, 7, 1_000_000_000L, 0), data, clock);
  }

  private List<Segment> record() {
    try (RecordingStore store = open()) {
      SegmentRecorder recorder = store.recorder("a");
      new Feed(video, recorder).play(START, 0, 250);
      recorder.end("the end");
      await().until(() -> recorder.status().segments() == 4);
      return store.segments().all("a");
    }
  }

  private Path file(Segment segment) {
    return data.resolve("rec").resolve(segment.path());
  }

  /** Without what a file's name cannot tell. */
  private static List<String> facts(List<Segment> segments) {
    return segments.stream()
        .map(
            each ->
                String.join(
                    " ",
                    each.path(),
                    each.startMicros() + "",
                    each.endMicros() + "",
                    each.frames() + "",
                    each.sha256(),
                    each.codec() + each.width() + "x" + each.height(),
                    each.gops().hashCode() + ""))
        .toList();
  }

  @Test
  void shouldLeadADecoderToEveryGroupOfPictures() throws Exception {
    for (Segment each : record()) {
      assertThat(each.codec()).isEqualTo("h264");
      assertThat(each.width()).isEqualTo(320);
      assertThat(each.height()).isEqualTo(240);
      assertThat(each.gops().size()).isEqualTo((int) Math.ceil(each.frames() / 25.0));
      byte[] whole = Files.readAllBytes(file(each));
      int header = (int) each.gops().byteOffset(0);
      for (int i = 0; i < each.gops().size(); i++) {
        assertThat(each.gops().micros(i)).isEqualTo(i * 1_000_000L);
        int at = (int) each.gops().byteOffset(i);
        assertThat(new String(whole, at + 4, 4)).isEqualTo("moof");
        Path part = data.resolve("part.mp4");
        Files.write(part, java.util.Arrays.copyOf(whole, header));
        Files.write(
            part, java.util.Arrays.copyOfRange(whole, at, whole.length), StandardOpenOption.APPEND);
        try (PacketFile packets = PacketFile.upTo(part, Files.size(part))) {
          AVPacket first = packets.next();
          assertThat(first.flags() & avcodec.AV_PKT_FLAG_KEY).isNotZero();
        }
      }
    }
  }

  @Test
  void shouldRebuildTheIndexFromTheFilesWhenItIsLost() throws Exception {
    List<Segment> before = record();
    for (String tail : new String[] {"", "-wal", "-shm"}) {
      Files.deleteIfExists(data.resolve("segments.db" + tail));
    }
    try (RecordingStore store = open()) {
      store.awaitRepair();
      assertThat(facts(store.segments().all("a"))).isEqualTo(facts(before));
      assertThat(store.degraded()).isEmpty();
    }
  }

  @Test
  void shouldSetADamagedIndexAsideAndSayWhere() throws Exception {
    List<Segment> before = record();
    byte[] noise = new byte[8192];
    java.util.Arrays.fill(noise, (byte) 'x');
    Files.write(data.resolve("segments.db"), noise);
    Files.deleteIfExists(data.resolve("segments.db-wal"));
    try (RecordingStore store = open()) {
      store.awaitRepair();
      assertThat(facts(store.segments().all("a"))).isEqualTo(facts(before));
      assertThat(store.degraded()).singleElement().asString().contains("damaged", "rebuilt");
    }
    try (Stream<Path> files = Files.list(data)) {
      Path aside = files.filter(f -> f.toString().contains(".damaged-")).findFirst().orElseThrow();
      assertThat(Files.readAllBytes(aside)).isEqualTo(noise);
    }
  }

  @Test
  void shouldRecordAtOnceWhileTheLastRunIsStillRepaired() throws Exception {
    List<Segment> before = record();
    try (RecordingDatabase database = new RecordingDatabase(data.resolve("segments.db"))) {
      database.update("UPDATE segments SET end_reason = NULL, end_us = NULL, sha256 = NULL");
    }
    for (int i = 0; i < 300; i++) {
      Path copy = data.resolve("rec/b/2025-06-15/" + (1_750_000_000_000L + i) + ".mp4");
      Files.createDirectories(copy.getParent());
      Files.copy(file(before.get(0)), copy);
    }
    try (RecordingStore store = open()) {
      SegmentRecorder recorder = store.recorder("a");
      new Feed(video, recorder).play(START + 60_000_000, 0, 250);
      await().until(() -> recorder.status().segments() >= 3);
      store.awaitRepair();
      recorder.end("the end");
      await().until(() -> recorder.status().segments() == 4);
      assertThat(facts(store.segments().all("a").subList(0, 4))).isEqualTo(facts(before));
      assertThat(store.segments().all("a")).hasSize(8).noneMatch(Segment::isOpen);
      assertThat(store.segments().all("b")).hasSize(300);
      assertThat(store.degraded()).isEmpty();
    }
  }

  @Test
  void shouldNoteWhatTheDiskHasLostAndMendWhatItHasShortened() throws Exception {
    List<Segment> before = record();
    Files.delete(file(before.get(1)));
    Files.write(file(before.get(2)), tail(before.get(2)));
    try (RecordingStore store = open()) {
      store.awaitRepair();
      List<Segment> left = store.segments().all("a");
      assertThat(left).hasSize(3);
      assertThat(left.get(1).endReason()).isEqualTo("repaired");
      assertThat(left.get(1).frames()).isEqualTo(50);
      store.coverage().expect("a", START);
      assertThat(
              store.coverage().between("a", before.get(1).startMicros(), before.get(1).endMicros()))
          .singleElement()
          .satisfies(
              gap -> {
                assertThat(gap.cause()).isEqualTo(Stretch.Cause.DISK);
                assertThat(gap.detail()).contains("lost");
              });
    }
  }

  private byte[] tail(Segment segment) throws IOException {
    return java.util.Arrays.copyOf(
        Files.readAllBytes(file(segment)), (int) segment.gops().byteOffset(2) + 100);
  }

  @Test
  void shouldNoteWhatTheDiskLosesWhileTheNodeRuns() throws Exception {
    List<Segment> before = record();
    try (RecordingStore store = open(new Feed.Hand(START / 1000 + 60_000))) {
      store.awaitRepair();
      Files.delete(file(before.get(1)));
      store.sweep();
      store.coverage().expect("a", START);
      assertThat(store.segments().all("a")).doesNotContain(before.get(1)).contains(before.get(0));
      assertThat(
              store.coverage().between("a", before.get(1).startMicros(), before.get(1).endMicros()))
          .singleElement()
          .extracting(Stretch::cause)
          .isEqualTo(Stretch.Cause.DISK);
    }
  }

  @Test
  void shouldSetAsideWhatCannotBeReadAndNeverDeleteIt() throws Exception {
    Path odd = data.resolve("rec/a/2025-06-15/1750000000000.mp4");
    Files.createDirectories(odd.getParent());
    Files.write(odd, new byte[200_000]);
    try (RecordingStore store = open()) {
      store.awaitRepair();
      assertThat(store.segments().all("a")).isEmpty();
      assertThat(odd).doesNotExist();
      assertThat(odd.resolveSibling("1750000000000.mp4.unreadable")).hasSize(200_000);
    }
  }

  @Test
  void shouldKeepTheIndexWhenMostOfItIsMissingAtOnce() throws Exception {
    Path rec = data.resolve("rec");
    Files.createDirectories(rec);
    new RecordingFolder(rec).mark();
    try (RecordingDatabase database = new RecordingDatabase(data.resolve("segments.db"))) {
      SegmentIndex index = new SegmentIndex(database);
      for (int i = 0; i < 150; i++) {
        long row = index.begin("a", "a/2025-06-15/" + (1_750_000_000_000L + i) + ".mp4", START + i);
        index.finish(
            row,
            new SegmentSummary(START + i + 1, 1, 1, "0", SegmentSummary.Look.UNKNOWN, Gops.NONE),
            "full");
      }
    }
    try (RecordingStore store = open()) {
      store.awaitRepair();
      assertThat(store.segments().all("a")).hasSize(150);
      assertThat(store.degraded()).singleElement().asString().contains("150 of 150", "kept");
    }
  }

  @Test
  void shouldBlameTheNodeForTheTimeItWasDownAndForgetCamerasThatAreConfiguredNoMore()
      throws Exception {
    CameraConfig camera =
        new CameraConfig("a", null, "sim:free", null, null, 0, 0, 0, null, 0, false);
    CameraState live =
        new CameraState(camera.id(), "a", "", 0, 0, "live", null, 320, 240, "h264", 25, 0, 0, 0);
    Feed.Hand clock = new Feed.Hand(START / 1000);
    RecordingConfig config = new RecordingConfig(data.resolve("rec"), 3, 7, 1_000_000_000L, 0);
    try (RecordingStore store = RecordingStore.open(config, data, clock)) {
      SegmentRecorder a = store.recorder("a", () -> live);
      store.recorder("b", () -> live);
      store.begin();
      new Feed(video, a).play(START, 0, 250);
      await().until(() -> a.recordedUpToMicros() > START + 9_000_000);
      clock.millis += 11_000;
    }
    clock.millis += 60_000;
    try (RecordingStore store = RecordingStore.open(config, data, clock)) {
      store.recorder("a", () -> live);
      store.begin();
      SegmentRecorder a = store.recorder("a");
      long again = clock.millis * 1000 + 2_000_000;
      new Feed(video, a).play(again, 0, 250);
      await().until(() -> a.recordedUpToMicros() > again + 9_000_000);
      clock.millis += 12_000;
      assertThat(store.coverage().between("a", START, clock.millis * 1000 - 1_000_000))
          .extracting(Stretch::state, Stretch::cause, Stretch::detail)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple(Stretch.State.RECORDED, null, null),
              org.assertj.core.groups.Tuple.tuple(
                  Stretch.State.GAP, Stretch.Cause.NODE, "this node was stopped"),
              org.assertj.core.groups.Tuple.tuple(Stretch.State.RECORDED, null, null));
      assertThat(store.coverage().expected()).containsExactly("a");
      assertThat(store.coverage().share("b", START + 20_000_000, clock.millis * 1000)).isNaN();
      store.remove("a");
      assertThat(store.coverage().expected()).isEmpty();
    }
    List<String> names = new ArrayList<>();
    Thread.getAllStackTraces().keySet().forEach(thread -> names.add(thread.getName()));
    assertThat(names).doesNotContain("record-a", "recording-upkeep");
  }
}
