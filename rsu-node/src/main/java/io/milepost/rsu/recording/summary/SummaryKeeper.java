package io.milepost.rsu.recording.summary;

import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.message.ClipReady;
import io.milepost.rsu.camera.JpegPicture;
import io.milepost.rsu.camera.RecordedPictures;
import io.milepost.rsu.recording.RecordingDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has complete clips put into words, one at a time on a thread of its own. Thread-safe; nothing but
 * {@link #of} blocks. Drops: clips that come while {@value #MOST_WAITING} wait, counted.
 */
public final class SummaryKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SummaryKeeper.class);
  static final int MOST_WAITING = 16;
  private static final int INCIDENTS = 256;
  private static final int WIDTH = 768;

  private final SummaryConfig config;
  private final RecordingDatabase database;
  private final Function<String, Optional<Path>> files;
  private final ThreadPoolExecutor worker;
  private final Describer describer;
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private final Map<String, Incident> incidents =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Incident> eldest) {
          return size() > INCIDENTS;
        }
      };

  /**
   * A keeper; connects to nothing yet.
   *
   * @param files where a clip's file is, by clip id
   */
  public SummaryKeeper(
      SummaryConfig config, RecordingDatabase database, Function<String, Optional<Path>> files) {
    this.config = config;
    this.database = database;
    this.files = files;
    this.describer = config.enabled() ? new Describer(config) : null;
    this.worker =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(MOST_WAITING),
            task -> {
              Thread thread = new Thread(task, "clip-words");
              thread.setDaemon(true);
              return thread;
            },
            (task, pool) -> dropped.incrementAndGet());
    worker.allowCoreThreadTimeOut(true);
  }

  /** An incident has been confirmed. */
  void confirmed(Incident incident) {
    synchronized (incidents) {
      incidents.put(incident.id(), incident);
    }
  }

  /** A clip can be played; asks for words about it when it is complete. */
  void ready(ClipReady clip) {
    if (clip.wasDeleted()) {
      return;
    }
    if (describer == null || !clip.complete()) {
      return;
    }
    Incident incident;
    synchronized (incidents) {
      incident = incidents.get(clip.incident());
    }
    String facts =
        incident == null
            ? "something happened before camera " + clip.camera()
            : Facts.of(incident, List.of(clip));
    double moment =
        incident == null ? clip.seconds() / 2 : (moment(incident) - clip.startUtcMillis()) / 1000.0;
    worker.execute(() -> describe(clip, facts, moment));
  }

  private static long moment(Incident incident) {
    return incident.startedAt() > 0 ? incident.startedAt() : incident.confirmedAt();
  }

  private void describe(ClipReady clip, String facts, double moment) {
    try {
      Optional<Path> file = files.apply(clip.id());
      if (file.isEmpty()) {
        failed.incrementAndGet();
        return;
      }
      List<JpegPicture> pictures = new ArrayList<>();
      for (double each : times(moment, clip.seconds())) {
        long micros = Math.round(Math.max(0, each) * 1e6);
        RecordedPictures.at(
                clip.camera(), file.get(), -1, micros, clip.startUtcMillis() * 1000, WIDTH, null)
            .ifPresent(pictures::add);
      }
      String text = describer.describe(facts, pictures);
      database.update(
          "INSERT INTO clip_words (clip, incident, words, source, at_ms) VALUES (?, ?, ?, ?, ?)"
              + " ON CONFLICT (clip) DO UPDATE SET words = excluded.words,"
              + " source = excluded.source, at_ms = excluded.at_ms",
          clip.id(),
          clip.incident(),
          text,
          config.model(),
          System.currentTimeMillis());
      done.incrementAndGet();
    } catch (RuntimeException e) {
      failed.incrementAndGet();
      String words = String.valueOf(e.getMessage());
      LOG.warn(
          "no words about a clip clip={} reason=\"{}\"",
          clip.id(),
          words.substring(0, Math.min(200, words.length())).replaceAll("\\s+", " "));
    }
  }

  /** A little before the moment, the moment, and after it. */
  private List<Double> times(double moment, double seconds) {
    List<Double> times = new ArrayList<>();
    for (int i = 0; i < config.pictures(); i++) {
      times.add(Math.min(Math.max(0, moment - 1 + 2.0 * i), Math.max(0, seconds - 0.1)));
    }
    return times;
  }

  /** What has been said of the clips of an incident; blocks for the disk. */
  public List<Words> of(String incident) {
    return database.query(
        row -> new Words(row.getString(1), row.getString(2), row.getString(3), row.getLong(4)),
        "SELECT clip, words, source, at_ms FROM clip_words WHERE incident = ? ORDER BY clip",
        incident);
  }

  long done() {
    return done.get();
  }

  long failed() {
    return failed.get();
  }

  long dropped() {
    return dropped.get();
  }

  @Override
  public void close() {
    worker.shutdownNow();
  }
}
