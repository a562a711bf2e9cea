package io.milepost.rsu.recording;

import io.milepost.rsu.recording.SegmentSummary.Look;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where which time of which camera is. Segments that overlap the window of a clip not yet complete
 * are pinned: {@link #oldestUnpinned} never names them. Thread-safe; blocks for the disk.
 */
public final class SegmentIndex {
  private static final String COLUMNS =
      "SELECT id, camera, path, start_us, coalesce(end_us, 0), frames, bytes, sha256, end_reason,"
          + " codec, width, height, gops FROM segments ";
  private static final long CLOCK_SLACK_MICROS = 600_000_000;

  private final RecordingDatabase database;
  private Map<String, Long> sizes;

  SegmentIndex(RecordingDatabase database) {
    this.database = database;
  }

  /** A segment of unknown content has been found; returns its row. */
  long begin(String camera, String path, long startMicros) {
    return begin(camera, path, startMicros, Look.UNKNOWN);
  }

  /** A segment has been opened; returns its row. */
  long begin(String camera, String path, long startMicros, Look look) {
    database.update(
        "INSERT INTO segments (camera, path, start_us, codec, width, height)"
            + " VALUES (?, ?, ?, ?, ?, ?)"
            + " ON CONFLICT (path) DO UPDATE SET start_us = excluded.start_us, end_reason = NULL",
        camera,
        path,
        startMicros,
        look.codec(),
        look.width(),
        look.height());
    return database
        .query(row -> row.getLong(1), "SELECT id FROM segments WHERE path = ?", path)
        .get(0);
  }

  /** A segment has been closed. */
  synchronized void finish(long id, SegmentSummary summary, String reason) {
    lighten(id);
    database.update(
        "UPDATE segments SET end_us = ?, frames = ?, bytes = ?, sha256 = ?, end_reason = ?,"
            + " codec = ?, width = ?, height = ?, gops = ? WHERE id = ?",
        summary.endMicros(),
        summary.frames(),
        summary.bytes(),
        summary.sha256(),
        reason,
        summary.look().codec(),
        summary.look().width(),
        summary.look().height(),
        summary.gops().toBytes(),
        id);
    database
        .query(row -> row.getString(1), "SELECT camera FROM segments WHERE id = ?", id)
        .forEach(camera -> sizes.merge(camera, summary.bytes(), Long::sum));
  }

  /** Forgets a segment whose file is gone. */
  synchronized void forget(long id) {
    lighten(id);
    database.update("DELETE FROM segments WHERE id = ?", id);
  }

  /** Segments of a camera that may hold pictures of this time, oldest first. */
  public List<Segment> overlapping(String camera, long fromMicros, long toMicros) {
    return database.query(
        SegmentIndex::segment,
        COLUMNS
            + "WHERE camera = ? AND start_us <= ? AND start_us >= ?"
            + " AND (end_us IS NULL OR end_us >= ?) ORDER BY start_us",
        camera,
        toMicros,
        earliest(camera, fromMicros),
        fromMicros);
  }

  /**
   * Where the segments of a camera begin and end, oldest first; the end of one being written is 0.
   */
  List<Span> spans(String camera, long fromMicros, long toMicros) {
    return database.query(
        row -> new Span(row.getLong(1), row.getLong(2)),
        "SELECT start_us, coalesce(end_us, 0) FROM segments"
            + " WHERE camera = ? AND start_us <= ? AND start_us >= ? ORDER BY start_us",
        camera,
        toMicros,
        earliest(camera, fromMicros));
  }

  /**
   * Start of the earliest segment that may reach this time. Segments of a camera follow each other,
   * so it is the last one before; clocks that were set back put some more of them on one time.
   */
  private long earliest(String camera, long micros) {
    long before = micros - CLOCK_SLACK_MICROS;
    return database
        .query(
            row -> row.getLong(1),
            "SELECT coalesce(max(start_us), ?) FROM segments WHERE camera = ? AND start_us <= ?",
            before,
            camera,
            before)
        .get(0);
  }

  /** All segments of a camera, oldest first. */
  public List<Segment> all(String camera) {
    return overlapping(camera, 0, Long.MAX_VALUE);
  }

  /** Segments that are being written, or were when the last run ended; newest first. */
  List<Segment> open() {
    return database.query(
        SegmentIndex::segment, COLUMNS + "WHERE end_reason IS NULL ORDER BY start_us DESC");
  }

  /** Segments before one, newest first. */
  List<Segment> page(long beforeMicros, long beforeId, int most) {
    return database.query(
        SegmentIndex::segment,
        COLUMNS
            + "WHERE start_us <= ? AND (start_us, id) < (?, ?)"
            + " ORDER BY start_us DESC, id DESC LIMIT ?",
        beforeMicros,
        beforeMicros,
        beforeId,
        most);
  }

  /** Whether there is a row for this file. */
  boolean knows(String path) {
    return !database.query(row -> 1, "SELECT 1 FROM segments WHERE path = ?", path).isEmpty();
  }

  /**
   * Which segments may go.
   *
   * @param camera of this camera only, null for all
   * @param nowMillis UTC
   * @param incidentSinceMicros those of incidents from then on stay
   * @param waitingToo whether also those may go that wait for the archive
   * @param most how many
   */
  record Wanted(
      String camera, long nowMillis, long incidentSinceMicros, boolean waitingToo, int most) {}

  /**
   * Closed segments that nobody needs any more, oldest first: no clip waits for them, no pin holds
   * them, they are not of an incident that is still kept and, unless space is needed, do not wait
   * for the archive.
   *
   * @param wanted of which camera, null for all; what is now and since when incidents are kept
   * @param after continue behind this one, null to begin
   */
  List<Segment> oldestUnpinned(Wanted wanted, Segment after) {
    return database.query(
        SegmentIndex::segment,
        COLUMNS
            + "WHERE end_reason IS NOT NULL AND start_us >= ? AND (start_us, id) > (?, ?)"
            + " AND (? IS NULL OR camera = ?)"
            + " AND NOT EXISTS (SELECT 1 FROM clips c WHERE c.camera = segments.camera"
            + " AND c.from_us <= segments.end_us AND c.to_us >= segments.start_us"
            + " AND (c.state <> 'complete' OR segments.end_us >= ?))"
            + " AND NOT EXISTS (SELECT 1 FROM pins p WHERE p.camera = segments.camera"
            + " AND p.from_us <= segments.end_us AND p.to_us >= segments.start_us"
            + " AND (p.until_ms = 0 OR p.until_ms > ?))"
            + " AND (? OR NOT EXISTS (SELECT 1 FROM archive_items a"
            + " WHERE a.name = 'segments/' || segments.path AND a.state = 'waiting'))"
            + " ORDER BY start_us, id LIMIT ?",
        after == null ? 0 : after.startMicros(),
        after == null ? 0 : after.startMicros(),
        after == null ? 0 : after.id(),
        wanted.camera(),
        wanted.camera(),
        wanted.incidentSinceMicros(),
        wanted.nowMillis(),
        wanted.waitingToo(),
        wanted.most());
  }

  /** Cameras with segments. */
  List<String> cameras() {
    return List.copyOf(sizes().keySet());
  }

  /** Bytes of all closed segments together. */
  public long totalBytes() {
    return sizes().values().stream().mapToLong(Long::longValue).sum();
  }

  /** Bytes of all closed segments of a camera. */
  long totalBytes(String camera) {
    return sizes().getOrDefault(camera, 0L);
  }

  /** Bytes of the closed segments that began since a time. */
  long bytesSince(long micros) {
    return database
        .query(
            row -> row.getLong(1),
            "SELECT coalesce(sum(bytes), 0) FROM segments WHERE start_us >= ?",
            micros)
        .get(0);
  }

  /** Start of the oldest segment; empty when there is none. */
  Optional<Long> oldestMicros() {
    return database
        .query(row -> row.getLong(1), "SELECT start_us FROM segments ORDER BY start_us LIMIT 1")
        .stream()
        .findFirst();
  }

  /** Summed once and kept up to date: a month of twelve cameras is three million rows. */
  private synchronized Map<String, Long> sizes() {
    if (sizes == null) {
      Map<String, Long> found = new HashMap<>();
      database.query(
          row -> found.put(row.getString(1), row.getLong(2)),
          "SELECT camera, sum(bytes) FROM segments GROUP BY camera");
      sizes = found;
    }
    return new HashMap<>(sizes);
  }

  /** What a row no longer weighs, before it is changed. */
  private void lighten(long id) {
    sizes();
    database
        .query(
            row -> Map.entry(row.getString(1), row.getLong(2)),
            "SELECT camera, bytes FROM segments WHERE id = ?",
            id)
        .forEach(old -> sizes.merge(old.getKey(), -old.getValue(), Long::sum));
  }

  private static Segment segment(ResultSet row) throws SQLException {
    return new Segment(
        row.getLong(1),
        row.getString(2),
        row.getString(3),
        row.getLong(4),
        row.getLong(5),
        row.getLong(6),
        row.getLong(7),
        row.getString(8),
        row.getString(9),
        row.getString(10),
        row.getInt(11),
        row.getInt(12),
        Gops.of(row.getBytes(13)));
  }
}
