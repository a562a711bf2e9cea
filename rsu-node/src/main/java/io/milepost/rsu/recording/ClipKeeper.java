package io.milepost.rsu.recording;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.message.ClipOrder;
import io.milepost.protocol.message.ClipReady;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that every incident of this node's cameras, and everybody who asks, gets a clip: a
 * partial one soon, longer ones as more is recorded, and the complete one when all of it has been
 * recorded, or, where the camera has died, when it is clear that no more will come. Orders survive
 * a restart; the same interval asked for again is the same clip. One thread, but for {@link
 * #order}; blocks.
 *
 * <p>The moment of an incident is the beginning of its evidence, or its confirmation when the
 * evidence is older than the clip reaches back.
 */
public final class ClipKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClipKeeper.class);

  /** How long to wait for pictures that should have been recorded by now. */
  private static final long GRACE_MICROS = 15_000_000;

  private static final long RETRY_MILLIS = 1000;
  private static final int MOST_ATTEMPTS = 5;

  /** A partial clip grows no sooner than this, and then only when it has doubled its time. */
  private static final long GROW_MILLIS = 10_000;

  private static final long MOST_ORDER_MILLIS = 2 * 3600_000L;
  private static final long WORTH_MICROS = 500_000;

  private final String node;
  private final ClipConfig config;
  private final RecordingStore store;
  private final Path folder;
  private final Clock clock;
  private final Footage footage;
  private final ClipBuilder builder;
  private final ClipPictures pictures;
  private final ClipCare care;
  private final ClipExporter exporter;
  private final Map<String, Attempts> attempts = new HashMap<>();
  private final Map<String, Double> progress = new ConcurrentHashMap<>();
  private final Deque<String> unpictured = new ArrayDeque<>();

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
    this.footage = new Footage(store.config().folder(), folder, store.segments(), store.clips());
    this.builder = new ClipBuilder(footage);
    this.pictures = new ClipPictures(folder, store);
    this.care = new ClipCare(config, store.clips(), footage, folder, clock);
    this.exporter = new ClipExporter(store.clips(), builder, folder, clock, progress);
  }

  /** Where clips are found. */
  public ClipLibrary library() {
    return new ClipLibrary(store.clips(), pictures, folder, node, progress);
  }

  /** What there is to see of any time. */
  public Footage footage() {
    return footage;
  }

  /** What looks after the files of clips. */
  public ClipCare care() {
    return care;
  }

  /**
   * Orders the clips of an incident, one of each of this node's cameras that has seen it, whichever
   * node it belongs to; those that are ordered already stay as they are.
   */
  public void seen(Incident incident) {
    Set<String> cameras = new LinkedHashSet<>();
    if (incident.node().equals(node) && incident.camera() != null) {
      cameras.add(incident.camera());
    }
    incident.seenBy().stream()
        .filter(seer -> seer.startsWith(node + '/'))
        .forEach(seer -> cameras.add(seer.substring(node.length() + 1)));
    cameras.stream()
        .filter(camera -> store.existing(camera) != null)
        .forEach(camera -> order(incident, camera));
  }

  private void order(Incident incident, String camera) {
    long started = incident.startedAt();
    long moment =
        started <= 0 || incident.confirmedAt() - started > config.preSeconds() * 1000
            ? incident.confirmedAt()
            : started;
    String id = (incident.id() + "-" + camera).replaceAll("[^A-Za-z0-9_-]", "_");
    Clip clip =
        Clip.order(
            id,
            incident.id(),
            camera,
            day(moment),
            new Clip.Window(
                moment * 1000 - Math.round(config.preSeconds() * 1e6),
                moment * 1000 + Math.round(config.postSeconds() * 1e6),
                moment * 1000,
                clock.millis()),
            null,
            null);
    if (store.clips().order(clip)) {
      LOG.info("clip ordered clip={} camera={}", id, clip.camera());
    }
  }

  /**
   * Orders the clip that somebody asks for. Asked for again, it is the same clip, built anew only
   * when more of it is recorded by now than it shows. Any thread; blocks for the disk.
   *
   * @return the clip's id
   * @throws MilepostException BAD_REQUEST with a sentence when no such clip can be
   */
  public String order(ClipOrder order) {
    ExportProfile profile = order.profile() == null ? null : ExportProfile.of(order.profile());
    if (order.fromMillis() >= order.toMillis()
        || order.toMillis() - order.fromMillis() > MOST_ORDER_MILLIS) {
      throw refuse("a clip must end after its beginning and last two hours at most");
    }
    if (order.fromMillis() > clock.millis()) {
      throw refuse("nothing can be recorded yet of a time that begins in the future");
    }
    if (!order.camera().matches("[a-z0-9_-]{1,64}")) {
      throw refuse("camera id '" + order.camera() + "' must be 1 to 64 of a-z 0-9 - _");
    }
    String id =
        order.camera()
            + "-"
            + order.fromMillis()
            + "-"
            + order.toMillis()
            + (profile == null ? "" : "-" + profile.code());
    long moment = order.momentMillis() > 0 ? order.momentMillis() : order.fromMillis();
    Clip clip =
        Clip.order(
            id,
            "",
            order.camera(),
            day(order.fromMillis()),
            new Clip.Window(
                order.fromMillis() * 1000, order.toMillis() * 1000, moment * 1000, clock.millis()),
            order.by() == null ? "" : order.by(),
            profile == null ? null : profile.code());
    if (store.clips().order(clip)) {
      LOG.info("clip ordered clip={} camera={} by={}", id, clip.camera(), order.by());
    } else {
      store.clips().find(id).filter(this::couldShowMore).ifPresent(c -> store.clips().reopen(id));
    }
    return id;
  }

  private boolean couldShowMore(Clip clip) {
    if (clip.state() != Clip.State.COMPLETE) {
      return false;
    }
    long has = clip.content() == null ? 0 : clip.content().shownMicros();
    try {
      return footage
          .find(clip.camera(), clip.fromMicros(), clip.toMicros(), clip.momentMicros())
          .filter(found -> found.shownMicros() > has + WORTH_MICROS)
          .isPresent();
    } catch (IOException e) {
      LOG.debug("clip stays as it is clip={}", clip.id(), e);
      return false;
    }
  }

  private static String day(long millis) {
    return Instant.ofEpochMilli(millis).toString().substring(0, 10);
  }

  private static MilepostException refuse(String sentence) {
    return new MilepostException(FailureCode.BAD_REQUEST, sentence);
  }

  /**
   * Builds what is due and looks after what is built; to be called a few times a second.
   *
   * @return clips of incidents that can now be played, or played for longer
   */
  public List<ClipReady> step() {
    List<ClipReady> ready = new ArrayList<>();
    for (Clip clip : store.clips().pending()) {
      Attempts before = attempts.computeIfAbsent(clip.id(), id -> new Attempts());
      if (clock.millis() < before.notBeforeMillis) {
        continue;
      }
      boolean last = isAllRecorded(clip);
      if (clip.profile() != null) {
        if (last) {
          exporter.submit(clip);
        }
      } else if (last || isWorthBuilding(clip)) {
        build(clip, last, before).ifPresent(ready::add);
      }
    }
    ready.removeIf(clip -> clip.incident().isEmpty());
    if (ready.isEmpty()) {
      rest();
    }
    return ready;
  }

  /** What can wait: miniatures first, then a little of the check of what is kept. */
  private void rest() {
    String id = unpictured.poll();
    if (id == null) {
      care.step();
    } else {
      store.clips().find(id).filter(c -> c.content() != null).ifPresent(pictures::makePreview);
    }
  }

  private boolean isWorthBuilding(Clip clip) {
    long now = clock.millis();
    if (clip.state() == Clip.State.ORDERED) {
      double wait = clip.incident().isEmpty() ? 0 : config.partialAfterSeconds();
      return now >= clip.triggeredMillis() + wait * 1000;
    }
    long age = clip.builtMillis() - clip.triggeredMillis();
    return now >= clip.builtMillis() + Math.max(GROW_MILLIS, age);
  }

  /**
   * Deletes segments and clips that are due; to be called now and then.
   *
   * @return clips of incidents that are gone
   */
  public List<ClipReady> sweep() {
    store.sweep();
    return care.sweep().stream()
        .filter(clip -> !clip.incident().isEmpty())
        .map(clip -> clip.deleted(node))
        .toList();
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
      Path target = folder.resolve(clip.file());
      Optional<ClipContent> content =
          builder.build(clip, target, last, done -> progress.put(clip.id(), done));
      if (content.isPresent()) {
        store.clips().built(clip.id(), content.get(), last, clock.millis());
        before.notBeforeMillis = 0;
        LOG.info(
            "clip built clip={} complete={} seconds={}", clip.id(), last, content.get().seconds());
        done(clip, last);
        if (last) {
          unpictured.add(clip.id());
        }
        Optional<Clip> built = store.clips().find(clip.id());
        built.ifPresent(pictures::makeStill);
        return built.map(each -> each.ready(node));
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
    } finally {
      progress.remove(clip.id());
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

  /** Ends an export that is being made; it begins anew with the next start. */
  @Override
  public void close() {
    exporter.close();
  }

  private static final class Attempts {
    private int count;
    private long notBeforeMillis;
  }
}
