package io.milepost.rsu.intake;

import static io.milepost.rsu.intake.IntakeCrashIT.names;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.message.IncidentReply;
import io.milepost.rsu.incident.LocalIncidents;
import io.vertx.core.Future;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class IntakeVerticleTest {
  private static final String GOOD =
      "{\"type\":\"fire\",\"severity\":\"high\",\"lat\":37.5,\"lon\":127.0,\"road\":\"A1\"}";

  @TempDir Path data;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private Path events;
  private Site site;

  @BeforeEach
  void open() throws Exception {
    events = data.resolve("events");
    site = new Site(data);
  }

  @AfterEach
  void close() throws Exception {
    site.close();
  }

  private double count(String result) {
    return registry.counter("milepost.intake.files", "result", result).count();
  }

  private void ready() throws Exception {
    site.desk().intake(registry, step -> {});
    await().until(() -> Files.isDirectory(events.resolve("failed")));
  }

  private void drop(String name, String content) throws Exception {
    Path hidden = Files.writeString(events.resolve("." + name), content);
    Files.move(hidden, events.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  private String reason(String name) throws Exception {
    return Files.readString(events.resolve("failed/" + name + ".reason.txt")).strip();
  }

  @Test
  void shouldReportTheExampleAtOnceAndAsItStands() throws Exception {
    ready();
    String example =
        """
        {"ts": %d.25, "type": "collision", "severity": "high", "lat": 37.5665, "lon": 126.978,
         "road": "A1", "distance_m": 500, "clip_hint": "cam-1"}
        """
            .formatted(System.currentTimeMillis() / 1000);
    drop("crash.json", example);

    await().atMost(Duration.ofSeconds(30)).until(() -> count("accepted") == 1);

    Incident incident = site.board.active().get(0);
    assertThat(incident.type()).isEqualTo(IncidentType.COLLISION);
    assertThat(incident.severity()).isEqualTo(Severity.HIGH);
    assertThat(incident.distanceM()).isEqualTo(500);
    assertThat(incident.confirmedAt() % 1000).isEqualTo(250);
    assertThat(incident.evidence())
        .containsEntry("clip_hint", "cam-1")
        .containsEntry("reported_by", "file crash.json");
    assertThat(Site.get(site.spool.active())).hasSize(1);
    assertThat(names(events.resolve("done"))).containsExactly("crash.json");

    drop("same.json", example);
    drop("again.json", example.replace("126.978", "126.9781"));
    await().until(() -> count("duplicate") == 2);
    assertThat(site.board.active()).hasSize(1);
  }

  @Test
  void shouldLeaveAFileAloneUntilItIsWhole() throws Exception {
    ready();
    byte[] bytes = GOOD.getBytes(StandardCharsets.UTF_8);
    try (SeekableByteChannel slow =
        Files.newByteChannel(
            events.resolve("slow.json"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (int i = 0; i < bytes.length; i++) {
        slow.write(java.nio.ByteBuffer.wrap(bytes, i, 1));
        if (i % 16 == 0) {
          int sent = i;
          drop("mark-" + i + ".json", GOOD.replace("A1", "B" + sent).replace("37.5", "" + sent));
          await().until(() -> Files.exists(events.resolve("done/mark-" + sent + ".json")));
        }
      }
    }
    await().until(() -> Files.exists(events.resolve("done/slow.json")));
    assertThat(count("failed")).isZero();
  }

  @Test
  void shouldPutFaultyFilesAsideWithAReasonAndLeaveOthersAlone() throws Exception {
    ready();
    drop("unknown.json", GOOD.replace("road", "raod"));
    drop("severity.json", GOOD.replace("high", "severe"));
    drop("list.json", "[" + GOOD + "]");
    drop("cut.json", GOOD.substring(0, 30));
    drop("empty.json", "");
    drop("latin1.json", "x");
    Files.write(events.resolve("latin1.json"), new byte[] {'{', '"', (byte) 0xE9, '"', '}'});
    drop("huge.json", "{\"road\":\"" + "x".repeat(70_000) + "\"}");
    drop("old.json", GOOD.replace("{", "{\"ts\":1,"));
    drop("사고 #1\n.json", GOOD.replace("lat", "lot"));
    Files.createSymbolicLink(events.resolve("link.json"), Path.of("/etc/passwd"));
    Process fifo = new ProcessBuilder("mkfifo", events.resolve("pipe.json").toString()).start();
    assertThat(fifo.waitFor()).isZero();
    Files.createDirectory(events.resolve("folder.json"));
    drop("half.tmp", "{");
    drop("half.PART", "{");
    Files.writeString(events.resolve(".hidden.json"), GOOD);

    await().atMost(Duration.ofSeconds(30)).until(() -> count("failed") == 11);

    assertThat(reason("unknown.json")).startsWith("unknown field 'raod'; known fields are type,");
    assertThat(reason("severity.json"))
        .isEqualTo("severity must be one of low, medium, high, critical but is \"severe\"");
    assertThat(reason("list.json")).startsWith("a report must be a JSON object");
    assertThat(reason("cut.json")).startsWith("not valid JSON at line 1, column");
    assertThat(reason("empty.json")).startsWith("there is nothing to read");
    assertThat(reason("latin1.json")).contains("UTF-8");
    assertThat(reason("huge.json")).contains("64 KiB");
    assertThat(reason("old.json")).startsWith("ts must lie within the last day");
    assertThat(reason("link.json")).contains("no regular file");
    assertThat(reason("pipe.json")).contains("no regular file");
    assertThat(names(events.resolve("failed"))).hasSize(22).anyMatch(n -> n.endsWith("__1_.json"));
    assertThat(names(events))
        .contains("folder.json", "half.tmp", "half.PART", ".hidden.json")
        .doesNotContain("link.json", "pipe.json");
    assertThat(site.board.active()).isEmpty();
    assertThat(site.intake.degraded()).isEmpty();
  }

  @Test
  void shouldKeepAFileForLaterWhenTheFaultIsOurs() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    site.intake(registry, step -> {});
    await().until(() -> Files.isDirectory(events.resolve("failed")));
    drop("early.json", GOOD);
    await().until(() -> count("retried") == 1);
    assertThat(names(events.resolve("queue"))).hasSize(1);
    assertThat(names(events)).doesNotContain("early.json");

    LocalIncidents.REPORT.answer(
        site.vertx.eventBus(),
        report ->
            calls.incrementAndGet() == 1
                ? Future.failedFuture(new MilepostException(FailureCode.OVERLOADED, "spool full"))
                : Future.succeededFuture(new IncidentReply("accepted", "a-1-1", 1)));

    await().atMost(Duration.ofSeconds(30)).until(() -> count("accepted") == 1);
    assertThat(count("retried")).isEqualTo(2);
    assertThat(names(events.resolve("done"))).containsExactly("early.json");
    assertThat(names(events.resolve("queue"))).isEmpty();
  }

  @Test
  void shouldSaySoWhileTheFolderIsGoneAndGoOnWhenItIsBack() throws Exception {
    ready();
    Path away = data.resolve("away");
    Files.move(events, away);
    await().until(() -> site.intake.degraded().isPresent());
    assertThat(site.intake.degraded().orElseThrow()).contains("event folder", "missing");
    Files.move(away, events);
    await().until(() -> site.intake.degraded().isEmpty());
    drop("back.json", GOOD);
    await().until(() -> count("accepted") == 1);
  }

  @Test
  void shouldKeepTheNewestOnly() throws Exception {
    IntakeConfig few =
        new IntakeConfig(true, events, Duration.ofMillis(50), Duration.ofSeconds(1), 3, 2);
    site.desk().intake(few, registry, step -> {});
    await().until(() -> Files.isDirectory(events.resolve("failed")));
    for (int i = 0; i < 8; i++) {
      int sent = i;
      drop("good-" + i + ".json", GOOD);
      drop("bad-" + i + ".json", "{}");
      await().until(() -> count("accepted") + count("duplicate") + count("failed") == 2 * sent + 2);
    }
    await().until(() -> names(events.resolve("done")).size() == 3);
    assertThat(names(events.resolve("done")))
        .containsExactly("good-5.json", "good-6.json", "good-7.json");
    assertThat(names(events.resolve("failed")))
        .containsExactly(
            "bad-6.json", "bad-6.json.reason.txt", "bad-7.json", "bad-7.json.reason.txt");
  }

  @Test
  void shouldRefuseAFolderThatAnotherNodeWatches() throws Exception {
    ready();
    Path otherData = Files.createDirectory(data.resolve("other"));
    try (Site other = new Site(otherData)) {
      other.intake(
          new IntakeConfig(true, events, Duration.ofMillis(50), Duration.ofSeconds(1), 1, 1),
          new SimpleMeterRegistry(),
          step -> {});
      await().until(() -> other.intake.degraded().isPresent());
      assertThat(other.intake.degraded().orElseThrow()).contains("another node watches it");
    }
  }

  @Test
  void shouldAnswerEveryFileOfTheParsingCorpus() throws Exception {
    String shared = System.getenv("MILEPOST_SHARED_DATA");
    Path corpus =
        Path.of(shared == null ? "none" : shared, "json", "JSONTestSuite", "test_parsing");
    assumeTrue(Files.isDirectory(corpus), "MILEPOST_SHARED_DATA/json/JSONTestSuite is missing");
    ready();
    int files = 0;
    try (DirectoryStream<Path> each = Files.newDirectoryStream(corpus, "*.json")) {
      for (Path file : each) {
        Files.copy(file, events.resolve(file.getFileName().toString()));
        files++;
      }
    }
    int expected = files;
    await().atMost(Duration.ofSeconds(30)).until(() -> count("failed") == expected);
    drop("good.json", GOOD);
    await().until(() -> count("accepted") == 1);
    List<String> left = names(events);
    assertThat(left).containsExactly(".milepost.lock", "done", "failed", "queue");
  }
}
