package io.milepost.rsu.app;

import io.milepost.rsu.api.RecordedVideo;
import io.milepost.rsu.recording.ClipKeeper;
import io.milepost.rsu.recording.ClipLibrary;
import io.milepost.rsu.recording.ClipVerticle;
import io.milepost.rsu.recording.MotionLogVerticle;
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
  private final Parts parts;
  private final RecordingStore recordings;
  private final ClipKeeper clips;
  private final Path folder;
  private final Map<String, String> motionLogs = new ConcurrentHashMap<>();

  private NodeVideo(Parts parts, RecordingStore recordings, ClipKeeper clips, Path folder) {
    this.parts = parts;
    this.recordings = recordings;
    this.clips = clips;
    this.folder = folder;
  }

  /** Opens what the last run left behind; nothing records yet. */
  static NodeVideo open(RsuConfig config, Path folder, Parts parts) {
    Clock utc = Clock.systemUTC();
    RecordingStore store = parts.later(RecordingStore.open(config.recording(), folder, utc));
    parts.degradations().register("recording", () -> Parts.joined(store.degraded()));
    ClipKeeper clips =
        new ClipKeeper(config.node(), config.clip(), store, folder.resolve("clips"), utc);
    return new NodeVideo(parts, store, clips, config.recording().folder());
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
    rig.capture().remove(recordings.recorder(id));
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
    parts.deploy(new ClipVerticle(clips), worker());
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
