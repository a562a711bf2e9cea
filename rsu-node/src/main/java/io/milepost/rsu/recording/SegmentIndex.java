package io.milepost.rsu.recording;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * Where which time of which camera is. Segments that overlap the window of a clip not yet complete
 * are pinned: {@link #oldestUnpinned} never names them. Thread-safe; blocks for the disk.
 */
public final class SegmentIndex {
  private static final String COLUMNS =
      "SELECT id, camera, path, start_us, coalesce(end_us, 0), frames, bytes, sha256, end_reason"
          + " FROM segments ";
  private final RecordingDatabase database;

  SegmentIndex(RecordingDatabase database) {
    this.database = database;
  }

  /** A segment has been opened; returns its row. */
  long begin(String camera, String path, long startMicros) {
    database.update(
        "INSERT INTO segments (camera, path, start_us) VALUES (?, ?, ?)"
            + " ON CONFLICT (path) DO UPDATE SET start_us = excluded.start_us, end_reason = NULL",
        camera,
        path,
        startMicros);
    return database
        .query(row -> row.getLong(1), "SELECT id FROM segments WHERE path = ?", path)
        .get(0);
  }

  /** A segment has been closed. */
  void finish(long id, SegmentSummary summary, String reason) {
    database.update(
        "UPDATE segments SET end_us = ?, frames = ?, bytes = ?, sha256 = ?, end_reason = ?"
            + " WHERE id = ?",
        summary.endMicros(),
        summary.frames(),
        summary.bytes(),
        summary.sha256(),
        reason,
        id);
  }

  /** Forgets a segment whose file is gone. */
  void forget(long id) {
    database.update("DELETE FROM segments WHERE id = ?", id);
  }

  /** Segments of a camera that may hold pictures of this time, oldest first. */
  public List<Segment> overlapping(String camera, long fromMicros, long toMicros) {
    return database.query(
        SegmentIndex::segment,
        COLUMNS
            + "WHERE camera = ? AND start_us <= ? AND (end_us IS NULL OR end_us >= ?)"
            + " ORDER BY start_us",
        camera,
        toMicros,
        fromMicros);
  }

  /** All segments of a camera, oldest first. */
  public List<Segment> all(String camera) {
    return overlapping(camera, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  /** Cameras that have segments. */
  List<String> cameras() {
    return database.query(
        row -> row.getString(1), "SELECT DISTINCT camera FROM segments ORDER BY camera");
  }

  /** Every segment. */
  List<Segment> everything() {
    return database.query(SegmentIndex::segment, COLUMNS + "ORDER BY start_us");
  }

  /** Closed segments that nobody needs any more, oldest first. */
  List<Segment> oldestUnpinned(int most) {
    return database.query(
        SegmentIndex::segment,
        COLUMNS
            + "WHERE end_reason IS NOT NULL AND NOT EXISTS (SELECT 1 FROM clips c"
            + " WHERE c.camera = segments.camera AND c.state <> 'complete'"
            + " AND c.from_us <= segments.end_us AND c.to_us >= segments.start_us)"
            + " ORDER BY start_us LIMIT ?",
        most);
  }

  /** Bytes of all closed segments together. */
  public long totalBytes() {
    return database
        .query(row -> row.getLong(1), "SELECT coalesce(sum(bytes), 0) FROM segments")
        .get(0);
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
        row.getString(9));
  }
}
