package io.milepost.rsu.app;

import io.milepost.protocol.alert.KeyRing;
import io.milepost.rsu.recording.ClipKeeper;
import io.milepost.rsu.recording.ClipLibrary;
import io.milepost.rsu.recording.ClipVerticle;
import io.milepost.rsu.recording.RecordingMetrics;
import io.milepost.rsu.recording.RecordingStore;
import io.milepost.rsu.recording.SegmentRecorder;
import io.milepost.rsu.recording.evidence.CaseWriter;
import io.milepost.rsu.recording.evidence.EvidenceChain;
import io.milepost.rsu.recording.evidence.EvidenceVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.ThreadingModel;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Supplier;

/** All of a node that keeps video: recorders and clips. */
final class NodeVideo {
  private final Parts parts;
  private final RecordingStore recordings;
  private final ClipKeeper clips;
  private final EvidenceChain evidence;
  private final CaseWriter cases;

  private NodeVideo(
      Parts parts, RecordingStore recordings, ClipKeeper clips, EvidenceChain evidence,
      CaseWriter cases) {
    this.parts = parts;
    this.recordings = recordings;
    this.clips = clips;
    this.evidence = evidence;
    this.cases = cases;
  }

  /** Opens what the last run left behind; nothing records yet. */
  static NodeVideo open(RsuConfig config, Path folder, Parts parts, Supplier<KeyRing> keys) {
    Clock utc = Clock.systemUTC();
    RecordingStore store = parts.later(RecordingStore.open(config.recording(), folder, utc));
    parts.degradations().register("recording", () -> Parts.joined(store.degraded()));
    ClipKeeper clips =
        new ClipKeeper(config.node(), config.clip(), store, folder.resolve("clips"), utc);
    EvidenceChain evidence =
        new EvidenceChain(
            config.node(), store.database(), keys, utc, config.evidence().keepDays());
    CaseWriter cases =
        new CaseWriter(
            config.node(),
            store.database(),
            evidence,
            clips.library(),
            clips.library()::file,
            keys,
            utc);
    return new NodeVideo(parts, store, clips, evidence, cases);
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
        new ClipVerticle(clips), new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER));
    EvidenceVerticle chains = new EvidenceVerticle(evidence, parts.registry());
    parts.deploy(chains, new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER));
    parts.degradations().register("evidence", chains::degraded);
  }

  /** Cases of incidents. */
  CaseWriter cases() {
    return cases;
  }

  /** The clips of this node. */
  ClipLibrary clips() {
    return clips.library();
  }
}
