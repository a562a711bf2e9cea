package io.milepost.rsu.recording;

import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.message.ClipReady;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that every incident of this node's cameras gets its clip: a partial one soon, the
 * complete one when the time after the incident has been recorded, or, where the camera has died,
 * when it is clear that no more will come. Orders survive a restart. One thread; blocks.
 *
 * <p>The moment of an incident is the beginning of its evidence, or its confirmation when the
 * evidence is older than the clip reaches back.
 */
public final class ClipKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(ClipKeeper.class);

  /** How long to wait for pictures that should have been recorded by now. */
  private static final long GRACE_MICROS = 15_000_000;

  private static final long RETRY_MILLIS = 1000;
  private static final int MOST_ATTEMPTS = 5;

  private final String node;
  private final ClipConfig config;
  private final RecordingStore store;
  private final Path folder;
  private final Clock clock;
  private final ClipBuilder builder;
  private final Map<String, Attempts> attempts = new HashMap<>();

  /**
   * A keeper of clips.
   *
   * @param node this node's id
   * @param folder where clips go
   */
  public ClipKeeper(
      String node, ClipConfig config, RecordingStore store, Path folder, Clock clock) {
    this.node = node;
    this.config = config;
    this.store = store;
    this.folder = folder;
    this.clock = clock;
    this.builder = new ClipBuilder(store.config().folder(), store.segments());
  }

  /** Where clips are found. */
  public ClipLibrary library() {
    return new ClipLibrary(store.clips(), folder, node);
  }

  /** Orders the clip of an incident; does nothing when it has one or is not of this node. */
  public void confirmed(Incident incident) {
    if (!incident.node().equals(node)
        || incident.camera() == null
        || store.existing(incident.camera()) == null) {
      return;
    }
    long started = incident.startedAt();
    long moment =
        started <= 0 || incident.confirmedAt() - started > config.preSeconds() * 1000
            ? incident.confirmedAt()
            : started;
    String id = (incident.id() + "-" + incident.camera()).replaceAll("[^A-Za-z0-9_-]", "_");
    String day = Instant.ofEpochMilli(moment).toString().substring(0, 10);
    Clip clip =
        new Clip(
            id,
            incident.id(),
            incident.camera(),
            day + "/" + id + ".mp4",
            moment * 1000 - Math.round(config.preSeconds() * 1e6),
            moment * 1000 + Math.round(config.postSeconds() * 1e6),
            moment * 1000,
            clock.millis(),
            null,
            Clip.State.ORDERED);
    if (store.clips().order(clip)) {
      LOG.info("clip ordered clip={} camera={}", id, clip.camera());
    }
  }

  /**
   * Builds what is due and deletes segments that nobody needs; to be called a few times a second.
   */
  public List<ClipReady> step() {
    List<ClipReady> ready = new ArrayList<>();
    for (Clip clip : store.clips().pending()) {
      Attempts before = attempts.computeIfAbsent(clip.id(), id -> new Attempts());
      if (clock.millis() < before.notBeforeMillis) {
        continue;
      }
      boolean last = isAllRecorded(clip);
      boolean early =
          clip.state() == Clip.State.ORDERED
              && clock.millis() >= clip.triggeredMillis() + config.partialAfterSeconds() * 1000;
      if (last || early) {
        build(clip, last, before).ifPresent(ready::add);
      }
    }
    return ready;
  }

  /** Deletes segments that are due; to be called now and then. */
  public void sweep() {
    store.sweep();
  }

  private boolean isAllRecorded(Clip clip) {
    long now = clock.millis() * 1000;
    if (now < clip.toMicros()) {
      return false;
    }
    SegmentRecorder recorder = store.existing(clip.camera());
    return now > clip.toMicros() + GRACE_MICROS
        || recorder != null && recorder.recordedUpToMicros() >= clip.toMicros();
  }

  private Optional<ClipReady> build(Clip clip, boolean last, Attempts before) {
    try {
      Optional<ClipContent> content = builder.build(clip, folder.resolve(clip.file()));
      if (content.isPresent()) {
        store.clips().built(clip.id(), content.get(), last);
        before.notBeforeMillis = 0;
        LOG.info(
            "clip built clip={} complete={} seconds={}", clip.id(), last, content.get().seconds());
        done(clip, last);
        return store.clips().find(clip.id()).map(built -> built.ready(node));
      }
      before.notBeforeMillis = clock.millis() + RETRY_MILLIS;
      if (last) {
        LOG.warn("nothing was recorded for clip={} camera={}", clip.id(), clip.camera());
        return closeAsIs(clip);
      }
    } catch (IOException e) {
      before.count++;
      before.notBeforeMillis = clock.millis() + RETRY_MILLIS * before.count;
      LOG.error(
          "clip failed clip={} attempt={} reason={}", clip.id(), before.count, e.getMessage());
      if (last && before.count >= MOST_ATTEMPTS) {
        return closeAsIs(clip);
      }
    }
    return Optional.empty();
  }

  /** What there is remains; a partial clip is told once more, now as complete as it will be. */
  private Optional<ClipReady> closeAsIs(Clip clip) {
    store.clips().close(clip.id());
    done(clip, true);
    return store
        .clips()
        .find(clip.id())
        .filter(kept -> kept.content() != null)
        .map(kept -> kept.ready(node));
  }

  private void done(Clip clip, boolean last) {
    if (last) {
      attempts.remove(clip.id());
    }
  }

  private static final class Attempts {
    private int count;
    private long notBeforeMillis;
  }
}
