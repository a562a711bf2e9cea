package io.milepost.rsu.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.protocol.message.CameraState;
import io.milepost.rsu.camera.TestVideo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** File systems that are full or can no longer be written while pictures come. */
class FailingDiskIT {
  private static final long START = 1_749_999_999_000L;
  private static final CameraState LIVE =
      new CameraState("a", "a", "", 0, 0, "live", null, 320, 240, "h264", 25, 0, 0, 0);

  @TempDir static Path media;
  private static Path video;
  @TempDir Path data;
  private final Feed.Hand clock = new Feed.Hand(START);

  @BeforeAll
  static void makeVideo() {
    video = TestVideo.write(media.resolve("v.mp4"), "mp4", 320, 240, 25, 250, 25);
  }

  private RecordingStore open(Path folder) {
    return RecordingStore.open(new RecordingConfig(folder, 3, 7, 1_000_000_000L, 0), data, clock);
  }

  /** Ten seconds of pictures from now on. */
  private void play(SegmentRecorder recorder) {
    new Feed(video, recorder).play(clock.millis * 1000, 0, 250);
    clock.millis += 10_000;
  }

  private void checkFiles(RecordingStore store, Path folder) throws Exception {
    for (Segment each : store.segments().all("a")) {
      if (!each.isOpen()) {
        Path file = folder.resolve(each.path());
        assertThat(Digests.sha256(file)).isEqualTo(each.sha256());
        assertThat(Feed.hashes(file)).hasSize((int) each.frames());
      }
    }
  }

  private List<Stretch> gaps(RecordingStore store) {
    return store.coverage().between("a", START * 1000, clock.millis * 1000).stream()
        .filter(each -> each.state() == Stretch.State.GAP)
        .toList();
  }

  @Test
  void shouldSayThatTheDiskIsFullKeepTryingAndRecordAgainWhenThereIsRoom() throws Exception {
    try (Mount disk = Mount.memory(data.resolve("disk"), 24);
        RecordingStore store = open(disk.at())) {
      store.awaitRepair();
      SegmentRecorder recorder = store.recorder("a", () -> LIVE);
      play(recorder);
      await().until(() -> recorder.recordedUpToMicros() > START * 1000 + 9_000_000);
      Path ballast = disk.at().resolve("ballast");
      fill(ballast, 300_000);
      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> {
                play(recorder);
                return recorder.status().writeErrors() > 0;
              });
      assertThat(recorder.status().problem()).contains("camera a cannot be recorded", "space");
      assertThat(store.degraded()).isNotEmpty();
      clock.millis += 20_000;
      store.begin();
      await().until(() -> gaps(store).stream().anyMatch(g -> g.cause() == Stretch.Cause.DISK));
      Files.delete(ballast);
      long before = recorder.status().segments();
      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> {
                play(recorder);
                return recorder.status().segments() > before + 2;
              });
      recorder.end("done");
      await().until(() -> !recorder.status().recording());
      assertThat(recorder.status().problem()).isNull();
      assertThat(gaps(store))
          .isNotEmpty()
          .allSatisfy(gap -> assertThat(gap.cause()).isEqualTo(Stretch.Cause.DISK));
      checkFiles(store, disk.at());
    }
  }

  private static void fill(Path ballast, int leave) throws Exception {
    Files.createFile(ballast);
    long room = Files.getFileStore(ballast).getUsableSpace() - leave;
    Files.write(ballast, new byte[(int) room], StandardOpenOption.APPEND);
  }

  @Test
  void shouldKeepWhatItHasWhenTheDiskCanNoLongerBeWrittenInMidSegment() throws Exception {
    Path folder = data.resolve("disk");
    try (Mount disk = Mount.ext4(folder, data.resolve("disk.img"), 24)) {
      long until;
      try (RecordingStore store = open(folder)) {
        store.awaitRepair();
        SegmentRecorder recorder = store.recorder("a", () -> LIVE);
        play(recorder);
        await().until(() -> recorder.recordedUpToMicros() > START * 1000 + 9_000_000);
        until = recorder.recordedUpToMicros();
        disk.fail();
        await()
            .atMost(Duration.ofSeconds(20))
            .until(
                () -> {
                  play(recorder);
                  return recorder.status().writeErrors() > 1;
                });
        assertThat(store.degraded()).anyMatch(each -> each.contains("cannot be recorded"));
        store.begin();
        await().until(() -> gaps(store).stream().anyMatch(g -> g.cause() == Stretch.Cause.DISK));
      }
      disk.close();
      assertThat(
              Mount.run("/sbin/e2fsck", "-p", data.resolve("disk.img").toString())
                  || Mount.run("/sbin/e2fsck", "-fp", data.resolve("disk.img").toString()))
          .isTrue();
      assertThat(
              Mount.run(
                  "mount", "-o", "loop", data.resolve("disk.img").toString(), folder.toString()))
          .isTrue();
      try (RecordingStore store = open(folder)) {
        store.awaitRepair();
        List<Segment> all = store.segments().all("a");
        assertThat(all).noneMatch(Segment::isOpen);
        assertThat(all.get(all.size() - 1).endMicros()).isGreaterThanOrEqualTo(until);
        checkFiles(store, folder);
        SegmentRecorder recorder = store.recorder("a", () -> LIVE);
        play(recorder);
        await().until(() -> recorder.status().segments() > 0);
        assertThat(recorder.status().problem()).isNull();
        assertThat(gaps(store))
            .isNotEmpty()
            .anySatisfy(gap -> assertThat(gap.cause()).isEqualTo(Stretch.Cause.DISK));
      }
    }
  }
}
