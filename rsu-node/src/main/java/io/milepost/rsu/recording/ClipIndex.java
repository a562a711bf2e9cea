package io.milepost.rsu.recording;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The clips of a node. Thread-safe; blocks for the disk. */
final class ClipIndex {
  private static final String COLUMNS =
      "SELECT id, incident, camera, file, from_us, to_us, moment_us, triggered_ms, start_us,"
          + " end_us, seconds, bytes, sha256, state FROM clips ";

  private final RecordingDatabase database;

  ClipIndex(RecordingDatabase database) {
    this.database = database;
  }

  /** Orders a clip; false when it had been ordered before. */
  boolean order(Clip clip) {
    return database.update(
            "INSERT INTO clips (id, incident, camera, file, from_us, to_us, moment_us,"
                + " triggered_ms, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'ordered')"
                + " ON CONFLICT (id) DO NOTHING",
            clip.id(),
            clip.incident(),
            clip.camera(),
            clip.file(),
            clip.fromMicros(),
            clip.toMicros(),
            clip.momentMicros(),
            clip.triggeredMillis())
        > 0;
  }

  /** A file has been built. */
  void built(String id, ClipContent content, boolean complete) {
    database.update(
        "UPDATE clips SET start_us = ?, end_us = ?, seconds = ?, bytes = ?, sha256 = ?, state = ?"
            + " WHERE id = ?",
        content.startMicros(),
        content.endMicros(),
        content.seconds(),
        content.bytes(),
        content.sha256(),
        complete ? "complete" : "partial",
        id);
  }

  /** Nothing more will come; the segments it pinned are free. */
  void close(String id) {
    database.update("UPDATE clips SET state = 'complete' WHERE id = ?", id);
  }

  /** Clips that are not complete. */
  List<Clip> pending() {
    return database.query(ClipIndex::clip, COLUMNS + "WHERE state <> 'complete'");
  }

  Optional<Clip> find(String id) {
    return database.query(ClipIndex::clip, COLUMNS + "WHERE id = ?", id).stream().findFirst();
  }

  /** Clips of an incident. */
  List<Clip> of(String incident) {
    return database.query(
        ClipIndex::clip, COLUMNS + "WHERE incident = ? ORDER BY triggered_ms", incident);
  }

  private static Clip clip(ResultSet row) throws SQLException {
    String sha256 = row.getString(13);
    return new Clip(
        row.getString(1),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getLong(5),
        row.getLong(6),
        row.getLong(7),
        row.getLong(8),
        sha256 == null
            ? null
            : new ClipContent(
                row.getLong(9), row.getLong(10), row.getDouble(11), row.getLong(12), sha256),
        Clip.State.valueOf(row.getString(14).toUpperCase(Locale.ROOT)));
  }
}
