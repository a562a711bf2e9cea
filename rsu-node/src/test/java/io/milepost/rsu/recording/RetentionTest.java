package io.milepost.rsu.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {
  private static final long START = 1_750_000_000_000L;
  private static final long MB = 1_000_000;
  private static final long TEN = 10_000;

  @TempDir Path data;
  private final Feed.Hand clock = new Feed.Hand(START);
  private RecordingDatabase database;
  private RecordingFolder folder;
  private SegmentIndex index;
  private CoverageLedger ledger;
  private Pins pins;
  private long free = 100 * MB;

  @BeforeEach
  void open() throws IOException {
    database = new RecordingDatabase(data.resolve("segments.db"));
    index = new SegmentIndex(database);
    ledger = new CoverageLedger(database, index, clock);
    pins = new Pins(database, data.resolve("pins.json"), clock);
    folder = new RecordingFolder(data.resolve("rec"));
    Files.createDirectories(folder.path().resolve("a"));
    Files.createDirectories(folder.path().resolve("b"));
    folder.mark();
  }

  @AfterEach
  void close() {
    database.close();
  }

  /** Segments of ten seconds and 1 MB, the first begins at the start. */
  private void segments(String camera, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      long from = (START + i * TEN) * 1000;
      String path = camera + "/" + i + ".mp4";
      Files.write(folder.resolve(path), new byte[10]);
      long row = index.begin(camera, path, from);
      index.finish(
          row,
          new SegmentSummary(
              from + TEN * 1000, 250, MB, "00", SegmentSummary.Look.UNKNOWN, Gops.NONE),
          "full");
    }
  }

  private RecordingConfig config(
      long maxBytes, long minFree, int incidentDays, Map<String, RecordingConfig.Limits> own) {
    return new RecordingConfig(folder.path(), 10, 7, maxBytes, minFree, 5, incidentDays, own);
  }

  private Retention retention(RecordingConfig config) {
    return new Retention(config, folder, index, ledger, clock, () -> free);
  }

  private void later(Duration time) {
    clock.millis = START + time.toMillis();
  }

  @Test
  void shouldNeverDeleteWhatIsPinnedOrUnderLegalHoldHoweverFullTheDisk() throws Exception {
    segments("a", 20);
    pins.pin("p", "a", us(25), us(26), Pins.Kind.PIN, "case 7", "ann", 0);
    pins.pin("h", "a", us(50), us(70), Pins.Kind.HOLD, "court", "bob", 0);
    later(Duration.ofDays(100));
    free = 0;
    Retention retention = retention(config(10 * MB, 50 * MB, 0, Map.of()));
    assertThat(retention.sweep()).isEqualTo(15);
    assertThat(index.all("a").stream().map(Segment::path))
        .containsExactly("a/2.mp4", "a/4.mp4", "a/5.mp4", "a/6.mp4", "a/7.mp4");
    assertThat(retention.sentence()).contains("nothing more may be deleted").contains("pins");
    assertThatThrownBy(() -> pins.release("h"))
        .isInstanceOfSatisfying(
            MilepostException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.CONFLICT));
    assertThatThrownBy(() -> pins.pin("h", "a", 0, 1, Pins.Kind.PIN, "over it", "eve", 5))
        .hasMessageContaining("legal hold");
    pins.release("p");
    assertThat(pins.lift("h", "bob", "the court is done")).isTrue();
    assertThat(pins.lift("h", "bob", "again")).isFalse();
    assertThat(retention.sweep()).isEqualTo(5);
  }

  @Test
  void shouldKeepWhatWaitsForTheArchiveBeyondItsAgeForAsLongAsThereIsRoom() throws Exception {
    segments("a", 4);
    database.update(
        "INSERT INTO archive_items (kind, ref, name, file, bytes, sha256, queued_ms)"
            + " SELECT 'segment', id, 'segments/' || path, path, bytes, sha256, 0 FROM segments"
            + " WHERE path IN ('a/1.mp4', 'a/2.mp4')");
    later(Duration.ofDays(100));
    assertThat(retention(config(100 * MB, 0, 0, Map.of())).sweep()).isEqualTo(2);
    assertThat(index.all("a").stream().map(Segment::path)).containsExactly("a/1.mp4", "a/2.mp4");
    database.update("UPDATE archive_items SET state = 'done' WHERE file = 'a/1.mp4'");
    assertThat(retention(config(100 * MB, 0, 0, Map.of())).sweep()).isEqualTo(1);
    free = 0;
    assertThat(retention(config(100 * MB, 50 * MB, 0, Map.of())).sweep()).isEqualTo(1);
  }

  @Test
  void shouldLetAPinEndByItselfButNeverALegalHold() throws Exception {
    segments("a", 2);
    long until = START + Duration.ofDays(9).toMillis();
    pins.pin("p", "a", us(0), us(5), Pins.Kind.PIN, "a link", "ann", until);
    later(Duration.ofDays(8));
    Retention retention = retention(config(100 * MB, 0, 0, Map.of()));
    assertThat(retention.sweep()).isEqualTo(1);
    later(Duration.ofDays(10));
    assertThat(retention.sweep()).isEqualTo(1);
    pins.expire();
    assertThat(pins.list()).isEmpty();
    assertThatThrownBy(() -> pins.pin("h", "a", 0, 1, Pins.Kind.HOLD, "court", "bob", until))
        .hasMessageContaining("no end of its own");
  }

  @Test
  void shouldFindThePinsAgainWhenTheIndexIsLost() {
    pins.pin("h", "a", 1, 2, Pins.Kind.HOLD, "court", "bob", 0);
    try (RecordingDatabase other = new RecordingDatabase(data.resolve("fresh.db"))) {
      assertThat(new Pins(other, data.resolve("pins.json"), clock).list())
          .isEqualTo(pins.list())
          .singleElement()
          .extracting(Pins.Pin::kind)
          .isEqualTo(Pins.Kind.HOLD);
    }
  }

  @Test
  void shouldKeepEachCameraByItsOwnAgeAndSize() throws Exception {
    segments("a", 10);
    segments("b", 10);
    later(Duration.ofDays(3));
    Map<String, RecordingConfig.Limits> own =
        Map.of("a", new RecordingConfig.Limits(2, 0), "b", new RecordingConfig.Limits(0, 4 * MB));
    assertThat(retention(config(1000 * MB, 0, 0, own)).sweep()).isEqualTo(16);
    assertThat(index.all("a")).isEmpty();
    assertThat(index.all("b").stream().map(Segment::path))
        .containsExactly("b/6.mp4", "b/7.mp4", "b/8.mp4", "b/9.mp4");
    assertThat(index.totalBytes()).isEqualTo(4 * MB);
  }

  @Test
  void shouldKeepTheTimeOfIncidentsLongerThanTheRest() throws Exception {
    segments("a", 10);
    database.update(
        "INSERT INTO clips (id, incident, camera, file, from_us, to_us, moment_us, triggered_ms,"
            + " state) VALUES ('c', 'i', 'a', 'c.mp4', ?, ?, ?, 0, 'complete')",
        us(31),
        us(48),
        us(40));
    later(Duration.ofDays(8));
    Retention retention = retention(config(1000 * MB, 0, 30, Map.of()));
    assertThat(retention.sweep()).isEqualTo(8);
    assertThat(index.all("a").stream().map(Segment::path)).containsExactly("a/3.mp4", "a/4.mp4");
    later(Duration.ofDays(31));
    assertThat(retention.sweep()).isEqualTo(2);
  }

  @Test
  void shouldDeleteNoMoreThanNeededAndNotAgainBeforeTheDiskGaveItBack() throws Exception {
    segments("a", 100);
    later(Duration.ofHours(1));
    free = 45 * MB;
    Retention retention = retention(config(1000 * MB, 50 * MB, 0, Map.of()));
    assertThat(retention.sweep()).isEqualTo(5);
    assertThat(retention.sentence()).contains("go before their time");
    for (int i = 0; i < 5; i++) {
      assertThat(retention.sweep()).isZero();
      assertThat(retention.sentence()).contains("has not yet given back");
    }
    free = 50 * MB;
    assertThat(retention.sweep()).isZero();
    assertThat(retention.sentence()).isNull();
    free = 40 * MB;
    assertThat(retention.sweep()).isEqualTo(10);
    later(Duration.ofHours(2));
    assertThat(retention.sweep()).isEqualTo(10);
  }

  @Test
  void shouldKeepTheLastMinutesOnADiskThatOthersFill() throws Exception {
    segments("a", 100);
    clock.millis = START + 100 * TEN;
    free = 0;
    Retention retention = retention(config(1000 * MB, 500 * MB, 0, Map.of()));
    assertThat(retention.sweep()).isEqualTo(9);
    assertThat(index.all("a").get(0).endMicros())
        .isGreaterThanOrEqualTo((clock.millis - Duration.ofMinutes(15).toMillis()) * 1000);
  }

  @Test
  void shouldTellHoursBeforeTheDiskIsFull() throws Exception {
    segments("a", 100);
    clock.millis = START + 100 * TEN;
    free = 3600 * MB;
    Retention retention = retention(config(1_000_000 * MB, 0, 0, Map.of()));
    retention.sweep();
    assertThat(retention.sentence()).contains("full in about 10 hours");
    assertThat(retention.fullInSeconds()).isBetween(35_000.0, 37_000.0);
    free = 1_000_000 * MB;
    Retention roomy = retention(config(1_000_000 * MB, 0, 0, Map.of()));
    roomy.sweep();
    assertThat(roomy.sentence()).isNull();
    Retention limited = retention(config(200 * MB, 0, 0, Map.of()));
    free = 3600 * MB;
    limited.sweep();
    assertThat(limited.sentence()).isNull();
    assertThat(limited.fullInSeconds()).isNaN();
  }

  @Test
  void shouldForgetNoRowWhenTheDiskIsNotMounted() throws Exception {
    segments("a", 10);
    later(Duration.ofDays(8));
    Files.move(folder.path(), data.resolve("away"));
    Files.createDirectories(folder.path());
    assertThat(retention(config(1000 * MB, 0, 0, Map.of())).sweep()).isZero();
    assertThat(index.all("a")).hasSize(10);
    Files.delete(folder.path());
    Files.move(data.resolve("away"), folder.path());
    assertThat(retention(config(1000 * MB, 0, 0, Map.of())).sweep()).isEqualTo(10);
    assertThat(List.of(folder.path().resolve("a").toFile().list())).isEmpty();
  }

  private static long us(int second) {
    return (START + second * 1000L) * 1000;
  }
}
