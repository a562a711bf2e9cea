package io.milepost.rsu.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.rsu.recording.Stretch.Cause;
import io.milepost.rsu.recording.Stretch.State;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Times are seconds from the start. */
class CoverageLedgerTest {
  private static final long START = 1_750_000_000_000L;

  @TempDir Path data;
  private final Feed.Hand clock = new Feed.Hand(START);
  private RecordingDatabase database;
  private SegmentIndex index;
  private CoverageLedger ledger;

  @BeforeEach
  void open() {
    database = new RecordingDatabase(data.resolve("segments.db"));
    index = new SegmentIndex(database);
    ledger = new CoverageLedger(database, index, clock);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static long us(double second) {
    return START * 1000 + Math.round(second * 1e6);
  }

  private Segment segment(double from, double to, String reason) {
    long row = index.begin("a", "a/" + from + ".mp4", us(from));
    index.finish(
        row,
        new SegmentSummary(us(to), 1, 100, "00", SegmentSummary.Look.UNKNOWN, Gops.NONE),
        reason);
    return index.all("a").stream().filter(each -> each.id() == row).findFirst().orElseThrow();
  }

  private List<String> told(double from, double to) {
    return ledger.between("a", us(from), us(to)).stream()
        .map(
            each ->
                (each.fromMicros() - START * 1000) / 100_000 / 10.0
                    + "-"
                    + (each.toMicros() - START * 1000) / 100_000 / 10.0
                    + " "
                    + each.state()
                    + (each.cause() == null ? "" : " " + each.cause())
                    + (each.detail() == null ? "" : " " + each.detail()))
        .toList();
  }

  @Test
  void shouldExpectNothingBeforeACameraIsConfiguredAndAfterItIsRemoved() {
    clock.millis = START + 100_000;
    ledger.expect("a", us(10));
    segment(10, 20, "full");
    ledger.expectNoMore("a", us(20));
    assertThat(told(0, 30))
        .containsExactly("0.0-10.0 EXPECTED_NONE", "10.0-20.0 RECORDED", "20.0-30.0 EXPECTED_NONE");
    assertThat(ledger.share("a", us(0), us(30))).isEqualTo(1);
    assertThat(ledger.share("a", us(0), us(5))).isNaN();
    assertThat(ledger.between("b", us(0), us(30)))
        .singleElement()
        .extracting(Stretch::state)
        .isEqualTo(State.EXPECTED_NONE);
    assertThat(ledger.between("a", us(5), us(5))).isEmpty();
  }

  @Test
  void shouldTellEachPartOfAGapByItsCause() {
    clock.millis = START + 100_000;
    ledger.expect("a", us(0));
    segment(0, 10, "full");
    segment(10.05, 20, "no answer in time");
    ledger.open("a", us(20), Cause.NETWORK, "no answer in time");
    ledger.open("a", us(25), Cause.NETWORK, "no answer in time");
    ledger.open("a", us(30), Cause.CAMERA, "it refuses the password");
    ledger.close("a", us(40));
    segment(40, 50, "full");
    assertThat(told(0, 50))
        .containsExactly(
            "0.0-20.0 RECORDED",
            "20.0-30.0 GAP NETWORK no answer in time",
            "30.0-40.0 GAP CAMERA it refuses the password",
            "40.0-50.0 RECORDED");
    assertThat(ledger.share("a", us(0), us(50))).isEqualTo(0.6);
  }

  @Test
  void shouldCountAHoleInTheMiddleOfASegmentAsAGap() {
    clock.millis = START + 100_000;
    ledger.expect("a", us(0));
    segment(0, 20, "full");
    ledger.over("a", new Span(us(5), us(9)), Cause.CAMERA, "no picture for 4 s", true);
    assertThat(told(0, 20))
        .containsExactly(
            "0.0-5.0 RECORDED", "5.0-9.0 GAP CAMERA no picture for 4 s", "9.0-20.0 RECORDED");
  }

  @Test
  void shouldBlameTheNodeFromTheLastPictureWhenItWasDownAndTellACrashFromAStop() {
    ledger.expect("a", us(0));
    segment(0, 17, "repaired");
    ledger.beat(us(15), false);
    clock.millis = START + 60_000;
    ledger.started(us(60));
    clock.millis = START + 200_000;
    segment(62, 70, "stopped");
    ledger.close("a", us(62));
    ledger.beat(us(71), true);
    ledger.started(us(90));
    segment(95, 200, "full");
    ledger.close("a", us(95));
    assertThat(told(0, 200))
        .containsExactly(
            "0.0-17.0 RECORDED",
            "17.0-62.0 GAP NODE this node ended without being stopped: killed, crashed or without"
                + " power",
            "62.0-70.0 RECORDED",
            "70.0-95.0 GAP NODE this node was stopped",
            "95.0-200.0 RECORDED");
  }

  @Test
  void shouldKeepInMindThatDeletedTimeWasRecorded() {
    clock.millis = START + 100_000;
    ledger.expect("a", us(0));
    Segment first = segment(0, 10, "full");
    Segment second = segment(10, 20, "full");
    segment(20, 30, "full");
    for (Segment each : List.of(first, second)) {
      ledger.purging(each);
      index.forget(each.id());
    }
    assertThat(told(0, 30))
        .containsExactly("0.0-20.0 RECORDED no longer kept", "20.0-30.0 RECORDED");
    assertThat(ledger.share("a", us(0), us(30))).isEqualTo(1);
  }

  @Test
  void shouldTellOneGapWhenTheDiskRefusesAgainAndAgain() {
    clock.millis = START + 100_000;
    ledger.expect("a", us(0));
    segment(0, 10, "the disk refused: full");
    for (int at = 10; at < 50; at += 4) {
      ledger.over("a", new Span(us(at), us(at + 4)), Cause.DISK, "the disk refused: full", false);
    }
    ledger.over("a", new Span(us(50), us(54)), Cause.DISK, "the disk was too slow", false);
    segment(54, 60, "full");
    assertThat(told(0, 60))
        .containsExactly(
            "0.0-10.0 RECORDED",
            "10.0-50.0 GAP DISK the disk refused: full",
            "50.0-54.0 GAP DISK the disk was too slow",
            "54.0-60.0 RECORDED");
  }

  @Test
  void shouldGiveARunningRecordingTimeToComeToTheDisk() {
    ledger.expect("a", us(0));
    index.begin("a", "a/0.mp4", us(0));
    ledger.live(camera -> us(9));
    clock.millis = START + 10_000;
    assertThat(told(0, 20)).containsExactly("0.0-9.0 RECORDED", "9.0-20.0 EXPECTED_NONE");
    ledger.open("a", us(9), Cause.DISK, "full");
    assertThat(told(0, 20))
        .containsExactly("0.0-9.0 RECORDED", "9.0-10.0 GAP DISK full", "10.0-20.0 EXPECTED_NONE");
  }

  @Test
  void shouldShareByHoursOfUtc() {
    clock.millis = START + 10_000_000;
    ledger.expect("a", us(0));
    segment(0, 3600, "full");
    segment(5400, 7200, "full");
    long hour = 3_600_000_000L;
    List<CoverageLedger.Hour> hours = ledger.hours("a", us(0), us(7200));
    assertThat(hours).hasSize(3);
    assertThat(hours.get(1).fromMicros() % hour).isZero();
    assertThat(hours.get(1).toMicros() - hours.get(1).fromMicros()).isEqualTo(hour);
    assertThat(hours.stream().mapToDouble(CoverageLedger.Hour::expectedSeconds).sum())
        .isEqualTo(7200);
    assertThat(hours.stream().mapToDouble(CoverageLedger.Hour::recordedSeconds).sum())
        .isEqualTo(5400);
  }
}
