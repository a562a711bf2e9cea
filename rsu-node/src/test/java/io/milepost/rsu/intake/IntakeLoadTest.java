package io.milepost.rsu.intake;

import static io.milepost.rsu.intake.IntakeCrashIT.names;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(240)
class IntakeLoadTest {
  private static final int FILES = 2000;

  @TempDir Path data;

  @Test
  void shouldTakeManyFilesOldestFirstWhenDroppedAtOnce() throws Exception {
    Path events = Files.createDirectories(data.resolve("events"));
    List<String> expected = new ArrayList<>();
    long now = System.currentTimeMillis();
    for (int i = 0; i < FILES; i++) {
      // The names' order is not the files' order.
      String name = "event-" + (FILES - i) + ".json";
      // One report in ten is a road of its own, a degree of latitude is shared by none.
      String road = "R" + i / 10;
      double lat = -80 + (i / 10) * 0.005;
      Path file =
          Files.writeString(
              events.resolve(name),
              "{\"type\":\"debris\",\"severity\":\"low\",\"lat\":%s,\"lon\":1,\"road\":\"%s\"}"
                  .formatted(lat, road));
      Files.setLastModifiedTime(file, FileTime.fromMillis(now - 3_600_000 + i));
      expected.add(name);
    }
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    try (Site site = new Site(data).desk()) {
      site.intake(registry, step -> {});
      await()
          .atMost(Duration.ofSeconds(200))
          .until(() -> count(registry, "accepted") + count(registry, "duplicate") == FILES);
      assertThat(names(events.resolve("done"))).hasSize(FILES).containsAll(expected);
      assertThat(count(registry, "accepted")).isEqualTo((FILES + 9) / 10);
      assertThat(site.board.active()).hasSize((FILES + 9) / 10);
      assertThat(site.board.active().get(0).road()).isEqualTo("R0");
      assertThat(Site.get(site.spool.active())).hasSize((FILES + 9) / 10);
      assertThat(names(events.resolve("queue"))).isEmpty();
    }
  }

  private static double count(SimpleMeterRegistry registry, String result) {
    return registry.counter("milepost.intake.files", "result", result).count();
  }
}
