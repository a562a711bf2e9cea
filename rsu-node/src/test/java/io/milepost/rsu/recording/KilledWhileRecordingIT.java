package io.milepost.rsu.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.rsu.camera.TestVideo;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process killed with SIGKILL while it records. */
class KilledWhileRecordingIT {
  private static final long SECOND = 1_000_000;
  private static final long PICTURE = 40_000;

  @TempDir Path data;
  private Process child;

  @AfterEach
  void end() throws Exception {
    if (child != null) {
      child.destroyForcibly().waitFor();
    }
  }

  @Test
  void shouldHaveLostAtMostASecondWhenKilledAtAnyTimeAndSayThatTheNodeWasDown() throws Exception {
    Path video = TestVideo.write(data.resolve("v.mp4"), "mp4", 320, 240, 25, 250, 50);
    long first = 0;
    long told = 0;
    for (long after : new long[] {2_300_000, 1_450_000}) {
      start(video);
      try (BufferedReader said =
          new BufferedReader(
              new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
        long begun = Long.parseLong(said.readLine());
        first = first == 0 ? begun : first;
        for (told = begun; told < begun + after; told = Long.parseLong(said.readLine())) {}
        child.toHandle().destroyForcibly();
        assertThat(child.waitFor()).isEqualTo(137);
        for (String line = said.readLine(); line != null; line = said.readLine()) {
          told = Long.parseLong(line);
        }
      }
      try (RecordingStore store = open()) {
        store.awaitRepair();
        List<Segment> all = store.segments().all("a");
        assertThat(all).isNotEmpty().noneMatch(Segment::isOpen);
        Segment last = all.get(all.size() - 1);
        assertThat(last.startMicros()).isGreaterThanOrEqualTo(begun(all, told));
        assertThat(told + PICTURE - last.endMicros()).isLessThanOrEqualTo(SECOND + PICTURE);
        for (Segment each : all) {
          Path file = data.resolve("rec").resolve(each.path());
          assertThat(Digests.sha256(file)).isEqualTo(each.sha256());
          assertThat(Feed.hashes(file)).hasSize((int) each.frames());
        }
        assertThat(store.degraded()).isEmpty();
      }
    }
    try (RecordingStore store = open()) {
      await().atMost(Duration.ofSeconds(30)).until(() -> store.degraded().isEmpty());
      long from = first;
      long to = told;
      // What is missing is said to be so when it can no longer come.
      await().atMost(Duration.ofSeconds(30)).until(() -> !gaps(store, from, to).isEmpty());
      assertThat(gaps(store, from, to))
          .allSatisfy(
              gap -> {
                assertThat(gap.cause()).isEqualTo(Stretch.Cause.NODE);
                assertThat(gap.detail()).contains("killed");
              });
    }
  }

  private static List<Stretch> gaps(RecordingStore store, long from, long to) {
    return store.coverage().between("a", from, to).stream()
        .filter(each -> each.state() == Stretch.State.GAP)
        .toList();
  }

  private static long begun(List<Segment> all, long told) {
    return Math.max(all.get(0).startMicros(), told - 10 * SECOND);
  }

  private RecordingStore open() {
    return RecordingStore.open(
        new RecordingConfig(data.resolve("rec"), 2, 7, 1_000_000_000L, 0), data, Clock.systemUTC());
  }

  private void start(Path video) throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    assertThat(Files.isExecutable(java)).isTrue();
    child =
        new ProcessBuilder(
                java.toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                RecordingChild.class.getName(),
                data.toString(),
                video.toString())
            .redirectError(data.resolve("child.txt").toFile())
            .start();
  }
}
