package io.milepost.rsu.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.protocol.message.CameraState;
import io.milepost.rsu.camera.TestVideo;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CoverageWatchTest {
  private static final long START = 1_749_999_999_000L;

  @TempDir Path data;
  private final Feed.Hand clock = new Feed.Hand(START);
  private volatile CameraState state = state("live", null);

  private static CameraState state(String state, String reason) {
    return new CameraState(
        "a",
        "a",
        "",
        0,
        0,
        state,
        reason,
        320,
        240,
        "h264",
        state.equals("live") ? 25 : 0,
        0,
        0,
        0);
  }

  private void is(CoverageWatch watch, int second, String name, String reason) {
    state = state(name, reason);
    clock.millis = START + second * 1000L;
    watch.step();
  }

  private List<String> told(CoverageLedger ledger, int seconds) {
    return ledger.between("a", START * 1000, (START + seconds * 1000L) * 1000).stream()
        .map(
            each ->
                Math.round((each.fromMicros() / 1000 - START) / 1000.0)
                    + " "
                    + each.state()
                    + (each.cause() == null ? "" : " " + each.cause()))
        .toList();
  }

  @Test
  void shouldWriteDownWhileItLastsWhyNothingIsRecorded() throws Exception {
    Path video = TestVideo.write(data.resolve("v.mp4"), "mp4", 320, 240, 25, 250, 25);
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    try (RecordingStore store =
        RecordingStore.open(
            new RecordingConfig(data.resolve("rec"), 3, 7, 1_000_000_000L, 0), data, clock)) {
      CoverageLedger ledger = store.coverage();
      CoverageWatch watch = new CoverageWatch(ledger, clock);
      SegmentRecorder recorder = store.recorder("a");
      new RecordingMetrics(recorder, () -> watch.share("a")).bindTo(registry);
      store.bindTo(registry);
      watch.add(recorder, () -> state);
      new Feed(video, recorder).play(START * 1000, 0, 250);
      recorder.end("no answer in time");
      await().until(() -> recorder.status().segments() == 4);
      is(watch, 12, "connecting", "connecting");
      assertThat(told(ledger, 12)).containsExactly("0 RECORDED", "10 EXPECTED_NONE");
      is(watch, 16, "down", "x cannot be opened: No route to host");
      is(watch, 20, "down", "x cannot be opened: No route to host");
      is(watch, 30, "down", "x refuses the name or password");
      is(watch, 31, "connecting", "connecting");
      is(watch, 40, "stopped", "stopped by an operator or with the node");
      is(watch, 50, "live", null);
      assertThat(told(ledger, 50))
          .containsExactly("0 RECORDED", "10 GAP NETWORK", "30 GAP CAMERA", "40 GAP OPERATOR");
      new Feed(video, recorder).play((START + 50_000) * 1000, 0, 250);
      recorder.end("the file has ended");
      await().until(() -> recorder.status().segments() == 8);
      is(watch, 62, "live", null);
      assertThat(told(ledger, 60))
          .containsExactly(
              "0 RECORDED", "10 GAP NETWORK", "30 GAP CAMERA", "40 GAP OPERATOR", "50 RECORDED");
      is(watch, 100, "live", null);
      double share = registry.get("milepost.recording.coverage.ratio").gauge().value();
      assertThat(share).isEqualTo(0.2, org.assertj.core.data.Offset.offset(0.01));
      assertThat(registry.get("milepost.recording.disk.free.bytes").gauge().value()).isPositive();
      assertThat(registry.get("milepost.recording.repair.left").gauge().value()).isZero();
    }
  }

  @Test
  void shouldCutWhereACameraSentNothingAndRemarkItWhereItCannotCut() throws Exception {
    Path video = TestVideo.write(data.resolve("v.mp4"), "mp4", 320, 240, 25, 500, 500);
    clock.millis = START + 60_000;
    try (RecordingStore store =
        RecordingStore.open(
            new RecordingConfig(data.resolve("rec"), 30, 7, 1_000_000_000L, 0), data, clock)) {
      store.coverage().expect("a", START * 1000);
      SegmentRecorder recorder = store.recorder("a");
      new Feed(video, recorder).playWithHole(START * 1000, 250, 8_000_000);
      recorder.end("done");
      await().until(() -> recorder.status().segments() == 1);
      assertThat(told(store.coverage(), 28))
          .containsExactly("0 RECORDED", "10 GAP CAMERA", "18 RECORDED");
    }
  }
}
