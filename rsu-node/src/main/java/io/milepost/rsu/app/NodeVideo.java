package io.milepost.rsu.app;

import io.milepost.rsu.recording.ClipKeeper;
import io.milepost.rsu.recording.ClipLibrary;
import io.milepost.rsu.recording.ClipVerticle;
import io.milepost.rsu.recording.RecordingMetrics;
import io.milepost.rsu.recording.RecordingStore;
import io.milepost.rsu.recording.SegmentRecorder;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.ThreadingModel;
import java.nio.file.Path;
import java.time.Clock;

/** All of a node that keeps video: recorders and clips. */
final class NodeVideo {
  private final String node;
  private final Parts parts;
  private final RecordingStore recordings;
  private final ClipKeeper clips;

  private NodeVideo(String node, Parts parts, RecordingStore recordings, ClipKeeper clips) {
    this.node = node;
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
    return new NodeVideo(config.node(), parts, store, clips);
  }

  /** Records this camera from now on. */
  void keep(CameraRig rig) {
    SegmentRecorder recorder = recordings.recorder(rig.camera().id());
    new RecordingMetrics(recorder).bindTo(parts.registry());
    rig.capture().add(recorder);
  }

  /** Starts what works beside the recorders. */
  void start() throws Exception {
    // Building a clip reads and writes files; an incident of a camera without recorder has none.
    parts.deploy(
        new ClipVerticle(node, clips),
        new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER));
  }

  /** The clips of this node. */
  ClipLibrary clips() {
    return clips.library();
  }
}
