package io.milepost.rsu.recording;

import com.fasterxml.jackson.core.type.TypeReference;
import io.milepost.protocol.json.Json;
import io.milepost.rsu.recording.mp4.Span;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The clips of a node. Thread-safe; blocks for the disk. */
final class ClipIndex {
  private static final TypeReference<List<Span>> SPANS = new TypeReference<>() {};
  private static final String COLUMNS =
      "SELECT id, incident, camera, file, from_us, to_us, moment_us, triggered_ms, start_us,"
          + " end_us, seconds, bytes, sha256, state, lead_us, pictures, gaps, left_out,"
          + " ordered_by, profile, built_ms, checked_ms, damage, export FROM clips ";

  private final RecordingDatabase database;

  ClipIndex(RecordingDatabase database) {
    this.database = database;
  }

  /** Orders a clip; false when it had been ordered before. */
  boolean order(Clip clip) {
    return database.update(
            "INSERT INTO clips (id, incident, camera, file, from_us, to_us, moment_us,"
                + " triggered_ms, state, ordered_by, profile)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'ordered', ?, ?) ON CONFLICT (id) DO NOTHING",
            clip.id(),
            clip.incident(),
            clip.camera(),
            clip.file(),
            clip.fromMicros(),
            clip.toMicros(),
            clip.momentMicros(),
            clip.triggeredMillis(),
            clip.orderedBy(),
            clip.profile())
        > 0;
  }

  /** A file has been built. */
  void built(String id, ClipContent content, boolean complete, long nowMillis) {
    database.update(
        "UPDATE clips SET start_us = ?, end_us = ?, seconds = ?, bytes = ?, sha256 = ?, state = ?,"
            + " lead_us = ?, pictures = ?, gaps = ?, left_out = ?, built_ms = ?, checked_ms = ?,"
            + " damage = NULL WHERE id = ?",
        content.startMicros(),
        content.endMicros(),
        content.seconds(),
        content.bytes(),
        content.sha256(),
        complete ? "complete" : "partial",
        content.leadMicros(),
        content.pictures(),
        Json.write(content.gaps()),
        Json.write(content.leftOut()),
        nowMillis,
        nowMillis,
        id);
  }

  /** Nothing more will come; the segments it pinned are free. */
  void close(String id) {
    database.update("UPDATE clips SET state = 'complete' WHERE id = ?", id);
  }

  /** It is to be built again, as if it had just been ordered. */
  void reopen(String id) {
    database.update("UPDATE clips SET state = 'partial' WHERE id = ?", id);
  }

  /** What encoding it anew has brought. */
  void exported(String id, String json) {
    database.update("UPDATE clips SET export = ? WHERE id = ?", json, id);
  }

  /** The file has been read: as it was written, or what is wrong with it. */
  void checked(String id, long nowMillis, String damage) {
    database.update(
        "UPDATE clips SET checked_ms = ?, damage = ? WHERE id = ?", nowMillis, damage, id);
  }

  /** Forgets a clip whose file is gone. */
  void forget(String id) {
    database.update("DELETE FROM clips WHERE id = ?", id);
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

  /** Clips with a file that shows some of this time. */
  List<Clip> overlapping(String camera, long fromMicros, long toMicros) {
    return database.query(
        ClipIndex::clip,
        COLUMNS
            + "WHERE camera = ? AND sha256 IS NOT NULL AND start_us < ? AND end_us > ?"
            + " ORDER BY start_us",
        camera,
        toMicros,
        fromMicros);
  }

  /**
   * Clips ordered for some of this time, newest first; of all cameras when {@code camera} is null.
   */
  List<Clip> list(String camera, long fromMicros, long toMicros, int most) {
    return database.query(
        ClipIndex::clip,
        COLUMNS
            + "WHERE (? IS NULL OR camera = ?) AND from_us < ? AND to_us > ?"
            + " ORDER BY from_us DESC, id LIMIT ?",
        camera,
        camera,
        toMicros,
        fromMicros,
        most);
  }

  /** The complete clip whose file has not been read for longest. */
  Optional<Clip> leastChecked() {
    return database
        .query(
            ClipIndex::clip,
            COLUMNS
                + "WHERE state = 'complete' AND sha256 IS NOT NULL AND NOT EXISTS (SELECT 1"
                + " FROM archive_items a WHERE a.kind = 'clip' AND a.ref = clips.id AND a.here = 0)"
                + " ORDER BY checked_ms, id LIMIT 1")
        .stream()
        .findFirst();
  }

  /** Complete clips, oldest first. */
  List<Clip> oldest() {
    return database.query(
        ClipIndex::clip, COLUMNS + "WHERE state = 'complete' ORDER BY triggered_ms, id");
  }

  /** Clips known to be damaged. */
  List<Clip> damaged() {
    return database.query(ClipIndex::clip, COLUMNS + "WHERE damage IS NOT NULL ORDER BY id");
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
                row.getLong(9),
                row.getLong(10),
                row.getDouble(11),
                row.getLong(12),
                sha256,
                row.getLong(15),
                row.getLong(16),
                spans(row.getString(17)),
                spans(row.getString(18))),
        Clip.State.valueOf(row.getString(14).toUpperCase(Locale.ROOT)),
        row.getString(19),
        row.getString(20),
        row.getLong(21),
        row.getLong(22),
        row.getString(23),
        row.getString(24));
  }

  private static List<Span> spans(String json) throws SQLException {
    try {
      return Json.mapper().readValue(json, SPANS);
    } catch (IOException e) {
      throw new SQLException("gaps of a clip cannot be read: " + json, e);
    }
  }
}
