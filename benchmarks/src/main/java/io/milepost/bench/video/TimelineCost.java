package io.milepost.bench.video;

import io.milepost.bench.Sample;
import io.milepost.rsu.recording.RecordingConfig;
import io.milepost.rsu.recording.RecordingStore;
import io.milepost.rsu.recording.playback.Timeline;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;

/** How long a day of one camera takes to look up when the index holds thirty days of four. */
final class TimelineCost {
  private static final int CAMERAS = 4;
  private static final int DAYS = 30;
  private static final long SEGMENT = 10_000_000;
  private static final long DAY = Duration.ofDays(1).toMillis() * 1000;

  private final Path folder;
  private final long end = System.currentTimeMillis() * 1000 - 60_000_000;

  TimelineCost(Path folder) {
    this.folder = folder;
  }

  /** Milliseconds for a day, by repeat, over all days and cameras in turn. */
  Sample run(int repeats) throws SQLException {
    RecordingConfig config = RecordingConfig.in(folder.resolve("rec"));
    RecordingStore.open(config, folder, Clock.systemUTC()).close();
    try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + folder + "/segments.db")) {
      db.setAutoCommit(false);
      fill(db);
      db.commit();
    }
    try (RecordingStore store = RecordingStore.open(config, folder, Clock.systemUTC())) {
      Timeline timeline = new Timeline(store.coverage(), store.motion());
      double[] millis = new double[repeats];
      for (int i = -20; i < repeats; i++) {
        long to = end - (i + 20) % DAYS * DAY;
        long began = System.nanoTime();
        int found =
            timeline.of("c" + (i + 20) % CAMERAS, to - DAY, to).orElseThrow().stretches().size();
        if (found == 0) {
          throw new IllegalStateException("the timeline shows " + found + " stretches");
        }
        if (i >= 0) {
          millis[i] = (System.nanoTime() - began) / 1e6;
        }
      }
      return Sample.of(millis);
    }
  }

  private void fill(Connection db) throws SQLException {
    Random random = new Random(5);
    try (PreparedStatement segment =
            db.prepareStatement(
                "INSERT INTO segments (camera, path, start_us, end_us, frames, bytes, sha256,"
                    + " end_reason) VALUES (?, ?, ?, ?, 250, 5000000, ?, 'full')");
        PreparedStatement gap =
            db.prepareStatement(
                "INSERT INTO gaps (camera, from_us, to_us, cause, detail, inside)"
                    + " VALUES (?, ?, ?, 'network', 'no answer in time', 0)");
        PreparedStatement motion = db.prepareStatement("INSERT INTO motion VALUES (?, ?, ?, 0.2)");
        PreparedStatement watch =
            db.prepareStatement("INSERT INTO watches (camera, from_us) VALUES (?, ?)")) {
      for (int camera = 0; camera < CAMERAS; camera++) {
        String id = "c" + camera;
        watch.setString(1, id);
        watch.setLong(2, end - DAYS * DAY);
        watch.addBatch();
        for (long at = end - DAYS * DAY; at < end; at += SEGMENT) {
          if (random.nextInt(2000) == 0) {
            add(gap, id, at, at + SEGMENT);
            continue;
          }
          segment.setString(1, id);
          segment.setString(2, id + "/" + at + ".mp4");
          segment.setLong(3, at);
          segment.setLong(4, at + SEGMENT);
          segment.setString(5, "0123456789abcdef".repeat(4));
          segment.addBatch();
          if (random.nextInt(20) == 0) {
            add(motion, id, at, at + SEGMENT / 2);
          }
        }
        segment.executeBatch();
        gap.executeBatch();
        motion.executeBatch();
        watch.executeBatch();
      }
    }
  }

  private static void add(PreparedStatement rows, String camera, long from, long to)
      throws SQLException {
    rows.setString(1, camera);
    rows.setLong(2, from);
    rows.setLong(3, to);
    rows.addBatch();
  }
}
