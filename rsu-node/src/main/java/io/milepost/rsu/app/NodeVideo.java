package io.milepost.rsu.app;

import io.milepost.protocol.alert.KeyRing;
import io.milepost.rsu.api.RecordedVideo;
import io.milepost.rsu.recording.ClipKeeper;
import io.milepost.rsu.recording.ClipLibrary;
import io.milepost.rsu.recording.ClipVerticle;
import io.milepost.rsu.recording.HoldDesk;
import io.milepost.rsu.recording.HoldVerticle;
import io.milepost.rsu.recording.MotionLogVerticle;
import io.milepost.rsu.recording.RecordingMetrics;
import io.milepost.rsu.recording.RecordingStore;
import io.milepost.rsu.recording.SegmentRecorder;
import io.milepost.rsu.recording.archive.ArchiveKeeper;
import io.milepost.rsu.recording.archive.ArchiveVerticle;
import io.milepost.rsu.recording.evidence.CaseWriter;
import io.milepost.rsu.recording.evidence.EvidenceChain;
import io.milepost.rsu.recording.evidence.EvidenceVerticle;
import io.milepost.rsu.recording.playback.Hls;
import io.milepost.rsu.recording.playback.Playback;
import io.milepost.rsu.recording.playback.Timeline;
import io.milepost.rsu.recording.summary.SummaryKeeper;
import io.milepost.rsu.recording.summary.SummaryVerticle;
import io.milepost.rsu.store.AuditEntry;
import io.milepost.rsu.store.Spool;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.ThreadingModel;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All of a node that keeps video: recorders, clips, their proof, their archive, their words. */
final class NodeVideo {
  private static final Logger LOG = LoggerFactory.getLogger(NodeVideo.class);
  private final String node;
  private final Parts parts;
  private final Path segmentFolder;
  private final RecordingStore recordings;
  private final ClipKeeper clips;
  private final ArchiveKeeper archive;
  private final EvidenceChain evidence;
  private final CaseWriter cases;
  private final SummaryKeeper words;
  private final Map<String, String> motionLogs = new ConcurrentHashMap<>();

  private NodeVideo(
      RsuConfig config, Path folder, Parts parts, RecordingStore store, Supplier<KeyRing> keys) {
    Clock utc = Clock.systemUTC();
    Path clipFolder = folder.resolve("clips");
    this.parts = parts;
    node = config.node();
    segmentFolder = config.recording().folder();
    recordings = store;
    clips = parts.later(new ClipKeeper(node, config.clip(), store, clipFolder, utc));
    if (config.archive().enabled()) {
      ArchiveKeeper.Folders folders =
          new ArchiveKeeper.Folders(clipFolder, segmentFolder, folder.resolve("archive-cache"));
      archive = new ArchiveKeeper(config.archive(), node, store.database(), folders, utc);
    } else {
      archive = null;
      ArchiveKeeper.disable(store.database());
    }
    evidence = new EvidenceChain(node, store.database(), keys, utc, config.evidence().keepDays());
    cases =
        new CaseWriter(
            node, store.database(), evidence, clips.library(), this::clipFile, keys, utc);
    words = new SummaryKeeper(config.summary(), store.database(), this::clipFile);
  }

  /** Opens what the last run left behind; nothing records yet. */
  static NodeVideo open(RsuConfig config, Path folder, Parts parts, Supplier<KeyRing> keys) {
    RecordingStore store =
        parts.later(RecordingStore.open(config.recording(), folder, Clock.systemUTC()));
    parts.degradations().register("recording", () -> Parts.joined(store.degraded()));
    NodeVideo video = new NodeVideo(config, folder, parts, store, keys);
    video.clips.care().bindTo(parts.registry());
    video.clips.care().respect(video::isNeeded);
    parts.degradations().register("clips", video.clips.care()::degraded);
    return video;
  }

  /** Whether somebody else than the clip itself needs it: a hold, a case, the archive. */
  private boolean isNeeded(String camera, long from, long to) {
    boolean pinned =
        recordings.pins().list().stream()
            .filter(pin -> pin.camera().equals(camera))
            .anyMatch(pin -> pin.fromMicros() <= to && pin.toMicros() >= from);
    return pinned || archive != null && archive.holds(camera, from, to);
  }

  /** Records this camera from now on. */
  void keep(CameraRig rig) throws Exception {
    String id = rig.camera().id();
    SegmentRecorder recorder = recordings.recorder(id, () -> rig.capture().state(0));
    new RecordingMetrics(recorder, () -> recordings.hourShare(id)).bindTo(parts.registry());
    rig.capture().add(recorder);
    MotionLogVerticle motion = new MotionLogVerticle(recordings.motion(), id);
    motionLogs.put(id, Parts.await(parts.vertx().deployVerticle(motion, worker())));
  }

  /** Records this camera no more for now: it is changed, or the node stops. */
  void drop(CameraRig rig) {
    String id = rig.camera().id();
    rig.capture().remove(recordings.recorder(id));
    String motion = motionLogs.remove(id);
    if (motion != null) {
      parts.vertx().undeploy(motion);
    }
  }

  /** This camera is gone for good; what has been recorded stays. Waits for the disk. */
  void forget(String camera) {
    recordings.remove(camera);
  }

  private static DeploymentOptions worker() {
    return new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER);
  }

  /**
   * Starts what works beside the recorders; all of it waits for disks.
   *
   * @param spool where it is written down who held what
   */
  void start(Spool spool) throws Exception {
    recordings.bindTo(parts.registry());
    HoldDesk desk = new HoldDesk(node, recordings, Clock.systemUTC(), audit(spool));
    parts.deploy(new HoldVerticle(node, desk, recordings.holdings()), worker());
    // An incident of a camera without recorder has no clip.
    parts.deploy(new ClipVerticle(node, clips), worker());
    parts.onStop(this::stopMotionLogs);
    EvidenceVerticle chains = new EvidenceVerticle(evidence, parts.registry());
    parts.deploy(chains, worker());
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

  private HoldDesk.Journal audit(Spool spool) {
    return (action, by, reason, hold) ->
        spool
            .append(
                new AuditEntry(
                    UUID.randomUUID().toString(),
                    System.currentTimeMillis(),
                    node,
                    by,
                    action,
                    hold.id(),
                    "ok",
                    null,
                    Map.of(
                        "camera", hold.camera(),
                        "from", hold.from(),
                        "to", hold.to(),
                        "kind", hold.kind(),
                        "reason", reason)))
            .onFailure(e -> LOG.warn("audit entry lost id={} reason={}", hold.id(), e.toString()));
  }

  /** All cameras of the start are kept: those of the last run that are not there count no more. */
  void begin() {
    recordings.begin();
  }

  private void stopMotionLogs() throws Exception {
    for (String motion : List.copyOf(motionLogs.values())) {
      parts.awaitStop(parts.vertx().undeploy(motion));
    }
  }

  /** What is recorded, for those who look on. */
  RecordedVideo recorded() {
    return new RecordedVideo(
        new Playback(clips.footage()),
        new Hls(recordings.segments(), segmentFolder),
        new Timeline(recordings.coverage(), recordings.motion()),
        recordings.coverage());
  }

  /** The clips of this node. */
  ClipLibrary clips() {
    return clips.library();
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
