package io.milepost.rsu.app;

import io.milepost.protocol.alert.KeyRing;
import io.milepost.rsu.recording.ClipKeeper;
import io.milepost.rsu.recording.ClipVerticle;
import io.milepost.rsu.recording.RecordingMetrics;
import io.milepost.rsu.recording.RecordingStore;
import io.milepost.rsu.recording.SegmentRecorder;
import io.milepost.rsu.recording.archive.ArchiveKeeper;
import io.milepost.rsu.recording.archive.ArchiveVerticle;
import io.milepost.rsu.recording.evidence.CaseWriter;
import io.milepost.rsu.recording.evidence.EvidenceChain;
import io.milepost.rsu.recording.evidence.EvidenceVerticle;
import io.milepost.rsu.recording.summary.SummaryKeeper;
import io.milepost.rsu.recording.summary.SummaryVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.ThreadingModel;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;

/** All of a node that keeps video: recorders and clips. */
final class NodeVideo {
  private final Parts parts;
  private final RecordingStore recordings;
  private final ClipKeeper clips;
  private final ArchiveKeeper archive;
  private final EvidenceChain evidence;
  private final CaseWriter cases;
  private final SummaryKeeper words;
  private final String node;

  private NodeVideo(
      RsuConfig config, Path folder, Parts parts, RecordingStore store, Supplier<KeyRing> keys) {
    Clock utc = Clock.systemUTC();
    Path clipFolder = folder.resolve("clips");
    this.parts = parts;
    recordings = store;
    clips = new ClipKeeper(config.node(), config.clip(), store, clipFolder, utc);
    ArchiveKeeper.Folders folders =
        new ArchiveKeeper.Folders(
            clipFolder, config.recording().folder(), folder.resolve("archive-cache"));
    archive =
        config.archive().enabled()
            ? new ArchiveKeeper(config.archive(), config.node(), store.database(), folders, utc)
            : null;
    if (archive == null) {
      ArchiveKeeper.disable(store.database());
    }
    evidence =
        new EvidenceChain(config.node(), store.database(), keys, utc, config.evidence().keepDays());
    cases =
        new CaseWriter(
            config.node(), store.database(), evidence, clips.library(), this::clipFile, keys, utc);
    words = new SummaryKeeper(config.summary(), store.database(), this::clipFile);
    node = config.node();
  }

  /** Opens what the last run left behind; nothing records yet. */
  static NodeVideo open(RsuConfig config, Path folder, Parts parts, Supplier<KeyRing> keys) {
    RecordingStore store =
        parts.later(RecordingStore.open(config.recording(), folder, Clock.systemUTC()));
    parts.degradations().register("recording", () -> Parts.joined(store.degraded()));
    return new NodeVideo(config, folder, parts, store, keys);
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
    parts.later(words);
    parts.deploy(new SummaryVerticle(node, words, parts.registry()));
    if (archive != null) {
      parts.later(archive);
      parts.deploy(new ArchiveVerticle(archive, parts.registry()), ArchiveVerticle.options());
      parts.onStop(archive::stop);
      parts.degradations().register("archive", () -> Parts.joined(archive.degraded()));
    }
  }

  /** Clips in words. */
  SummaryKeeper words() {
    return words;
  }

  /** Cases of incidents. */
  CaseWriter cases() {
    return cases;
  }

  /** The file of a clip of this node: here, or else fetched from the archive. Blocks. */
  Optional<Path> clipFile(String clip) {
    Optional<Path> here = clips.library().file(clip);
    return here.isPresent() || archive == null ? here : archive.file(clip);
  }
}
