package io.milepost.rsu.app;

import io.milepost.rsu.api.RecordedVideo;
import io.milepost.rsu.recording.ClipKeeper;
import io.milepost.rsu.recording.ClipLibrary;
import io.milepost.rsu.recording.ClipVerticle;
import io.milepost.rsu.recording.MotionLogVerticle;
import io.milepost.rsu.recording.Pins;
import io.milepost.rsu.recording.RecordingMetrics;
import io.milepost.rsu.recording.RecordingStore;
import io.milepost.rsu.recording.SegmentRecorder;
import io.milepost.rsu.recording.playback.Hls;
import io.milepost.rsu.recording.playback.Playback;
import io.milepost.rsu.recording.playback.Timeline;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.ThreadingModel;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** All of a node that keeps video: recorders and clips. */
final class NodeVideo {
  private final String node;
  private final Parts parts;
  private final RecordingStore recordings;
  private final ClipKeeper clips;
  private final Path folder;
  private final Map<String, String> motionLogs = new ConcurrentHashMap<>();

  private NodeVideo(RsuConfig config, Parts parts, RecordingStore recordings, ClipKeeper clips) {
    this.node = config.node();
    this.folder = config.recording().folder();
    this.parts = parts;
    this.recordings = recordings;
    this.clips = clips;
  }

  /** Opens what the last run left behind; nothing records yet. */
  static NodeVideo open(RsuConfig config, Path folder, Parts parts) {
    Clock utc = Clock.systemUTC();
    RecordingStore store = parts.later(RecordingStore.open(config.recording(), folder, utc));
    parts.degradations().register("recording", () -> Parts.joined(store.degraded()));
    ClipKeeper clips =
        parts.later(
            new ClipKeeper(config.node(), config.clip(), store, folder.resolve("clips"), utc));
    clips.care().bindTo(parts.registry());
    parts.degradations().register("clips", clips.care()::degraded);
    clips.care().respect((camera, from, to) -> isHeld(store, camera, from, to));
    return new NodeVideo(config, parts, store, clips);
  }

  /** Whether somebody else than the clip itself needs it. */
  private static boolean isHeld(RecordingStore store, String camera, long from, long to) {
    return store.pins().list().stream()
        .filter(pin -> pin.kind() != Pins.Kind.CLIP && pin.camera().equals(camera))
        .anyMatch(pin -> pin.fromMicros() <= to && pin.toMicros() >= from);
  }

  /** Records this camera from now on. */
  void keep(CameraRig rig) throws Exception {
    String id = rig.camera().id();
    SegmentRecorder recorder = recordings.recorder(id, () -> rig.capture().state(0));
    new RecordingMetrics(recorder, () -> recordings.hourShare(id)).bindTo(parts.registry());
    rig.capture().add(recorder);
    motionLogs.put(
        id,
        Parts.await(
            parts
                .vertx()
                .deployVerticle(new MotionLogVerticle(recordings.motion(), id), worker())));
  }

  private static DeploymentOptions worker() {
    return new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER);
  }

  /** What is recorded, for those who look on. */
  RecordedVideo recorded() {
    Playback files = new Playback(recordings.segments(), folder);
    return new RecordedVideo(
        files,
        new Hls(files),
        new Timeline(recordings.coverage(), recordings.motion()),
        recordings.coverage());
  }

  /** Records this camera no more; what has been recorded stays. */
  void drop(CameraRig rig) {
    String id = rig.camera().id();
    SegmentRecorder recorder = recordings.recorder(id);
    rig.capture().remove(recorder);
    recordings.remove(id);
    String motion = motionLogs.remove(id);
    if (motion != null) {
      parts.vertx().undeploy(motion);
    }
  }

  /** Starts what works beside the recorders. */
  void start() throws Exception {
    recordings.bindTo(parts.registry());
    recordings.begin();
    // Building a clip reads and writes files; an incident of a camera without recorder has none.
    parts.deploy(new ClipVerticle(node, clips), worker());
    parts.onStop(
        () -> {
          for (String motion : List.copyOf(motionLogs.values())) {
            parts.awaitStop(parts.vertx().undeploy(motion));
          }
        });
  }

  /** The clips of this node. */
  ClipLibrary clips() {
    return clips.library();
  }
}
