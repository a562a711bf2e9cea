package io.milepost.rsu.perception.recorded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.rsu.perception.Detection;
import io.milepost.rsu.perception.FrameDetections;
import io.milepost.rsu.perception.ObjectClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetectionArchiveTest {
  private static final long START = Instant.parse("2026-11-20T13:59:59Z").toEpochMilli();

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Random random = new Random(1);

  @TempDir private Path folder;

  private FrameDetections frame(String camera, long millis, int objects) {
    List<Detection> found =
        Stream.generate(
                () ->
                    new Detection(
                        "car",
                        ObjectClass.CAR,
                        random.nextFloat(),
                        random.nextFloat() * 600,
                        random.nextFloat() * 300,
                        20,
                        20))
            .limit(objects)
            .toList();
    return new FrameDetections(
        camera, (millis - START) * 1000, millis, 640, 360, found, 0, 0, 0, 0);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  @Test
  void shouldKeepAFilePerCameraAndHour() throws Exception {
    try (DetectionArchive archive =
        new DetectionArchive(folder, new DetectionsConfig(10), "abc", registry)) {
      for (int i = 0; i < 20; i++) {
        archive.offer(frame("cam-1", START + i * 100L, 1));
        archive.offer(frame("cam-2", START + i * 10L, 1));
      }
    }
    assertThat(files())
        .extracting(f -> folder.relativize(f).toString())
        .containsExactly(
            "cam-1/20261120T135959.jsonl.gz",
            "cam-1/20261120T140000.jsonl.gz",
            "cam-2/20261120T135959.jsonl.gz");
    int frames = 0;
    try (DetectionReader reader = new DetectionReader(files().get(0), null)) {
      assertThat(reader.header().model()).isEqualTo("abc");
      while (reader.next() != null) {
        frames++;
      }
      assertThat(reader.problem()).isEmpty();
    }
    assertThat(frames).isEqualTo(10);
    assertThat(registry.counter("milepost.detections.kept").count()).isEqualTo(40);
  }

  @Test
  void shouldReadWhatAKilledWriterLeaves() throws Exception {
    try (DetectionArchive archive =
        new DetectionArchive(folder, new DetectionsConfig(10), "", registry)) {
      for (int i = 0; i < 10; i++) {
        archive.offer(frame("cam-1", START + i, 3));
      }
      // Flushed within two seconds; the copy is the file as a kill would leave it.
      await().until(() -> !files().isEmpty() && Files.size(files().get(0)) > 100);
      Path torn = Files.copy(files().get(0), folder.resolve("torn.jsonl.gz"));
      int frames = 0;
      try (DetectionReader reader = new DetectionReader(torn, null)) {
        while (reader.next() != null) {
          frames++;
        }
        assertThat(reader.problem().orElseThrow()).contains("torn");
      }
      assertThat(frames).isEqualTo(10);
    }
  }

  @Test
  void shouldGiveUpTheOldestWhenTheSpaceIsUsed() throws Exception {
    try (DetectionArchive archive =
        new DetectionArchive(folder, new DetectionsConfig(1), "", registry)) {
      for (int hour = 0; hour < 4; hour++) {
        for (int i = 0; i < 150; i++) {
          archive.offer(frame("cam-1", START + hour * 3_600_000L, 300));
        }
      }
    }
    long bytes = 0;
    for (Path file : files()) {
      bytes += Files.size(file);
    }
    assertThat(files().size()).isBetween(1, 3);
    assertThat(files().get(files().size() - 1).toString()).contains("20261120T165959");
    assertThat(bytes).isLessThan(1_700_000);
  }

  @Test
  void shouldSayWhenNothingCanBeWritten() throws Exception {
    Path blocked = Files.createFile(folder.resolve("file"));
    try (DetectionArchive archive =
        new DetectionArchive(blocked, new DetectionsConfig(1), "", registry)) {
      archive.offer(frame("cam-1", START, 1));
      await().until(() -> archive.degraded().isPresent());
      assertThat(archive.degraded().orElseThrow()).contains("not kept");
      assertThat(registry.counter("milepost.detections.dropped").count()).isEqualTo(1);
    }
  }
}
