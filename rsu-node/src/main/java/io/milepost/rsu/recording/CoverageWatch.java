package io.milepost.rsu.recording;

import io.milepost.protocol.message.CameraState;
import io.milepost.rsu.recording.Stretch.Cause;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Looks every second whether each camera's recording goes on, and writes a gap with its cause into
 * the ledger as soon as it does not: so that where a gap began is on the disk while it lasts. Keeps
 * the heartbeat by which the next start knows since when this node was down. One thread at a time.
 */
final class CoverageWatch {
  private static final long BEAT_MICROS = 5_000_000;
  private static final long HOUR_MICROS = Duration.ofHours(1).toNanos() / 1000;
  private static final long SHARE_EVERY_MICROS = 15_000_000;

  private final CoverageLedger ledger;
  private final Clock clock;
  private final Map<String, Watched> cameras = new ConcurrentHashMap<>();
  private long beatMicros;
  private long sharesMicros;

  /** One camera that is looked at. */
  private static final class Watched {
    private final SegmentRecorder recorder;
    private final Supplier<CameraState> state;
    private final long sinceMicros;
    private volatile double share = Double.NaN;
    private boolean gap;

    Watched(SegmentRecorder recorder, Supplier<CameraState> state, long sinceMicros) {
      this.recorder = recorder;
      this.state = state;
      this.sinceMicros = sinceMicros;
    }
  }

  CoverageWatch(CoverageLedger ledger, Clock clock) {
    this.ledger = ledger;
    this.clock = clock;
  }

  private long now() {
    return clock.millis() * 1000;
  }

  /** Every second of this camera counts from now on. */
  void add(SegmentRecorder recorder, Supplier<CameraState> state) {
    cameras.put(recorder.camera(), new Watched(recorder, state, now()));
    if (!ledger.expected().contains(recorder.camera())) {
      ledger.expect(recorder.camera(), now());
      ledger.open(
          recorder.camera(), now(), Cause.NODE, "the camera is being connected for the first time");
    }
  }

  /** It no longer counts. */
  void remove(String camera) {
    if (cameras.remove(camera) != null) {
      ledger.expectNoMore(camera, now());
    }
  }

  /** The node starts: cameras that were recorded and are configured no more do not count. */
  void begin() {
    ledger.started(now());
    ledger.expected().stream()
        .filter(camera -> !cameras.containsKey(camera))
        .forEach(camera -> ledger.expectNoMore(camera, ledger.beganGap(camera, now())));
  }

  /** Looks at all cameras. */
  void step() {
    long now = now();
    if (now - beatMicros >= BEAT_MICROS || now < beatMicros) {
      beatMicros = now;
      ledger.beat(now, false);
    }
    cameras.forEach((camera, watched) -> look(camera, watched, now));
    if (now - sharesMicros >= SHARE_EVERY_MICROS || now < sharesMicros) {
      sharesMicros = now;
      cameras.forEach(
          (camera, watched) -> watched.share = ledger.share(camera, now - HOUR_MICROS, now));
    }
  }

  private void look(String camera, Watched watched, long now) {
    long reached = Math.max(watched.sinceMicros, watched.recorder.recordedUpToMicros());
    CameraState state = watched.state.get();
    double frame = state.fps() > 0 ? 1e6 / state.fps() : 0;
    if (now - reached <= Math.max(CoverageLedger.LAG_MICROS, 3 * frame)) {
      watched.gap = false;
      return;
    }
    Cause cause = Cause.CAMERA;
    String detail = state.reason();
    String problem = watched.recorder.status().problem();
    if (state.state().equals("live")) {
      cause = problem == null ? Cause.CAMERA : Cause.DISK;
      detail = problem == null ? "the camera sends no key picture" : problem;
    } else if (state.state().equals("connecting")) {
      if (watched.gap || watched.recorder.recordedUpToMicros() == 0) {
        return;
      }
      detail = "the camera is being connected";
    } else {
      cause = GapCauses.of(detail);
    }
    ledger.open(camera, watched.gap ? now : reached, cause, detail == null ? "" : detail);
    watched.gap = true;
  }

  /** Recorded of what was expected in the last hour, 0..1; NaN when nothing was. */
  double share(String camera) {
    Watched watched = cameras.get(camera);
    return watched == null ? Double.NaN : watched.share;
  }

  /** The node stops in order. */
  void end() {
    ledger.beat(now(), true);
  }
}
