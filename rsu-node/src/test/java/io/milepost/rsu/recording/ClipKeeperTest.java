package io.milepost.rsu.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.incident.IncidentState;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.message.ClipReady;
import io.milepost.rsu.camera.TestVideo;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClipKeeperTest {
  private static final long START = 1_750_000_000_000L;
  private static final ClipConfig CONFIG = new ClipConfig(6, 6, 2);

  @TempDir static Path media;
  private static Path video;
  @TempDir Path data;
  private final Feed.Hand clock = new Feed.Hand(START);

  @BeforeAll
  static void makeVideo() {
    video = TestVideo.write(media.resolve("v.mp4"), "mp4", 320, 240, 25, 750, 25);
  }

  private RecordingStore open() {
    return RecordingStore.open(
        new RecordingConfig(data.resolve("rec"), 5, 7, 1_000_000_000L, 0), data, clock);
  }

  private ClipKeeper keeper(RecordingStore store) {
    return new ClipKeeper("rsu-a", CONFIG, store, data.resolve("clips"), clock);
  }

  private static Incident incident(String node, long startedAt, String... seenBy) {
    return new Incident(
        "rsu-a-1-7",
        1,
        IncidentType.COLLISION,
        Severity.HIGH,
        IncidentState.OPEN,
        0.9,
        node,
        "a",
        "A1",
        null,
        0,
        0,
        500,
        null,
        startedAt,
        startedAt + 700,
        startedAt + 700,
        null,
        "a collision",
        List.of(seenBy),
        null,
        null,
        null);
  }

  private void record(SegmentRecorder recorder, int from, int to) {
    new Feed(video, recorder).play(START * 1000, from, to);
    await().until(() -> recorder.status().recordedUpToMillis() >= START + to * 40L - 1000);
    clock.millis = START + to * 40L;
  }

  @Test
  void shouldPublishAPartialClipSoonAndTheCompleteOneLater() throws Exception {
    try (RecordingStore store = open()) {
      SegmentRecorder recorder = store.recorder("a");
      ClipKeeper keeper = keeper(store);
      record(recorder, 0, 300);
      keeper.seen(incident("rsu-a", START + 10_500));
      keeper.seen(incident("rsu-a", START + 10_500));
      keeper.seen(incident("rsu-b", START + 10_500));
      assertThat(keeper.step()).isEmpty();
      clock.millis += 2000;
      List<ClipReady> partial = keeper.step();
      assertThat(partial).hasSize(1);
      ClipReady first = partial.get(0);
      assertThat(first.complete()).isFalse();
      assertThat(first.id()).isEqualTo("rsu-a-1-7-a");
      assertThat(first.file()).isEqualTo("2025-06-15/rsu-a-1-7-a.mp4");
      assertThat(first.startUtcMillis()).isEqualTo(START + 4520);
      assertThat(first.seconds()).isBetween(6.4, 7.6);
      assertThat(keeper.step()).isEmpty();

      record(recorder, 300, 525);
      await().until(() -> recorder.status().recordedUpToMillis() >= START + 16_500);
      List<ClipReady> complete = keeper.step();
      assertThat(complete).hasSize(1);
      ClipReady last = complete.get(0);
      assertThat(last.complete()).isTrue();
      assertThat(last.id()).isEqualTo(first.id());
      assertThat(last.startUtcMillis()).isEqualTo(START + 4520);
      assertThat(last.endUtcMillis()).isEqualTo(START + 16_500);
      assertThat(last.seconds()).isEqualTo(11.98);
      ClipInfo info = keeper.library().info(last.id()).orElseThrow();
      assertThat(info.startsAtKeyPictureMs()).isEqualTo(START + 4000);
      assertThat(info.gaps()).isEmpty();
      assertThat(info.state()).isEqualTo("complete");
      Path file = keeper.library().file(last.id()).orElseThrow();
      assertThat(last.bytes()).isEqualTo(Files.size(file));
      assertThat(last.sha256()).isEqualTo(Digests.sha256(file));
      assertThat(Feed.hashes(file)).isEqualTo(Feed.hashes(video).subList(100, 100 + 313));
      String head = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      assertThat(head.indexOf("moov")).isLessThan(head.indexOf("mdat"));
      assertThat(keeper.library().list("rsu-a-1-7")).containsExactly(last);
      assertThat(keeper.library().file("../../etc/passwd")).isEmpty();
      assertThat(keeper.step()).isEmpty();
    }
  }

  @Test
  void shouldOrderAClipOfEachCameraOfThisNodeWhicheverNodeTheIncidentBelongsTo() {
    try (RecordingStore store = open()) {
      store.recorder("a");
      store.recorder("b");
      ClipKeeper keeper = keeper(store);
      keeper.seen(incident("rsu-a", START + 8000));
      assertThat(store.clips().pending()).extracting(Clip::camera).containsExactly("a");
      keeper.seen(incident("rsu-a", START + 8000, "rsu-a/a", "rsu-a/b", "rsu-b/c", "rsu-a/gone"));
      assertThat(store.clips().pending())
          .extracting(Clip::id)
          .containsExactlyInAnyOrder("rsu-a-1-7-a", "rsu-a-1-7-b");
    }
  }

  @Test
  void shouldOrderAClipOfItsOwnCameraForAnIncidentOfAnotherNode() {
    try (RecordingStore store = open()) {
      store.recorder("b");
      keeper(store).seen(incident("rsu-c", START + 9000, "rsu-c/a", "rsu-a/b"));
      assertThat(store.clips().pending()).extracting(Clip::camera).containsExactly("b");
    }
  }

  @Test
  void shouldKeepTheTimeOfEveryPictureWhenTheRecordingHasAGap() {
    try (RecordingStore store = open()) {
      SegmentRecorder recorder = store.recorder("a");
      ClipKeeper keeper = keeper(store);
      record(recorder, 0, 150);
      record(recorder, 250, 500);
      clock.millis = START + 60_000;
      keeper.seen(incident("rsu-a", START + 8000));
      ClipReady clip = keeper.step().get(0);
      assertThat(clip.complete()).isTrue();
      assertThat(clip.startUtcMillis()).isEqualTo(START + 2000);
      assertThat(clip.seconds()).isBetween(11.99, 12.06);
    }
  }

  @Test
  void shouldCompleteAnOrderAfterARestartWithWhatWasRecorded() {
    try (RecordingStore store = open()) {
      record(store.recorder("a"), 0, 200);
      keeper(store).seen(incident("rsu-a", START + 7000));
    }
    clock.millis = START + 90_000;
    try (RecordingStore store = open()) {
      ClipKeeper keeper = keeper(store);
      ClipReady clip = keeper.step().get(0);
      assertThat(clip.complete()).isTrue();
      assertThat(clip.startUtcMillis()).isEqualTo(START + 1000);
      assertThat(clip.seconds()).isBetween(6.9, 7.1);
      assertThat(keeper.step()).isEmpty();
    }
    try (RecordingStore store = open()) {
      assertThat(keeper(store).step()).isEmpty();
      assertThat(keeper(store).library().list("rsu-a-1-7")).hasSize(1);
    }
  }

  @Test
  void shouldCloseAnOrderWithoutAClipWhenNothingWasRecorded() {
    try (RecordingStore store = open()) {
      store.recorder("a");
      ClipKeeper keeper = keeper(store);
      keeper.seen(incident("rsu-a", START + 7000));
      clock.millis = START + 20_000;
      assertThat(keeper.step()).isEmpty();
      clock.millis = START + 60_000;
      assertThat(keeper.step()).isEmpty();
      assertThat(store.clips().pending()).isEmpty();
      assertThat(keeper.library().list("rsu-a-1-7")).isEmpty();
    }
  }
}
