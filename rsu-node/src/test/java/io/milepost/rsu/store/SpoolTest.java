package io.milepost.rsu.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.incident.IncidentState;
import io.vertx.core.Future;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
  @TempDir Path folder;

  @Test
  void shouldKeepOrderAcrossRestartsWhenManyAreAppended() throws Exception {
    try (Spool spool = Spool.open(folder)) {
      List<Future<Void>> all = new ArrayList<>();
      for (int i = 0; i < 2000; i++) {
        all.add(spool.append(Records.audit("entry-" + i)));
      }
      await(Future.all(all));
      assertThat(spool.depth()).isEqualTo(2000);
    }
    try (Spool spool = Spool.open(folder)) {
      assertThat(spool.depth()).isEqualTo(2000);
      List<SpoolRecord> head = await(spool.head(700));
      assertThat(head).hasSize(700).isSortedAccordingTo((a, b) -> Long.compare(a.seq(), b.seq()));
      assertThat(head.get(699).body()).contains("\"entry-699\"");
      assertThat(await(spool.removeThrough(head.get(699).seq()))).isEqualTo(700);
      assertThat(spool.depth()).isEqualTo(1300);
      assertThat(await(spool.head(1)).get(0).body()).contains("\"entry-700\"");
    }
  }

  @Test
  void shouldRememberActiveIncidentsOnlyWhenRestarted() throws Exception {
    Incident open = Records.incident("a-1-1", 1, IncidentState.OPEN);
    try (Spool spool = Spool.open(folder)) {
      await(spool.append(Records.changed(open)));
      await(spool.append(Records.changed(Records.incident("a-1-2", 1, IncidentState.OPEN))));
      await(spool.append(Records.changed(Records.incident("a-1-2", 2, IncidentState.RESOLVED))));
    }
    try (Spool spool = Spool.open(folder)) {
      assertThat(await(spool.active())).containsExactly(open);
    }
  }

  @Test
  void shouldTakeStrictlyIncreasingEpochsWhateverTheClockSays() {
    Instant now = Instant.parse("2026-11-20T00:00:00Z");
    int first = NodeEpoch.next(folder, now);
    int second = NodeEpoch.next(folder, now);
    int clockBack = NodeEpoch.next(folder, Instant.EPOCH);
    int later = NodeEpoch.next(folder, now.plusSeconds(100));

    assertThat(List.of(first, second, clockBack)).containsExactly(first, first + 16, first + 32);
    assertThat(later).isEqualTo(first + 100);
    assertThat(NodeEpoch.next(folder.resolve("new-disk"), now.plusSeconds(200)))
        .isGreaterThan(later);
  }

  @Test
  void shouldRefuseAfterCloseAndAnUnusableFolderInASentence() throws Exception {
    Spool spool = Spool.open(folder);
    spool.close();
    assertThat(spool.append(Records.audit("late")).cause())
        .isInstanceOfSatisfying(
            MilepostException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.UNAVAILABLE));
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertThatThrownBy(() -> Spool.open(file.resolve("below")))
        .isInstanceOf(MilepostException.class)
        .hasMessageContaining("cannot open the spool");
  }

  @Test
  void shouldShowTroubleAndLoseNothingWhenTheDiskDoesNotTakeRecordsForAWhile() throws Exception {
    try (Spool spool = Spool.open(folder)) {
      await(spool.append(Records.audit("before")));
      String url = "jdbc:sqlite:" + folder.resolve(SpoolFile.NAME).toAbsolutePath();
      Future<Void> waiting;
      try (var other = DriverManager.getConnection(url);
          var statement = other.createStatement()) {
        statement.execute("ALTER TABLE outbox RENAME TO elsewhere");
        waiting = spool.append(Records.audit("during"));
        org.awaitility.Awaitility.await().until(() -> spool.degraded().isPresent());
        assertThat(waiting.isComplete()).isFalse();
        assertThat(spool.failures()).isPositive();
        statement.execute("ALTER TABLE elsewhere RENAME TO outbox");
      }
      await(waiting);
      assertThat(spool.degraded()).isEmpty();
      assertThat(await(spool.head(9))).hasSize(2);
    }
  }

  @Test
  void shouldHoldEveryAcknowledgedRecordWhenTheProcessIsKilled() throws Exception {
    Process child = child();
    List<String> acknowledged = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      String line;
      while ((line = lines.readLine()) != null) {
        acknowledged.add(line);
        if (acknowledged.size() == 500) {
          child.toHandle().destroyForcibly();
        }
      }
    }
    assertThat(child.waitFor()).isEqualTo(137);
    assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(500);

    try (Spool spool = Spool.open(folder)) {
      List<String> kept = await(spool.head(Integer.MAX_VALUE)).stream().map(r -> id(r)).toList();
      assertThat(kept).containsAll(acknowledged);
      assertThat(kept).isEqualTo(kept.stream().sorted().toList());
    }
  }

  private static String id(SpoolRecord entry) {
    return io.milepost.protocol.json.Json.read(entry.body(), AuditEntry.class).id();
  }

  private Process child() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            SpoolChild.class.getName(),
            folder.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
